/**
 * Checks one write: compares the event right after it with the event before. Histories only grow, bookings
 * stay, and what was added to a history was allowed at that instant. Needs the timeline of the event.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  aheadBecause,
  type Booking,
  isByOrganizer,
  isWaiter,
  limitedAs,
  passingOf,
  ticketsHeld,
} from '../model/booking.ts';
import { isDrawn } from '../model/draw.ts';
import { waitingLimit } from '../model/event.ts';
import { isEndedByClock, lapsesOf } from '../model/lapsed-offer.ts';
import { CLOCK_SKEW_MS } from '../model/limits.ts';
import { Effects } from './check-tickets.ts';
import { Times } from './check-times.ts';
import { type Violation, violationsOf } from './finding.ts';
import { isDone, makesBooking, type RequestRecord, toldToWaitAt } from './request-record.ts';
import { byId, type EventSnapshot } from './snapshot.ts';
import type { Timeline } from './timeline.ts';

/** `timeline` ends with `snapshot`, the event at `now` (ms). */
export function stepViolations(
  before: EventSnapshot | undefined,
  snapshot: EventSnapshot,
  timeline: Timeline,
  requests: RequestRecord[],
  now: number,
): Violation[] {
  const earlier = byId(before?.bookings ?? []);
  const times = new Times(snapshot.event, timeline.terms(now));
  const effects = new Effects();
  const violations: Violation[] = [];
  for (const booking of snapshot.bookings) {
    const was = earlier.get(booking.id);
    const { length = 0 } = was?.history ?? [];
    if (was !== undefined && length === booking.history.length) continue;
    times.add(booking, length);
    effects.add(booking);
    if (!isDeepStrictEqual(booking.history.slice(0, length), was?.history ?? []))
      violations.push({ guarantee: 'Proved', says: `the history of ${booking.id} was changed` });
    if (booking.quantity > (was?.quantity ?? 0))
      violations.push(...limitViolations(booking, snapshot, timeline, now));
    else if (isWaiter(booking) && lapsesOf(booking.history) > lapsesOf(was?.history ?? []))
      violations.push(...waitViolations(booking, snapshot));
    if (ticketsHeld(booking) > (was === undefined ? 0 : ticketsHeld(was)))
      violations.push(...overtakings(booking, snapshot, timeline, requests, now));
  }
  const removed = removedBookings(before?.bookings ?? [], snapshot, requests);
  const joined = before === undefined ? [] : joinsBeyondLimit(before, snapshot);
  return [...violations, ...violationsOf([times.finding(), effects.finding()]), ...removed, ...joined];
}

/** A booking joins only a waitlist with room. One that waits again after an offer joined when there was some. */
function joinsBeyondLimit(before: EventSnapshot, { event, entries }: EventSnapshot): Violation[] {
  const { limit = Number.POSITIVE_INFINITY } = event.waitlist;
  if (entries.length <= Math.max(limit, before.entries.length)) return [];
  const known = new Set(before.entries.map(({ bookingId }) => bookingId));
  return entries
    .filter(({ bookingId, lapses }) => !known.has(bookingId) && lapses === undefined)
    .map(({ bookingId }) => ({
      guarantee: 'WithinLimit',
      says: `${bookingId} joined a waitlist of ${before.entries.length}, limited to ${limit}`,
      bookingId,
    }));
}

/** Only the booking of a request that waits for its answer may be removed again. */
function removedBookings(
  before: Booking[],
  { bookings }: EventSnapshot,
  requests: RequestRecord[],
): Violation[] {
  const present = byId(bookings);
  return before.flatMap(({ id, status, history }): Violation[] => {
    if (present.has(id)) return [];
    const isAcknowledged = requests.some(
      (request) => request.bookingId === id && makesBooking(request) && request.sendings.some(isDone),
    );
    if (status === 'waitlisted' && history.length === 1 && !isAcknowledged) return [];
    return [{ guarantee: 'Durable', says: `booking ${id} was removed`, bookingId: id }];
  });
}

/**
 * A new booking, or one with added tickets, keeps its customer within a limit that was in force when the request read the
 * event.
 */
