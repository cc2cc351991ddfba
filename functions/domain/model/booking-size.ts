/**
 * How large a booking may be. It is one item with its history, and an item has 400 KB, a transaction 4 MB. Each kind of
 * change is counted, but a customer may make many kinds, with long names, so their sum is bounded, too: else one booking would
 * be too large for its event to be cancelled, and for its tickets to be handed on.
 *
 * What has no bound of bytes has one of numbers, and its largest sum still fits: the check-ins of 97 tickets, and 100 check-ins
 * that were undone, are 156 KB. So the door, the clerk and whoever cancels the whole booking always find room.
 */
import type { Booking, HistoryEntry } from './booking.ts';
import { BoundedPart } from './bounded-part.ts';
import { LISTING_BOOKING_BYTES } from './limits.ts';
import { Refusal } from './refusal.ts';

/** From here on names, transfers, additions and cancellations in part are refused. */
export const BOOKING_LIMIT_BYTES = 64 * 1024;

/**
 * The bookings that one transaction changes are at most so large together, besides waiters, which are small. It is half of what a
 * transaction may have, because the size is an estimate.
 */
const BOOKINGS_PER_TRANSACTION_BYTES = 2 * 1024 * 1024;

/** @returns about how large the item is; as JSON it is at most a little larger than in the table */
export function bytesOf(booking: Booking): number {
  return Buffer.byteLength(JSON.stringify(booking));
}

/** @returns as how many bookings one of this size counts towards what a list reads for one answer. */
export function weightOf(bytes: number): number {
  return Math.max(1, bytes / LISTING_BOOKING_BYTES);
}

/** Keeps a booking from growing without bound by small changes. What happens at the door does not count. @throws Refusal `booking-full` */
export function refuseFull(booking: Booking): void {
  const isOfDoor = ({ what }: HistoryEntry) => what === 'checked-in' || what === 'check-in-undone';
  const history = booking.history.filter((entry) => !isOfDoor(entry));
  if (bytesOf({ ...booking, history }) < BOOKING_LIMIT_BYTES) return;
  throw new Refusal(
    'booking-full',
    'Too much was changed in this booking. It can still be cancelled as a whole. Make a new one for other tickets.',
  );
}

/** Splits bookings, in their order, into parts of at most `count` that fit one transaction. A larger one is a part of its own. */
export function inTransactions(bookings: Booking[], count: number): Booking[][] {
  const parts: Booking[][] = [];
  let last = emptyTransaction(0);
  for (const booking of bookings) {
    const bytes = bytesOf(booking);
    if (!last.takes(bytes)) {
      last = emptyTransaction(count);
      last.takes(bytes);
      parts.push([]);
    }
    parts.at(-1)?.push(booking);
  }
  return parts;
}

/** @returns the bookings of one transaction, none yet. */
export const emptyTransaction = (count: number): BoundedPart =>
  new BoundedPart(count, BOOKINGS_PER_TRANSACTION_BYTES);
