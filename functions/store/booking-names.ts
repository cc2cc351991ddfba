/** Erases the names on bookings. */
import type { BookingNameStore } from '../domain/ports/booking-name-store.ts';
import { BOOKING_IS_UNCHANGED, bookingKey } from './items/booking.ts';
import { securityAction } from './items/security-event.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { write } from './table/write.ts';

const HISTORY = 'SET history = list_append(history, :added)';

export function bookingNameStore(table: Table): BookingNameStore {
  return {
    async erase(event, before, { entry, left, securityEvent }) {
      const isEmpty = Object.keys(left).length === 0;
      const erasure = {
        update: bookingKey(event, before.id),
        set: isEmpty
          ? `${HISTORY} REMOVE attendee, ticketHolders`
          : `${HISTORY}, ticketHolders = :left REMOVE attendee`,
        when: BOOKING_IS_UNCHANGED,
        values: {
          ':seenHistory': before.history.length,
          ':added': [entry],
          ...(!isEmpty && { ':left': left }),
        },
      };
      const outcome =
        securityEvent === undefined
          ? await write(table, erasure)
          : await commit(table, [erasure, securityAction(securityEvent)]);
      return outcome.kind === 'done';
    },
  };
}
