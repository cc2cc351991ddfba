/**
 * Ways in which a booking ends without its customer's doing: with the event, with the end of sales, or because it waits
 * for more tickets than can exist. Pure rules; the clerk carries them out in batches.
 */
import { type Booking, type EndReason, type Fact, ticketsHeld } from './booking.ts';

/** A booking as it was read, and what becomes of it; undefined: it is removed, having never been acknowledged. */
export type EndedBooking = { before: Booking; after: Booking | undefined };

/** Tickets that leave the booking, to be free in the pool. */
export function ticketsFreed({ before, after }: EndedBooking): number {
  const left = after === undefined ? 0 : ticketsHeld(after) + after.released;
  return ticketsHeld(before) + before.released - left;
}

function waitedFor({ status, quantity, granted }: Booking): number {
  return status === 'waitlisted' ? quantity - granted : 0;
}

/** With its event everything of a booking ends; what was given up before goes the same way. */
export function cancelledWithEvent(
  { offerExpiresAt: _offerExpiresAt, ...booking }: Booking,
  now: number,
): Booking {
  const held = ticketsHeld(booking);
  const left = waitedFor(booking);
  const facts: Fact[] = [];
  if (left > 0) facts.push({ what: 'left', at: now, quantity: left });
  if (held > 0) facts.push({ what: 'event-cancelled', at: now, quantity: held });
  if (held + booking.released > 0)
    facts.push({ what: 'handed-on', at: now, quantity: held + booking.released });
  return {
    ...booking,
    status: 'cancelled',
    quantity: 0,
    granted: 0,
    released: 0,
    history: [...booking.history, ...facts],
  };
}

/** A place in the line ends; tickets that the booking has already stay with it. */
export function waitingEnded(booking: Booking, now: number, because: EndReason): Booking {
  const fact: Fact = { what: 'expired', at: now, quantity: waitedFor(booking), because };
  return {
    ...booking,
    status: booking.granted > 0 ? 'confirmed' : 'cancelled',
    quantity: booking.granted,
    granted: 0,
    history: [...booking.history, fact],
  };
}

/** An offer ends with the sale; what was given up before goes the same way. */
export function offerEnded({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const { quantity, released } = booking;
  const facts: Fact[] = [
    { what: 'expired', at: now, quantity, because: 'sales-closed' },
    { what: 'handed-on', at: now, quantity: quantity + released },
  ];
  return {
    ...booking,
    status: 'cancelled',
    quantity: 0,
    released: 0,
    history: [...booking.history, ...facts],
  };
}
