/**
 * Translates bookings that end without their customers' doing to the actions of one transaction: the
 * bookings, their entries and the waitlist's counters change together. `end-bookings.ts` has the rules.
 */
import { type EndedBooking, ticketsFreed } from '../domain/model/end-bookings.ts';
import type { Event } from '../domain/model/event.ts';
import type { CancellationCursor, WaitlistState } from '../domain/model/waitlist-state.ts';
import { BOOKING_IS_UNCHANGED, bookingKey, bookingPendingWork, toBookingItem } from './items/booking.ts';
import { SALES_HAVE_CLOSED } from './items/copied-terms.ts';
import { entryKeyOf } from './items/entry.ts';
import { seenUnassigned, UNASSIGNED_IS_WHAT_WAS_SEEN } from './items/waitlist-state.ts';
import { waitlistAction } from './items/waitlist-update.ts';
import type { Action } from './table/commit.ts';
import { EXISTS } from './table/existence.ts';

type When = { lookAt: number | undefined; cursor?: CancellationCursor; afterSales?: { now: number } };

/** `cursor`: the progress of the event's cancellation. `afterSales`: writes only if sales have closed. */
export function endingActions(
  event: Event,
  waitlist: WaitlistState,
  ended: EndedBooking[],
  when: When,
): Action[] {
  const waited = ended.filter(({ before }) => before.status === 'waitlisted');
  const entries = waited.map(({ before }): Action => ({ delete: entryKeyOf(event, before), when: EXISTS }));
  return [
    waitlistUpdate(event, waitlist, ended, waited.length, when),
    ...ended.map((one) => booking(event, one)),
    ...entries,
  ];
}

function waitlistUpdate(
  event: Event,
  waitlist: WaitlistState,
  ended: EndedBooking[],
  waited: number,
  { lookAt, cursor, afterSales }: When,
): Action {
  const freed = ended.reduce((sum, one) => sum + ticketsFreed(one), 0);
  const cancelled = ended.filter(({ before, after }) => after && before.status !== 'cancelled').length;
  return waitlistAction(event, {
    set: [
      'unassignedTickets = :unassigned',
      'servedCount = servedCount + :waited',
      ...(event.waitlist.limit === undefined ? [] : ['unassignedRoom = unassignedRoom + :waited']),
      ...(cursor ? ['cancelledCount = cancelledCount + :cancelled', 'cancellationCursor = :cursor'] : []),
    ],
    when: afterSales
      ? `${UNASSIGNED_IS_WHAT_WAS_SEEN} AND ${SALES_HAVE_CLOSED}`
      : UNASSIGNED_IS_WHAT_WAS_SEEN,
    values: {
      ...seenUnassigned(waitlist),
      ':unassigned': waitlist.unassigned + freed,
      ':waited': waited,
      ...(cursor && { ':cancelled': cancelled, ':cursor': cursor }),
      ...(afterSales && { ':now': afterSales.now }),
    },
    look: { at: lookAt },
  });
}

/** Keeps the pending-work key of a release that stays on the booking, so that the sweep still finds it. */
function booking(event: Event, { before, after }: EndedBooking): Action {
  const unchanged = { when: BOOKING_IS_UNCHANGED, values: { ':seenHistory': before.history.length } };
  if (after === undefined) return { delete: bookingKey(event, before.id), ...unchanged };
  return { put: { ...toBookingItem(event, after), ...bookingPendingWork(event, after, 0) }, ...unchanged };
}
