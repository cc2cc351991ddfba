/** Waits until an event of a soak has come to rest, and reads what the service has of it, as its organizer would. */
import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_FACTS_TTL_MS } from '../../functions/domain/limits.ts';
import type { TypedClient } from '../local/typed-client.ts';
import type { Played } from './event.ts';
import type { EventRecord, StoredBooking, StoredEvent } from './records.ts';
import type { Stage } from './stage.ts';

/**
 * The sweep looks every 5 s at what is older than 5 s; offers that run out one after another take a sweep each. What
 * has not come to rest by then is judged as it is.
 */
const REST_TIMEOUT_MS = 90_000;
const LOOK_INTERVAL_MS = 500;
const DECIDES_OFFER = new Set(['offered', 'accepted', 'declined', 'expired', 'cancelled']);

/**
 * At rest the audit holds, no offer is open, nobody is left in the line who must not be, and no message is on its way,
 * at two looks in a row: messages may be of the other events of the round. What is available may be remembered from
 * before, so the judge gets the second look, which is taken once that is forgotten.
 */
export async function comeToRest(stage: Stage, played: Played): Promise<StoredEvent> {
  const deadline = performance.now() + REST_TIMEOUT_MS;
  for (;;) {
    const isStill = isAtRest(await look(stage, played, deadline), played.record);
    await sleep(isStill ? EVENT_FACTS_TTL_MS : LOOK_INTERVAL_MS);
    const isOver = performance.now() > deadline;
    if (!isStill && !isOver) continue;
    const stored = await look(stage, played, deadline);
    if (isAtRest(stored, played.record) || isOver) return stored;
  }
}

/** Looks again where a kept connection was closed at the moment it was used. @throws when that does not end. */
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

function isAtRest({ findings, bookings, messages }: StoredEvent, { salesCloseAt }: EventRecord): boolean {
  const isSound = findings.length > 0 && findings.every(({ holds }) => holds !== false);
  const isLeft = (one: StoredBooking) => salesCloseAt !== undefined || isUnanswered(one);
  const isServed = !bookings.some((one) => one.status === 'waitlisted' && isLeft(one));
  return isSound && isServed && messages === 0 && !bookings.some(hasOpenOffer);
}

/** Of a request that would not wait, and that was cut off before it was served. */
function isUnanswered({ status, history: [first] }: StoredBooking): boolean {
  return status === 'waitlisted' && first?.leavesUnserved === true;
}

/** What runs out by the clock is shown as cancelled at once, and is at rest only when that is written down. */
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
