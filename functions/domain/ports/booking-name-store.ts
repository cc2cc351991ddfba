/** Erases the names on bookings. Separate from the store of bookings, because few functions need it. */
import type { Booking, HistoryEntry, TicketHolders } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { SecurityEvent } from '../model/security-event.ts';

/** `left`: the holders that are not erased. `securityEvent`: its entry in the trail, if it gets one. */
export type Erasure = {
  entry: Extract<HistoryEntry, { what: 'person-erased' }>;
  left: TicketHolders;
  securityEvent?: SecurityEvent;
};

export type BookingNameStore = {
  /**
   * Removes the attendee of a booking, and all holders of its tickets but those that are left, and adds the history entry,
   * by which a write that read the booking before fails.
   * @returns false if the booking changed since it was read, on contention, or if the outcome is unknown
   */
  erase(event: Event, before: Booking, erasure: Erasure): Promise<boolean>;
};
