/**
 * Measures the time of an export and the memory of the tool and the service: ten times the bookings must take
 * ten times the time and no more memory, for confirmed and for waitlisted bookings. Linux only, because it
 * reads /proc.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makePerson } from '../bin/local/people.ts';
import { type Stage, startTestedService } from '../bin/onsale/tested-service.ts';
import { runtime, table } from '../functions/compose.ts';
import { createEvent } from '../functions/domain/events/create-event.ts';
import type { Booking } from '../functions/domain/model/booking.ts';
import type { Event } from '../functions/domain/model/event.ts';
import { eventStore } from '../functions/store/events.ts';
import { aBooking, storeBookings } from '../test/kit/stored-bookings.ts';
import type { Findings, Measurement } from './measurement.ts';
import { rounded } from './statistics.ts';

const LOOK_INTERVAL_MS = 50;
/** Enough for the service's heap to reach its working size. */
const WARM_UP_BOOKINGS = 50_000;
const COUNTS = [10_000, 100_000];
/** Allows for growth of the heap between collections, and for changes in the machine's speed. */
const GOAL_RATIO = 1.25;

function* manyBookings(event: Event, count: number, status: Booking['status']): Generator<Booking> {
  const opened = runtime.now();
  for (let n = 0; n < count; n += 1) {
    const attendee = { firstName: `Ada ${n}`, lastName: 'Lovelace', email: `ada.${n}@example.com` };
    yield aBooking(event, { status, arrival: opened + n, attendee, shard: n % event.shardCount });
  }
}

/** @returns the resident memory in MB, current (`VmRSS`) or peak (`VmHWM`); undefined after the exit. */
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

/** Runs `bin/boxoffice.ts export` and counts its output without keeping it. */
async function runExport(args: string[]): Promise<{ records: number; bytes: number; peakMb: number }> {
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, '../bin/boxoffice.ts'), 'export', ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
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

type Export = {
  bookings: number;
  status: Booking['status'];
  seconds: number;
  bookingsPerSecond: number;
  megabytes: number;
  toolPeakMb: number;
  serviceMb: number;
};

/** Exports a new event. @throws when a booking is missing from the export. */
async function exportEvent(stage: Stage, count: number, status: Booking['status']): Promise<Export> {
  const organizer = await makePerson('organizer');
  const request = {
    name: 'Bench',
    organizerId: organizer.id,
    startsAt: '2099-01-01T20:00:00.000Z',
    capacity: count,
  };
  const rules = { allowGuests: false, waitlist: { enabled: true, policy: 'strict' as const } };
  const { event } = await createEvent({ ...request, ...rules }, undefined, {
    events: eventStore(table()),
    runtime,
  });
  await storeBookings(table(), event, manyBookings(event, count, status));

  process.env['BOXOFFICE_URL'] = stage.url;
  process.env['BOXOFFICE_TOKEN'] = organizer.token;
  const started = performance.now();
  const { records, bytes, peakMb } = await runExport(['--event', event.id, '--status', status]);
  const seconds = (performance.now() - started) / 1000;
  if (records !== count + 1)
    throw new Error(`The export of ${count} bookings has ${records} records instead of ${count + 1}.`);
  return {
    bookings: count,
    status,
    seconds: rounded(seconds, 1),
    bookingsPerSecond: Math.round(count / seconds),
    megabytes: rounded(bytes / 1e6, 1),
    toolPeakMb: peakMb,
    serviceMb: memoryMb(stage.pid, 'VmRSS') ?? 0,
  };
}

async function measure(): Promise<Findings> {
  const stage = await startTestedService();
  try {
    await exportEvent(stage, WARM_UP_BOOKINGS, 'confirmed');
    const exports: Export[] = [];
    for (const count of COUNTS) {
      for (const status of ['confirmed', 'waitlisted'] as const) {
        const one = await exportEvent(stage, count, status);
        exports.push(one);
        console.log(
          `${String(count).padStart(7)} ${status.padEnd(10)} ${one.bookingsPerSecond}/s  tool ${one.toolPeakMb} MB  service ${one.serviceMb} MB`,
        );
      }
    }
    return findingsOf(exports);
  } finally {
    await stage.stop();
  }
}

function findingsOf(exports: Export[]): Findings {
  const growth = (['confirmed', 'waitlisted'] as const).map((status) => {
    const [few, many] = exports.filter((one) => one.status === status);
    if (few === undefined || many === undefined) throw new Error('An export is missing.');
    return {
      status,
      timePerBooking: rounded(few.bookingsPerSecond / many.bookingsPerSecond, 2),
      toolMemory: rounded(many.toolPeakMb / few.toolPeakMb, 2),
      serviceMemory: rounded(many.serviceMb / few.serviceMb, 2),
    };
  });
  const isFlat = growth.every(
    ({ timePerBooking, toolMemory, serviceMemory }) =>
      timePerBooking <= GOAL_RATIO && toolMemory <= GOAL_RATIO && serviceMemory <= GOAL_RATIO,
  );
  const figures = growth.map(
    (one) =>
      `${one.status}: ${one.timePerBooking} times the time per booking, ${one.toolMemory} times the tool's memory, ${one.serviceMemory} times the service's`,
  );
  return {
    rounds: 1,
    warmUp: `an export of ${WARM_UP_BOOKINGS} bookings`,
    load: { counts: COUNTS },
    figures: exports,
    ratios: growth,
    goals: [
      { id: 'export-linear', met: isFlat, figure: `with ten times the bookings, ${figures.join('; ')}` },
    ],
    charts: {},
  };
}

export const exportCsv: Measurement = {
  name: 'export',
  about: 'the CSV export of 10,000 and 100,000 bookings, confirmed and waitlisted',
  seconds: 110,
  measure,
};
