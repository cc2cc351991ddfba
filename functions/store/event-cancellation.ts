/** One part of an event's cancellation as one transaction: bookings, their entries in the line, and the pool. */
import { type Booking, type Fact, ticketsHeld } from '../domain/booking.ts';
import type { Event, Line } from '../domain/event.ts';
import type { Action } from './commit.ts';
import { BOOKING_IS_UNCHANGED, EXISTS, POOL_IS_WHAT_WAS_SEEN } from './conditions.ts';
import { entryKeyOf, toBookingItem } from './items.ts';
import { lineActions } from './line-update.ts';
import { seenPool } from './turns.ts';

export function cancellationActions(event: Event, line: Line, bookings: Booking[], now: number): Action[] {
  const tickets = bookings.reduce((sum, booking) => sum + ticketsHeld(booking) + booking.released, 0);
  const waited = bookings.filter((booking) => booking.status === 'waitlisted');
  const counted = bookings.filter((booking) => booking.status !== 'cancelled').length;
  const ofLine = lineActions(event, {
    set: [
      'poolTickets = :pool',
      'cancelledCount = cancelledCount + :cancelled',
      'servedCount = servedCount + :waited',
      ...(event.waitlist.limit === undefined ? [] : ['joinedCount = joinedCount - :waited']),
    ],
    when: POOL_IS_WHAT_WAS_SEEN,
    values: {
      ...seenPool(line),
      ':pool': line.pool + tickets,
      ':cancelled': counted,
      ':waited': waited.length,
    },
  });
  const cancelled = bookings.map(
    (booking): Action => ({
      put: toBookingItem(event, cancelledWithEvent(booking, now)),
      when: BOOKING_IS_UNCHANGED,
      values: { ':seenFacts': booking.history.length },
    }),
  );
  const entries = waited.map((booking): Action => ({ delete: entryKeyOf(event, booking), when: EXISTS }));
  return [...ofLine, ...cancelled, ...entries];
}

function cancelledWithEvent({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const held = ticketsHeld(booking);
  const waitedFor = booking.status === 'waitlisted' ? booking.quantity - booking.granted : 0;
  const facts: Fact[] = [];
  if (waitedFor > 0) facts.push({ what: 'left', at: now, quantity: waitedFor });
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
