/**
 * How a booking ends without an act of its customer: with its event, with the end of sales, or because it
 * waits for more tickets than the capacity. Pure rules; the clerk writes them in batches.
 */
import { type Booking, type EndReason, type HistoryEntry, ticketsHeld, waitedFor } from './booking.ts';
import { ticketsOf, transferredAmong } from './ticket.ts';

/**
 * A booking as it was read and as it will be; `after` is undefined if it is removed, never having been
 * acknowledged.
 */
export type EndedBooking = { before: Booking; after: Booking | undefined };

/** @returns the tickets that leave the booking and become unassigned. */
export function ticketsFreed({ before, after }: EndedBooking): number {
  const left = after === undefined ? 0 : ticketsHeld(after) + after.released;
  return ticketsHeld(before) + before.released - left;
}

/** Ends a booking with its event. All its tickets are handed on, earlier releases included. `now` in ms. */
export function cancelledWithEvent(
  { offerExpiresAt: _offerExpiresAt, ...booking }: Booking,
  now: number,
): Booking {
  const held = ticketsHeld(booking);
  const left = waitedFor(booking);
  const transferred = transferredAmong(ticketsOf(booking));
  const added: HistoryEntry[] = [];
  if (left > 0) added.push({ what: 'left', at: now, quantity: left });
  if (held > 0)
    added.push({
      what: 'event-cancelled',
      at: now,
      quantity: held,
      ...(transferred.length > 0 && { transferred }),
    });
  if (held + booking.released > 0)
    added.push({ what: 'handed-on', at: now, quantity: held + booking.released });
  return {
    ...booking,
    status: 'cancelled',
    quantity: 0,
    granted: 0,
    released: 0,
    history: [...booking.history, ...added],
  };
}

/** Ends the wait of a booking, which keeps the tickets that it was granted. `now` in ms. */
export function waitingEnded(booking: Booking, now: number, because: EndReason): Booking {
  const historyEntry: HistoryEntry = { what: 'expired', at: now, quantity: waitedFor(booking), because };
  return {
    ...booking,
    status: booking.granted > 0 ? 'confirmed' : 'cancelled',
    quantity: booking.granted,
    granted: 0,
    history: [...booking.history, historyEntry],
  };
}

/**
 * Ends an open offer with the end of sales. Its tickets are handed on, earlier releases included. `now` in
 * ms.
 */
export function offerEnded({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const { quantity, released } = booking;
  const added: HistoryEntry[] = [
    { what: 'expired', at: now, quantity, because: 'sales-closed' },
    { what: 'handed-on', at: now, quantity: quantity + released },
  ];
  return {
    ...booking,
    status: 'cancelled',
    quantity: 0,
    released: 0,
    history: [...booking.history, ...added],
  };
}
