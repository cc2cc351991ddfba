/** Reads the bookings and the waitlist of an event, or the bookings of a customer, for lists. */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { Entry } from '../model/plan-promotions.ts';

/**
 * A position among an event's bookings: in `partition`, after the booking with the id `after`, or at its
 * start.
 */
export type BookingCursor = { partition: number; after?: string };

/** A range of keys: `from` is excluded, `upTo` is included, and a missing bound is open. */
export type Part = { from?: string | undefined; upTo?: string | undefined };

/** Each query is strongly consistent. Several queries do not see one instant. */
export type ListingStore = {
  /**
   * Reads the bookings from a cursor on, page by page: partition by partition, and by id within a partition.
   * A page may be empty. `atOnce`: bookings that one query reads. `sideBySide`: partitions that are queried
   * in parallel, asked before each time. `next`: the cursor of the next page, if there is one.
   * @throws Busy
   */
  bookings(
    event: Event,
    from: BookingCursor,
    how: { atOnce: number; sideBySide: () => number },
  ): AsyncIterable<{ bookings: Booking[]; next?: BookingCursor }>;
  /**
   * Reads a customer's bookings by event, page by page. The keys of `part` are event ids. `upTo`: the last
   * event id of the page, set while there are more pages.
   * @throws Busy
   */
  ofCustomer(customerId: string, part: Part): AsyncIterable<{ items: Booking[]; upTo?: string }>;
  /**
   * Reads the first `limit` entries after the arrival key `after`, in order of arrival.
   * @throws Busy
   */
  waitlist(event: Event, after: string, limit: number): Promise<Entry[]>;
  /**
   * Counts the entries of the waitlist and the tickets that they ask for.
   * @throws Busy
   */
  countWaitlist(event: Event): Promise<{ bookings: number; tickets: number }>;
};
