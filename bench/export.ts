/**
 * `node bench/export.ts --bookings 100000`: what an export of so many bookings takes, in time and in memory, of the
 * tool and of the service. `--waiting` exports a line of so many instead. Reads /proc, so it runs on Linux alone.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openStage } from '../bin/onsale/stage.ts';
import { environment, table, tokens } from '../functions/compose.ts';
import type { Booking } from '../functions/domain/booking.ts';
import { createEvent } from '../functions/domain/create-event.ts';
import type { Event } from '../functions/domain/event.ts';
import { eventStore } from '../functions/store/events.ts';
import { aBooking, storeBookings } from '../test/kit/stored-bookings.ts';

const LOOK_INTERVAL_MS = 50;

function* manyBookings(event: Event, count: number, status: Booking['status']): Generator<Booking> {
  const opened = environment.now();
  for (let n = 0; n < count; n += 1) {
    const attendee = { firstName: `Ada ${n}`, lastName: 'Lovelace', email: `ada.${n}@example.com` };
    yield aBooking(event, { status, arrival: opened + n, attendee, shard: n % event.shardCount });
  }
}

/** Resident memory in MB: now (`VmRSS`) or the most so far (`VmHWM`). Undefined once the process is gone. */
function memoryMb(pid: number, field: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const kilobytes = new RegExp(`${field}:\\s+(\\d+)`).exec(
      readFileSync(`/proc/${pid}/status`, 'utf8'),
    )?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

/** Runs the tool, and counts what it writes rather than keeping it. */
async function runExport(args: string[]): Promise<{ records: number; bytes: number; peakMb: number }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../bin/export.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = { records: 0, bytes: 0, peakMb: 0 };
  child.stdout.on('data', (chunk: Buffer) => {
    result.bytes += chunk.length;
    for (const byte of chunk) if (byte === 0x0a) result.records += 1;
  });
  const looking = setInterval(() => {
    result.peakMb = memoryMb(child.pid ?? 0, 'VmHWM') ?? result.peakMb;
  }, LOOK_INTERVAL_MS);
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(looking);
  if (exitCode !== 0) throw new Error('The export failed.');
  return result;
}

const { values } = parseArgs({
  options: { bookings: { type: 'string', default: '100000' }, waiting: { type: 'boolean', default: false } },
});
const count = Number(values.bookings);
const stage = await openStage();
try {
  const organizerId = environment.newId();
  const request = { name: 'Bench', organizerId, startsAt: '2099-01-01T20:00:00.000Z', capacity: count };
  const rules = { allowGuests: false, waitlist: { enabled: true, policy: 'strict' as const } };
  const { event } = await createEvent({ ...request, ...rules }, undefined, {
    events: eventStore(table()),
    environment,
  });
  const status = values.waiting ? 'waitlisted' : 'confirmed';
  await storeBookings(table(), event, manyBookings(event, count, status));

  process.env['BOXOFFICE_URL'] = stage.url;
  process.env['BOXOFFICE_TOKEN'] = await tokens().issue({ id: organizerId, role: 'organizer' });
  const serviceBeforeMb = memoryMb(stage.pid, 'VmRSS');
  const started = performance.now();
  const { records, bytes, peakMb } = await runExport(['--event', event.id, '--status', status]);
  const seconds = (performance.now() - started) / 1000;
  if (records !== count + 1) throw new Error(`${records} records came of ${count} bookings.`);
  console.table({
    bookings: count,
    seconds: Number(seconds.toFixed(1)),
    bookingsPerSecond: Math.round(count / seconds),
    megabytes: Number((bytes / 1e6).toFixed(1)),
    toolPeakMb: peakMb,
    serviceBeforeMb,
    servicePeakMb: memoryMb(stage.pid, 'VmHWM'),
  });
} finally {
  await stage.stop();
}
