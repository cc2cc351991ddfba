/**
 * Reads an event's bookings in the order of the table: bucket by bucket, and by id within a bucket. Stops after a number
 * of bookings or a time, and returns the place at which the next request continues.
 */
import { type Booking, bookingBucket } from './booking.ts';
import type { CursorFields } from './cursor.ts';
import type { Event } from './event.ts';
import { LISTING_READ_BOOKINGS } from './limits.ts';
import { notACursor } from './not-a-cursor.ts';
import type { Patience } from './patience.ts';
import type { BookingPlace, ListingStore } from './ports.ts';

export const FIRST_PLACE: BookingPlace = { bucket: 0 };

/** `most` bookings are looked at. One query reads `atOnce` bookings; `sideBySide` buckets are queried in parallel. */
export type Look = {
  most: number;
  patience: Pick<Patience, 'isOver'>;
  atOnce?: number;
  sideBySide?: number;
};

/**
 * Calls `take` for each booking. `take` returns false to stop before that booking.
 * @returns the place at which to continue; undefined after the last booking of the event.
 */
export async function lookAtBookings(
  event: Event,
  from: BookingPlace,
  { most, patience, atOnce = LISTING_READ_BOOKINGS, sideBySide = 1 }: Look,
  { listings }: { listings: Pick<ListingStore, 'bookings'> },
  take: (booking: Booking) => boolean,
): Promise<BookingPlace | undefined> {
  let place = from;
  let looked = 0;
  for await (const page of listings.bookings(event, from, { atOnce, sideBySide })) {
    for (const booking of page.bookings) {
      if (looked === most || !take(booking)) return place;
      looked += 1;
      place = placeAfter(event, booking);
    }
    if (page.next === undefined || patience.isOver) return page.next;
    place = page.next;
  }
  return undefined;
}

export function placeAfter(event: Event, { id }: Pick<Booking, 'id'>): BookingPlace {
  return { bucket: bookingBucket(id, event.shardCount), after: id };
}

/** Reads a place from the fields of a cursor. @throws Refusal `validation-failed` if this event has no such place. */
export function placeIn({ bucket, after }: CursorFields, event: Event): BookingPlace {
  const isBucket = typeof bucket === 'number' && bucket >= 0 && bucket < event.shardCount;
  if (!isBucket || typeof after === 'number') throw notACursor();
  return { bucket, ...(after !== undefined && { after }) };
}
