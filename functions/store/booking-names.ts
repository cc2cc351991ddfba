/** Erases the names on bookings. */
import type { BookingNameStore } from '../domain/ports/booking-name-store.ts';
import { BOOKING_IS_UNCHANGED, bookingKey } from './items/booking.ts';
import type { Table } from './table/client.ts';
import { write } from './table/write.ts';

export function bookingNameStore(table: Table): BookingNameStore {
  return {
    async erase(event, before, left) {
      const isEmpty = Object.keys(left).length === 0;
      const outcome = await write(table, {
        update: bookingKey(event, before.id),
        set: isEmpty ? 'REMOVE attendee, ticketHolders' : 'SET ticketHolders = :left REMOVE attendee',
        when: BOOKING_IS_UNCHANGED,
        values: { ':seenHistory': before.history.length, ...(!isEmpty && { ':left': left }) },
      });
      return outcome.kind === 'done';
    },
  };
}
