/**
 * Reads an event's bookings in the order of the table: by partition, then by id. Stops after a number of
 * bookings or a time, and returns the cursor at which the next request continues.
 */
import { type Booking, bookingPartition } from '../model/booking.ts';
import { bytesOf, weightOf } from '../model/booking-size.ts';
import type { CursorFields } from '../model/cursor.ts';
import type { Event } from '../model/event.ts';
import { LISTING_READ_BOOKINGS } from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { BookingCursor, ListingStore } from '../ports/listing-store.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

export const FIRST_CURSOR: BookingCursor = { partition: 0 };

/**
 * Bounds: `most` bookings are read, of which a large one counts as several, `atOnce` bookings per query, from up to `sideBySide`
 * partitions in parallel. There are fewer if as much as the fullest query brought would exceed `most`.
 */
export type Look = {
  most: number;
  retryBudget: Pick<RetryBudget, 'isOver'>;
  atOnce?: number;
  sideBySide?: number;
};

/**
 * Calls `take` for each booking, with its size in bytes. `take` returns false to stop before that booking.
 * @returns the cursor at which to continue, or undefined after the last booking of the event.
 */
export async function lookAtBookings(
  event: Event,
  from: BookingCursor,
  { most, retryBudget, atOnce = LISTING_READ_BOOKINGS, sideBySide = 1 }: Look,
  { listings }: { listings: Pick<ListingStore, 'bookings'> },
  take: (booking: Booking, bytes: number) => boolean,
): Promise<BookingCursor | undefined> {
  let cursor = from;
  let looked = 0;
  let fullest: number | undefined;
  const together = () =>
    fullest === undefined ? 1 : Math.max(1, Math.min(sideBySide, Math.floor((most - looked) / fullest)));
  for await (const page of listings.bookings(event, from, { atOnce, sideBySide: together })) {
    const before = looked;
    for (const booking of page.bookings) {
      const bytes = bytesOf(booking);
      if (looked >= most || !take(booking, bytes)) return cursor;
      looked += weightOf(bytes);
      cursor = cursorAfter(event, booking);
    }
    fullest = Math.max(fullest ?? 1, looked - before);
    if (page.next === undefined || retryBudget.isOver) return page.next;
    cursor = page.next;
  }
  return undefined;
}

/** @returns the cursor behind a booking. */
export function cursorAfter(event: Event, { id }: Pick<Booking, 'id'>): BookingCursor {
  return { partition: bookingPartition(id, event.shardCount), after: id };
}

/**
 * @returns the cursor in decoded fields.
 * @throws Refusal `validation-failed` if it does not fit this event.
 */
export function cursorIn({ partition, after }: CursorFields, event: Event): BookingCursor {
  const isPartition = typeof partition === 'number' && partition >= 0 && partition < event.shardCount;
  if (!isPartition || typeof after === 'number') throw notACursor();
  return { partition, ...(after !== undefined && { after }) };
}