function limitViolations(
  booking: Booking,
  snapshot: EventSnapshot,
  timeline: Timeline,
  now: number,
): Violation[] {
  const { id } = booking;
  const customer = limitedAs(booking);
  const { bookings } = snapshot;
  if (isByOrganizer(booking)) return [];
  const own = bookings.filter((other) => limitedAs(other) === customer);
  const held = own
    .filter((other) => !isEndedByClock(other, now + timeline.skewMs))
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const waits = waitViolations(booking, snapshot);
  if (waits.length > 0 || held <= timeline.highestLimit(now)) return waits;
  return [{ guarantee: 'WithinLimit', says: `${customer} holds ${held} tickets`, bookingId: id }];
}

/** A booking that begins to wait keeps its customer within the limit on waiting bookings. */
function waitViolations(booking: Booking, { event, bookings }: EventSnapshot): Violation[] {
  const { id: bookingId } = booking;
  const customer = limitedAs(booking);
  if (isByOrganizer(booking) || !isWaiter(booking)) return [];
  const waiting = bookings.filter((other) => limitedAs(other) === customer && isWaiter(other)).length;
  if (waiting <= waitingLimit(event)) return [];
  return [{ guarantee: 'WithinLimit', says: `${customer} waits with ${waiting} bookings`, bookingId }];
}

/**
 * Finds customers who still wait at `now` (ms), and were told so before the request of the booking that is served was sent, or
 * arrived before it and were told so before this write. Two bookings of the window of a draw are served by their drawn
 * arrivals, which `FairDraw` and the order of promotions are about.
 */
function overtakings(
  served: Booking,
  { event, waitlist, bookings }: EventSnapshot,
  timeline: Timeline,
  requests: RequestRecord[],
  now: number,
): Violation[] {
  const isAddition = served.history.at(-1)?.what === 'added';
  const requestedAt = sentAtOf(served.id, requests, isAddition);
  const [first] = served.history;
  const isAfterSales = first?.what === 'booked' && first.isAfterSales === true;
  if (requestedAt === undefined || isAfterSales || aheadBecause(served) !== undefined) return [];
  const waiting = byId(bookings.filter(({ status }) => status === 'waitlisted'));
  return requests.flatMap((request): Violation[] => {
    const waiter = waiting.get(request.bookingId ?? '');
    const toldAt = makesBooking(request) ? toldToWaitAt(request) : undefined;
    if (waiter === undefined || toldAt === undefined || waiter.id === served.id) return [];
    const isOverlooked = first?.what === 'joined' && waiter.arrival < served.arrival && toldAt < now;
    if (toldAt >= requestedAt && !isOverlooked) return [];
    if (isAtEnd(waiter) && waiter.arrival + CLOCK_SKEW_MS >= requestedAt) return [];
    if (isDrawn(served) && isDrawn(waiter)) return [];
    const { policy } = event.waitlist;
    const mayBePassed = policy === 'skip' || (policy === 'strict' && passingOf(waiter) !== undefined);
    const most = waitlist.unassigned + served.quantity;
    if (mayBePassed && timeline.mostMissingInPass(waiter) > most) return [];
    const why = isOverlooked
      ? 'arrived earlier and was told to wait'
      : 'was told to wait before that request was sent';
    const says = `${served.id} was served while ${waiter.id}, which ${why}, still waits`;
    return [{ guarantee: 'NoOvertaking', says, bookingId: waiter.id, request }];
  });
}

/** Whether the booking was put at the end of the waitlist. */
function isAtEnd({ history }: Booking): boolean {
  return history.some((happened) => happened.what === 'lapsed' && happened.earlierArrival !== undefined);
}

/**
 * @returns when (ms) the request for a booking, or for an addition to it, was first sent. Without a key, when the
 * sending that was answered with the booking was sent.
 */
function sentAtOf(bookingId: string, requests: RequestRecord[], isAddition: boolean): number | undefined {
  const isAsking = (request: RequestRecord) =>
    isAddition ? request.asked.what === 'add' : makesBooking(request);
  const makers = requests.filter((request) => isAsking(request) && request.bookingId === bookingId);
  const sent = makers.flatMap(({ sendings }) => sendings.map(({ sentAt }) => sentAt));
  return sent.length === 0 ? undefined : Math.min(...sent);
}
