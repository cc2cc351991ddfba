/** The write of the clerk that lets others pass an entry that holds tickets back. */
import type { HistoryEntry } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import type { Entry } from '../domain/model/plan-promotions.ts';
import type { WaitlistState } from '../domain/model/waitlist-state.ts';
import { BOOKING_STILL_WAITS, bookingKey } from './items/booking.ts';
import { SALES_HAVE_NOT_CLOSED } from './items/copied-terms.ts';
import { ENTRY_IS_WHAT_WAS_SEEN } from './items/entry.ts';
import {
  PROMOTIONS_ARE_WHAT_WAS_SEEN,
  seenUnassigned,
  UNASSIGNED_IS_WHAT_WAS_SEEN,
} from './items/waitlist-state.ts';
import { waitlistAction } from './items/waitlist-update.ts';
import type { Action } from './table/commit.ts';

/** The transaction that lets others pass an entry: its booking's history says so, and its time is over. */
export function passingActions(
  event: Event,
  waitlist: WaitlistState,
  { bookingId, key, partition, quantity }: Entry,
  { now, since }: { now: number; since: number },
): Action[] {
  const { promotions } = waitlist;
  const passed: HistoryEntry = { what: 'passed', at: now, quantity, heldBackSince: since, promotions };
  return [
    waitlistAction(event, {
      remove: ['heldBack'],
      when: `${UNASSIGNED_IS_WHAT_WAS_SEEN} AND ${PROMOTIONS_ARE_WHAT_WAS_SEEN} AND ${SALES_HAVE_NOT_CLOSED}`,
      values: { ...seenUnassigned(waitlist), ':seenPromotions': promotions, ':now': now },
    }),
    {
      update: bookingKey(event, bookingId),
      set: 'SET history = list_append(history, :added)',
      when: BOOKING_STILL_WAITS,
      values: { ':waitlisted': 'waitlisted', ':added': [passed] },
    },
    {
      update: { pk: partition, sk: key },
      set: 'SET passedAt = :passedAt',
      when: ENTRY_IS_WHAT_WAS_SEEN,
      values: { ':seen': quantity, ':passedAt': now },
    },
  ];
}
