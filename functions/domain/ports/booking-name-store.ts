/** Erases the names on bookings. Separate from the store of bookings, because few functions need it. */
import type { Booking, TicketHolders } from '../model/booking.ts';
import type { Event } from '../model/event.ts';

export type BookingNameStore = {
  /**
   * Removes the attendee of a booking, and all holders of its tickets but these.
   * @returns false if the booking changed since it was read, on contention, or if the outcome is unknown
   */
  erase(event: Event, before: Booking, left: TicketHolders): Promise<boolean>;
};
