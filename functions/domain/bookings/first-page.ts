/** Bounds a page of a list of bookings by number and by size, because bookings may be large. */
import type { Booking } from '../model/booking.ts';
import { bytesOf } from '../model/booking-size.ts';
import { BoundedPart } from '../model/bounded-part.ts';
import { LISTING_PAGE_BYTES } from '../model/limits.ts';

/** @returns the first page of at most `limit` bookings, empty yet. */
export const emptyPage = (limit: number): BoundedPart => new BoundedPart(limit, LISTING_PAGE_BYTES);

/** @returns the bookings of the first page of a list. */
export function firstPage(bookings: Booking[], limit: number): Booking[] {
  const page = emptyPage(limit);
  const end = bookings.findIndex((booking) => !page.takes(bytesOf(booking)));
  return end === -1 ? bookings : bookings.slice(0, end);
}
