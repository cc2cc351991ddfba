/**
 * `node bench/audit.ts --bookings 100000`: what an audit of so many bookings takes, in time and in memory. Half of
 * them were sold at once, a quarter were promoted from the line for the quarter that cancelled, and a quarter wait.
 * Writes them straight into an engine of its own, in memory, and runs the tool as people do. Reads /proc, so it runs on Linux
 * alone.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoEngine } from '../bin/local/dynamo-engine.ts';
import { createTable } from '../bin/local/resources.ts';
import { environment, table } from '../functions/compose.ts';
import type { Booking } from '../functions/domain/booking.ts';
import { createEvent } from '../functions/domain/create-event.ts';
import type { Event } from '../functions/domain/event.ts';
import { eventStore } from '../functions/store/events.ts';
import type { Key } from '../functions/store/keys.ts';
import { lineKey, shardKey } from '../functions/store/keys.ts';
import { aBooking, storeBookings } from '../test/kit/stored-bookings.ts';

const TABLE_NAME = 'boxoffice-bench';
const LOOK_INTERVAL_MS = 50;
const MINUTE_MS = 60_000;

/** Of four bookings one keeps its ticket, one gives it to the next of the line, and one waits on. */
function* manyBookings(event: Event, count: number): Generator<Booking> {
  const opened = Date.parse(event.salesOpenAt);
  const quarter = count / 4;
  for (let n = 0; n < count; n += 1) {
    const arrival = opened + n;
    const shard = n % event.shardCount;
    const soldOut = opened + count + MINUTE_MS;
    if (n < quarter) yield aBooking(event, { arrival });
    else if (n < 2 * quarter) {
      yield aBooking(event, {
        arrival,
        status: 'cancelled',
        quantity: 0,
        history: [
          { what: 'booked', at: arrival, quantity: 1 },
          { what: 'cancelled', at: soldOut, quantity: 1, by: event.organizerId },
          { what: 'handed-on', at: soldOut, quantity: 1 },
        ],
      });
    } else if (n < 3 * quarter) {
      const turn = n - 2 * quarter + 1;
      yield aBooking(event, {
        arrival,
        shard,
        history: [
          { what: 'joined', at: arrival, quantity: 1 },
          { what: 'promoted', at: soldOut, quantity: 1, turn },
        ],
      });
    } else yield aBooking(event, { arrival, shard, status: 'waitlisted' });
  }
}

async function set(key: Key, fields: Record<string, number | boolean>): Promise<void> {
  const names = Object.keys(fields);
  await table().client.send(
    new UpdateCommand({
      TableName: TABLE_NAME,
      Key: key,
      UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, fields[name]])),
    }),
  );
}

async function prepare(count: number): Promise<Event> {
  const organizerId = environment.newId();
  const request = {
    name: 'Bench',
    organizerId,
    startsAt: '2099-01-01T20:00:00.000Z',
    salesOpenAt: new Date(environment.now() - 10 * MINUTE_MS - count).toISOString(),
    capacity: count / 2,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' as const },
  };
  const { event } = await createEvent(request, undefined, { events: eventStore(table()), environment });
  await storeBookings(table(), event, manyBookings(event, count));
  const quarter = count / 4;
  for (let shard = 0; shard < event.shardCount; shard += 1) {
    const joinedCount = shard === 0 ? 2 * quarter : 0;
    await set(shardKey(event.id, shard), { freeTickets: 0, isClosed: true, joinedCount });
  }
  const served = { servedCount: quarter, turnCount: quarter };
  await set(lineKey(event.id), { isQueueing: true, isDrained: true, ...served });
  return event;
}

/** The most resident memory of a process so far, in MB. Undefined once it is gone. */
function peakMb(pid: number): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

async function runAudit(eventId: string): Promise<{ peak: number; exitCode: unknown }> {
  const tool = path.join(import.meta.dirname, '../bin/audit.ts');
  const child = spawn(process.execPath, [tool, '--event', eventId], { stdio: 'inherit' });
  let peak = 0;
  const looking = setInterval(() => {
    peak = peakMb(child.pid ?? 0) ?? peak;
  }, LOOK_INTERVAL_MS);
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(looking);
  return { peak, exitCode };
}

const { values } = parseArgs({ options: { bookings: { type: 'string', default: '100000' } } });
const count = Math.ceil(Number(values.bookings) / 4) * 4;
const engine = await startDynamoEngine(undefined);
try {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TABLE_NAME,
  });
  await createTable(TABLE_NAME);
  const preparing = performance.now();
  const event = await prepare(count);
  const started = performance.now();
  const { peak, exitCode } = await runAudit(event.id);
  const seconds = (performance.now() - started) / 1000;
  if (exitCode !== 0) throw new Error(`The audit ended with ${exitCode}.`);
  console.table({
    bookings: count,
    preparedInSeconds: Math.round((started - preparing) / 1000),
    seconds: Number(seconds.toFixed(1)),
    bookingsPerSecond: Math.round(count / seconds),
    peakMb: peak,
  });
} finally {
  await engine.stop();
}
