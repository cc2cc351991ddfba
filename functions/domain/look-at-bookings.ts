/**
 * Looks at an event's bookings one after the other, in the one order in which the table has them: bucket by bucket, in
 * each by id. A look ends at a bound, of bookings or of time, and says where the next one goes on.
 */
import { type Booking, bookingBucket } from './booking.ts';
import type { CursorFields } from './cursor.ts';
import type { Event } from './event.ts';
import { LISTING_READ_BOOKINGS } from './limits.ts';
import { notACursor } from './not-a-cursor.ts';
import type { Patience } from './patience.ts';
import type { BookingPlace, ListingStore } from './ports.ts';

export const FIRST_PLACE: BookingPlace = { bucket: 0 };

/** What one look is allowed. `atOnce` bookings are read at a time, of `sideBySide` buckets. */
export type Look = {
  most: number;
  patience: Pick<Patience, 'isOver'>;
  atOnce?: number;
  sideBySide?: number;
};

/**
 * Shows each booking to `take`, which says false when it wants no more; then that booking was not looked at.
 * @returns where to go on; undefined after the last booking.
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

/** The place in a cursor of this event. @throws Refusal `validation-failed` where there is none. */
export function placeIn({ bucket, after }: CursorFields, event: Event): BookingPlace {
  const isBucket = typeof bucket === 'number' && bucket >= 0 && bucket < event.shardCount;
  if (!isBucket || typeof after === 'number') throw notACursor();
  return { bucket, ...(after !== undefined && { after }) };
}
