/** Waits until an event of a soak is settled, and reads its state through the API as its organizer would. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_CACHE_TTL_MS } from '../../functions/domain/model/limits.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Played } from './event.ts';
import type { EventRecord, StoredBooking, StoredEvent } from './records.ts';
import type { Stage } from './tested-service.ts';

/**
 * Long enough for several sweeps: the sweep runs every 5 s on work older than 5 s, and offers that expire one
 * after another take one sweep each. An event that is not settled by then is judged as it is.
 */
const REST_TIMEOUT_MS = 90_000;
const LOOK_INTERVAL_MS = 500;
const DECIDES_OFFER = new Set(['offered', 'accepted', 'declined', 'expired', 'cancelled']);

/**
 * Waits until two reads in a row find the event settled: the audit holds, no offer is open, no booking is
 * waitlisted that must not be, and no message is queued. `available` may come from the service's event cache,
 * so the second read, which the judge gets, follows when that cache has expired.
 */
export async function waitUntilSettled(stage: Stage, played: Played): Promise<StoredEvent> {
  const deadline = performance.now() + REST_TIMEOUT_MS;
  for (;;) {
    const isStill = isSettled(await look(stage, played, deadline), played.record);
    await sleep(isStill ? EVENT_CACHE_TTL_MS : LOOK_INTERVAL_MS);
    const isOver = performance.now() > deadline;
    if (!isStill && !isOver) continue;
    const stored = await look(stage, played, deadline);
    if (isSettled(stored, played.record) || isOver) return stored;
  }
}

/**
 * Repeats a read that failed, for instance on a connection that was just closed. @throws after the deadline.
 */
async function look(stage: Stage, played: Played, deadline: number): Promise<StoredEvent> {
  for (;;) {
    try {
      return await readStored(stage, played);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(LOOK_INTERVAL_MS);
    }
  }
}

function isSettled({ findings, bookings, messages }: StoredEvent, { salesCloseAt }: EventRecord): boolean {
  const isSound = findings.length > 0 && findings.every(({ holds }) => holds !== false);
  const isLeft = (one: StoredBooking) => salesCloseAt !== undefined || isUnanswered(one);
  const isServed = !bookings.some((one) => one.status === 'waitlisted' && isLeft(one));
  return isSound && isServed && messages === 0 && !bookings.some(hasOpenOffer);
}

/** Whether the booking is of a request with `onSoldOut: 'reject'` that a kill interrupted in the waitlist. */
function isUnanswered({ status, history: [first] }: StoredBooking): boolean {
  return status === 'waitlisted' && first?.leavesUnserved === true;
}

/** By the history, since the status of an expired offer is `cancelled` before the sweep has stored that. */
function hasOpenOffer({ history }: StoredBooking): boolean {
  return history.findLast(({ what }) => DECIDES_OFFER.has(what))?.what === 'offered';
}

async function readStored(stage: Stage, { record: { eventId }, token }: Played): Promise<StoredEvent> {
  const client = await stage.client();
  const audit = await client.call('audit-event', { path: { eventId }, token });
  const bookings = await readBookings(client, eventId, token);
  const event = await client.call('read-event', { path: { eventId } });
  if (event.status !== 200) throw new Error(`The event was answered ${event.status}.`);
  return {
    capacity: event.body.capacity,
    policy: event.body.waitlist.policy,
    available: event.body.availability.available,
    booked: event.body.availability.booked,
    bookings,
    findings: audit.status === 200 ? audit.body.findings : [],
    ...(await stage.queueDepth()),
  };
}

async function readBookings(client: TypedClient, eventId: string, token: string): Promise<StoredBooking[]> {
  const bookings: StoredBooking[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: 100, ...(cursor && { cursor }) };
    const page = await client.call('list-bookings', { path: { eventId }, token, query });
    if (page.status !== 200 || typeof page.body === 'string')
      throw new Error(`The bookings were answered ${page.status}.`);
    for (const { customerId = '', granted = 0, history = [], ...booking } of page.body.items)
      bookings.push({ ...booking, customerId, granted, history: history as StoredBooking['history'] });
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  return bookings;
}
