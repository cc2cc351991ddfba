/**
 * Checks a settled event: once nothing is under way, no ticket and no waiter is left behind. The reason why an
 * event is not settled yet is also what breaks `NoLostTicket` if it stays.
 */
import { type Booking, leavesUnserved, passingOf, waitedFor } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import { endsWaiting } from '../model/next-look.ts';
import type { Entry } from '../model/plan-promotions.ts';
import { salesWindow } from '../model/sale-terms.ts';
import { deadEnd, dueEntry, heldBackTooLongBy } from './clerk-work.ts';
import type { EventState } from './event-state.ts';
import type { Violation } from './finding.ts';
import { type EventSnapshot, freeTickets, heldTickets } from './snapshot.ts';

/** Messages for the clerk that are not done yet, and those that it gave up. */
export type QueueDepth = { messages: number; deadLetters: number };

/** The service's own counts of tickets, as it shows them to anybody. */
export type ShownTickets = { available: number; booked: number };

/**
 * A pass may stay open if its clerk gave up next to another one that had finished: the next joining request
 * notifies the clerk, and later arrivals do not wait for that pass. `now` in ms.
 * @returns why an event has not settled yet; undefined if it has.
 */
export function unsettled(snapshot: EventSnapshot, now: number): string | undefined {
  const { bookings, entries, event, waitlist, shards } = snapshot;
  const { salesCloseAt } = salesWindow(event);
  if (event.isSpreading || shards.some((shard) => shard.salesCloseAt !== salesCloseAt))
    return 'a change of the terms has not reached every shard';
  const released = bookings.filter((booking) => booking.released > 0);
  if (released.length > 0) return `${released.length} releases were not handed on`;
  if (bookings.some(({ status }) => status === 'offered')) return 'an offer is still open';
  if (waitlist.pendingCapacity > 0)
    return `${waitlist.pendingCapacity} tickets of pending capacity are not free yet`;
  if (areAstray(bookings, entries)) return 'the entries of the waitlist do not match its bookings';
  if (event.cancelledAt === undefined) {
    if (isDrawing(event, now)) return 'the positions are not drawn yet';
    return unserved(snapshot, entries, now);
  }
  return bookings.every(({ status }) => status === 'cancelled') && waitlist.cancellationDone
    ? undefined
    : 'not every booking of the cancelled event is cancelled';
}

function areAstray(bookings: Booking[], entries: Entry[]): boolean {
  const waiting = bookings.filter(({ status }) => status === 'waitlisted');
  const asked = new Map(entries.map((entry) => [entry.bookingId, entry]));
  const isAstray = (booking: Booking) => {
    const entry = asked.get(booking.id);
    return entry?.quantity !== waitedFor(booking) || entry.passedAt !== passingOf(booking)?.at;
  };
  return waiting.length !== entries.length || waiting.some(isAstray);
}

/** @returns why the first entries of the waitlist should not wait; undefined if they must. */
export function unserved(state: EventState, head: Entry[], now: number): string | undefined {
  const { event, waitlist } = state;
  if (head.length === 0) return undefined;
  if (!waitlist.sellsInOrder) return 'somebody waits while the shards still sell';
  if (endsWaiting(event, now)) return 'somebody waits although sales have closed';
  const free = freeTickets(state);
  if (dueEntry(event, free, head, now) !== undefined) return `somebody waits while ${free} tickets are free`;
  if (heldBackTooLongBy(state, free, head, now) !== undefined)
    return `the head holds ${free} tickets back for longer than the event states, or since an unknown time`;
  const isStuck = free > 0 && deadEnd(event, head, now) !== undefined;
  return isStuck ? 'the head of the waitlist can never be served' : undefined;
}

/** @returns how many bookings wait whose requests would not; the sweep finds them after the requests have given up. */
export function leftUnserved({ bookings }: Pick<EventSnapshot, 'bookings'>): string | undefined {
  const left = bookings.filter((booking) => booking.status === 'waitlisted' && leavesUnserved(booking));
  return left.length > 0 ? `${left.length} wait whose requests would not wait` : undefined;
}

/** `now` in ms. `queue`, `shown`: undefined if the queue or the service was not asked. */
export function settledViolations(
  snapshot: EventSnapshot,
  now: number,
  queue?: QueueDepth,
  shown?: ShownTickets,
): Violation[] {
  const { messages = 0, deadLetters = 0 } = queue ?? {};
  return [
    unsettled(snapshot, now),
    leftUnserved(snapshot),
    messages > 0 ? `${messages} messages are still in the queue` : undefined,
    deadLetters > 0 ? `${deadLetters} messages are in the dead-letter queue` : undefined,
    shown && miscounted(snapshot, now, shown),
  ].flatMap((says) => (says === undefined ? [] : [{ guarantee: 'NoLostTicket' as const, says }]));
}

function miscounted(snapshot: EventSnapshot, now: number, shown: ShownTickets): string | undefined {
  const held = heldTickets(snapshot.bookings);
  if (shown.booked !== held) return `${held} tickets are held, ${shown.booked} are shown as booked`;
  const isOpen = now < salesWindow(snapshot.event).salesCloseAt && snapshot.entries.length === 0;
  const free = freeTickets(snapshot);
  if (!isOpen || shown.available === free) return undefined;
  return `${free} tickets are free, ${shown.available} are shown as available`;
}
