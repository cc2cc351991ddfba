/**
 * Measures the time and the memory of an audit, for a number of bookings and for a quarter of it. Half of the
 * bookings got tickets at once and half joined the waitlist; a quarter of all were cancelled, and another
 * quarter promoted in their place. Writes them directly to an engine in memory and runs `bin/boxoffice.ts audit`. Linux
 * only, because it reads /proc.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoEngine } from '../bin/local/dynamo-engine.ts';
import { createTable } from '../bin/local/resources.ts';
import { runtime, table } from '../functions/compose.ts';
import { createEvent } from '../functions/domain/events/create-event.ts';
import type { Booking } from '../functions/domain/model/booking.ts';
import type { Event } from '../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../functions/domain/model/limits.ts';
import { eventStore } from '../functions/store/events.ts';
import { shardKey } from '../functions/store/items/shard.ts';
import { waitlistKey } from '../functions/store/items/waitlist-state.ts';
import type { Key } from '../functions/store/table/item.ts';
import { aBooking, storeBookings } from '../test/kit/stored-bookings.ts';
import type { Findings, Measurement, Settings } from './measurement.ts';
import { rounded } from './statistics.ts';

const TABLE_NAME = 'boxoffice-bench';
const BOOKINGS = 200_000;
const GOAL_RATIO = 1.25;
const LOOK_INTERVAL_MS = 50;
const MINUTE_MS = 60_000;

/** Yields a quarter each of bookings that are confirmed, cancelled, promoted and waitlisted. */
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
      const promotionNumber = n - 2 * quarter + 1;
      yield aBooking(event, {
        arrival,
        shard,
        history: [
          { what: 'joined', at: arrival, quantity: 1 },
          { what: 'promoted', at: soldOut, quantity: 1, promotionNumber },
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
  const organizerId = runtime.newId();
  const request = {
    name: 'Bench',
    organizerId,
    startsAt: '2099-01-01T20:00:00.000Z',
    salesOpenAt: new Date(runtime.now() - 10 * MINUTE_MS - count).toISOString(),
    capacity: count / 2,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' as const },
  };
  const { event } = await createEvent(request, undefined, { events: eventStore(table()), runtime });
  await storeBookings(table(), event, manyBookings(event, count));
  const quarter = count / 4;
  for (let shard = 0; shard < event.shardCount; shard += 1) {
    const joinedCount = shard === 0 ? 2 * quarter : 0;
    await set(shardKey(event.id, shard), { freeTickets: 0, isClosed: true, joinedCount });
  }
  const lookAt = Date.parse(request.startsAt) + PENDING_WORK_GRACE_MS;
  const served = { servedCount: quarter, promotionCount: quarter, lookAt };
  await set(waitlistKey(event.id), { sellsInOrder: true, areShardsEmpty: true, ...served });
  return event;
}

/** @returns the peak resident memory of a process in MB; undefined once it has exited. */
function peakMb(pid: number): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
  } catch {
    return undefined;
  }
}

async function runAudit(eventId: string): Promise<{ peak: number; exitCode: unknown }> {
  const tool = path.join(import.meta.dirname, '../bin/boxoffice.ts');
  const child = spawn(process.execPath, [tool, 'audit', '--event', eventId], { stdio: 'inherit' });
  let peak = 0;
  const looking = setInterval(() => {
    peak = peakMb(child.pid ?? 0) ?? peak;
  }, LOOK_INTERVAL_MS);
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(looking);
  return { peak, exitCode };
}

type Audit = {
  bookings: number;
  preparedInSeconds: number;
  seconds: number;
  bookingsPerSecond: number;
  peakMb: number;
};

async function auditOf(count: number): Promise<Audit> {
  const preparing = performance.now();
  console.log(`Writing ${count} bookings …`);
  const event = await prepare(count);
  const started = performance.now();
  const { peak, exitCode } = await runAudit(event.id);
  const seconds = (performance.now() - started) / 1000;
  if (exitCode !== 0) throw new Error(`The audit exited with ${exitCode}.`);
  return {
    bookings: count,
    preparedInSeconds: rounded((started - preparing) / 1000),
    seconds: rounded(seconds, 1),
    bookingsPerSecond: rounded(count / seconds),
    peakMb: peak,
  };
}

async function measure({ bookings = BOOKINGS }: Settings): Promise<Findings> {
  const most = Math.ceil(bookings / 16) * 16;
  const engine = await startDynamoEngine(undefined);
  try {
    Object.assign(process.env, engine.variables, { TABLE_NAME });
    await createTable(TABLE_NAME);
    return findingsOf(await auditOf(most / 4), await auditOf(most));
  } finally {
    await engine.stop();
  }
}

function findingsOf(few: Audit, many: Audit): Findings {
  console.table([few, many]);
  const timePerBooking = rounded(few.bookingsPerSecond / many.bookingsPerSecond, 2);
  const peakMemory = rounded(many.peakMb / few.peakMb, 2);
  return {
    load: { counts: [few.bookings, many.bookings] },
    figures: [few, many],
    ratios: { timePerBooking, peakMemory },
    goals: [
      {
        id: 'audit-linear',
        met: timePerBooking <= GOAL_RATIO && peakMemory <= GOAL_RATIO,
        figure: `from ${few.bookings} to ${many.bookings} bookings ${timePerBooking} times the time per booking and ${peakMemory} times the memory: ${many.seconds} s, ${many.peakMb} MB`,
      },
    ],
    charts: {},
  };
}

export const audit: Measurement = {
  name: 'audit',
  about: 'an audit of 50,000 and of 200,000 bookings, or of a quarter of --bookings N and of N',
  seconds: 70,
  measure,
};
