/** What fits one page of a list of bookings: a number of them, and a size, because bookings may be large. */
import type { Booking } from '../model/booking.ts';
import { bytesOf } from '../model/booking-size.ts';
import { LISTING_PAGE_BYTES } from '../model/limits.ts';

export class PageRoom {
  #bookings: number;
  #bytes = LISTING_PAGE_BYTES;

  /** Of a page of at most `limit` bookings. */
  constructor(limit: number) {
    this.#bookings = limit;
  }

  /**
   * `bytes`: the size of the next booking of the list.
   * @returns whether it is on the page. The first always is. The page ends before the first that is not.
   */
  takes(bytes: number): boolean {
    if (this.#bookings === 0 || (this.#bytes < bytes && this.#bytes < LISTING_PAGE_BYTES)) return false;
    this.#bookings -= 1;
    this.#bytes -= bytes;
    return true;
  }
}

/** @returns the bookings of the first page of a list. */
export function firstPage(bookings: Booking[], limit: number): Booking[] {
  const room = new PageRoom(limit);
  const end = bookings.findIndex((booking) => !room.takes(bytesOf(booking)));
  return end === -1 ? bookings : bookings.slice(0, end);
}
