/**
 * Bookings that end without their customers' doing, as one transaction: they, their entries in the line, and the pool.
 */
import { type EndedBooking, ticketsFreed } from '../domain/end-bookings.ts';
import type { CancellationPlace, Event, Line } from '../domain/event.ts';
import { bookingAttention } from './booking-attention.ts';
import type { Action } from './commit.ts';
import { BOOKING_IS_UNCHANGED, EXISTS, POOL_IS_WHAT_WAS_SEEN, SALES_HAVE_CLOSED } from './conditions.ts';
import { entryKeyOf, toBookingItem } from './items.ts';
import { bookingKey } from './keys.ts';
import { lineActions } from './line-update.ts';
import { seenPool } from './turns.ts';

type When = { lookAt: number | undefined; place?: CancellationPlace; afterSales?: { now: number } };

export function endingActions(event: Event, line: Line, ended: EndedBooking[], when: When): Action[] {
  const waited = ended.filter(({ before }) => before.status === 'waitlisted');
  const entries = waited.map(({ before }): Action => ({ delete: entryKeyOf(event, before), when: EXISTS }));
  return [
    ...lineUpdate(event, line, ended, waited.length, when),
    ...ended.map((one) => booking(event, one)),
    ...entries,
  ];
}

function lineUpdate(
  event: Event,
  line: Line,
  ended: EndedBooking[],
  waited: number,
  { lookAt, place, afterSales }: When,
): Action[] {
  const freed = ended.reduce((sum, one) => sum + ticketsFreed(one), 0);
  const cancelled = ended.filter(({ before, after }) => after && before.status !== 'cancelled').length;
  return lineActions(event, {
    set: [
      'poolTickets = :pool',
      'servedCount = servedCount + :waited',
      ...(event.waitlist.limit === undefined ? [] : ['joinedCount = joinedCount - :waited']),
      ...(place ? ['cancelledCount = cancelledCount + :cancelled', 'cancellationPlace = :place'] : []),
    ],
    when: afterSales ? `${POOL_IS_WHAT_WAS_SEEN} AND ${SALES_HAVE_CLOSED}` : POOL_IS_WHAT_WAS_SEEN,
    values: {
      ...seenPool(line),
      ':pool': line.pool + freed,
      ':waited': waited,
      ...(place && { ':cancelled': cancelled, ':place': place }),
      ...(afterSales && { ':now': afterSales.now }),
    },
    look: { at: lookAt },
  });
}

/** A release that stays on a booking is looked after as before: whoever set its mark did not know of this. */
function booking(event: Event, { before, after }: EndedBooking): Action {
  const unchanged = { when: BOOKING_IS_UNCHANGED, values: { ':seenFacts': before.history.length } };
  if (after === undefined) return { delete: bookingKey(event, before.id), ...unchanged };
  return { put: { ...toBookingItem(event, after), ...bookingAttention(event.id, after, 0) }, ...unchanged };
}
