/**
 * Translates a promotion batch of the clerk to actions of one transaction: releases are handed on, waiters
 * are promoted or offered tickets, and the waitlist's counters change. The rule for who is next is
 * `planBatch` in the domain.
 */
import type { HistoryEntry } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { type Return, ruleForOffer } from '../domain/model/lapsed-offer.ts';
import {
  type Promotion,
  type PromotionBatch,
  type Release,
  returnsOf,
} from '../domain/model/plan-promotions.ts';
import type { WaitlistState } from '../domain/model/waitlist-state.ts';
import type { PassEnd } from '../domain/ports/waitlist-store.ts';
import {
  BOOKING_STILL_WAITS,
  bookingKey,
  OFFER_RAN_OUT_AS_SEEN,
  RELEASE_IS_WHAT_WAS_SEEN,
  TYPED_RELEASE_IS_WHAT_WAS_SEEN,
} from './items/booking.ts';
import { SALES_HAVE_NOT_CLOSED } from './items/copied-terms.ts';
import { ENTRY_IS_WHAT_WAS_SEEN, toEntryItem } from './items/entry.ts';
import { dueKeyOf } from './items/pending-work.ts';
import { ROOM_CAN_BE_CUT, seenUnassigned, UNASSIGNED_IS_WHAT_WAS_SEEN } from './items/waitlist-state.ts';
import { waitlistAction } from './items/waitlist-update.ts';
import { passEndUpdate } from './pass-end.ts';
import type { Action } from './table/commit.ts';
import { IS_NEW } from './table/existence.ts';

type When = { now: number; lookAt: number | undefined; last: boolean } & PassEnd;

/**
 * The batch's change of the waitlist's counters. `last` ends the pass. Promotions and returns require open sales.
 */
export function waitlistPart(
  event: Event,
  waitlist: WaitlistState,
  batch: PromotionBatch,
  { now, lookAt, last, ...passEnd }: When,
): Action {
  const promoted = batch.promote.filter(({ entry, quantity }) => quantity === entry.quantity).length;
  const returned = returnsOf(batch);
  const needsSales = batch.promote.length + returned > 0;
  const isLimited = event.waitlist.limit !== undefined;
  const needsRoom = isLimited && returned > 0;
  const end = last ? passEndUpdate(passEnd) : undefined;
  return waitlistAction(event, {
    set: [
      'unassignedTickets = :unassigned',
      'servedCount = servedCount + :served',
      'promotionCount = promotionCount + :promotions',
      ...(!isLimited ? [] : ['unassignedRoom = unassignedRoom + :served']),
      ...(end?.set ?? []),
    ],
    remove: end?.remove ?? [],
    when: [
      UNASSIGNED_IS_WHAT_WAS_SEEN,
      ...(needsSales ? [SALES_HAVE_NOT_CLOSED] : []),
      ...(needsRoom ? [ROOM_CAN_BE_CUT] : []),
    ].join(' AND '),
    values: {
      ...seenUnassigned(waitlist),
      ...(needsSales && { ':now': now }),
      ...(needsRoom && { ':cut': returned, ':true': true }),
      ':unassigned': batch.unassigned,
      ':served': promoted - returned,
      ':promotions': batch.promote.length,
      ...end?.values,
    },
    look: { at: lookAt },
  });
}

/**
 * Removes the released tickets from their booking; another action of the transaction counts them elsewhere. A
 * booking whose offer expired becomes `cancelled`, or waits again. `arrivalAtEnd`: the arrival (ms) that it gets if it moves
 * to the end of the waitlist.
 */
export function handOn(event: Event, release: Release, now: number, arrivalAtEnd = now): Action[] {
  const { returns } = release;
  if (returns !== undefined) return waitAgain(event, release, returns, { now, arrivalAtEnd });
  return [release.expired > 0 ? endOffer(event, release, now) : giveUp(event, release, now)];
}

const handedOnBy = ({ quantity }: Release, at: number): HistoryEntry => ({ what: 'handed-on', at, quantity });

function seenOffer(release: Release, now: number) {
  return {
    ':offered': 'offered',
    ':none': 0,
    ':now': now,
    ':offeredTickets': release.expired,
    ':seen': release.quantity - release.expired,
  };
}

function endOffer(event: Event, release: Release, now: number): Action {
  const { bookingId, expired: quantity, because } = release;
  const expired: HistoryEntry = { what: 'expired', at: now, quantity, ...(because && { because }) };
  return {
    update: bookingKey(event, bookingId),
    set: 'SET bookingStatus = :cancelled, quantity = :none, releasedTickets = :none, history = list_append(history, :added) REMOVE pendingWorkPartition, pendingWorkKey, offerExpiresAt',
    when: OFFER_RAN_OUT_AS_SEEN,
    values: {
      ...seenOffer(release, now),
      ':cancelled': 'cancelled',
      ':added': [expired, handedOnBy(release, now)],
    },
  };
}

/** Writes the entry of the booking again, at its place or at the end of the waitlist. */
function waitAgain(
  event: Event,
  release: Release,
  { rule, arrival: earlierArrival, shard, ...kept }: Return,
  { now, arrivalAtEnd }: { now: number; arrivalAtEnd: number },
): Action[] {
  const { bookingId: id, expired: quantity } = release;
  const isMoved = rule === 'moves-to-end';
  const arrival = isMoved ? arrivalAtEnd : earlierArrival;
  const lapsed: HistoryEntry = { what: 'lapsed', at: now, quantity, ...(isMoved && { earlierArrival }) };
  return [
    {
      update: bookingKey(event, id),
      set: 'SET bookingStatus = :waitlisted, arrival = :arrival, releasedTickets = :none, history = list_append(history, :added) REMOVE pendingWorkPartition, pendingWorkKey, offerExpiresAt',
      when: OFFER_RAN_OUT_AS_SEEN,
      values: {
        ...seenOffer(release, now),
        ':waitlisted': 'waitlisted',
        ':arrival': arrival,
        ':added': [lapsed, handedOnBy(release, now)],
      },
    },
    { put: { ...toEntryItem(event, { id, arrival, shard, quantity, granted: 0 }), ...kept }, when: IS_NEW },
  ];
}

function giveUp(event: Event, release: Release, now: number): Action {
  const { bookingId, offerExpiresAt, seenEntries } = release;
  const pendingWork =
    offerExpiresAt === undefined ? undefined : dueKeyOf(event.id, offerExpiresAt, bookingId);
  return {
    update: bookingKey(event, bookingId),
    set: `SET releasedTickets = :none, history = list_append(history, :added)${pendingWork ? ', pendingWorkPartition = :partition, pendingWorkKey = :pendingWork' : ' REMOVE pendingWorkPartition, pendingWorkKey'}`,
    when: seenEntries === undefined ? RELEASE_IS_WHAT_WAS_SEEN : TYPED_RELEASE_IS_WHAT_WAS_SEEN,
    values: {
      ':none': 0,
      ':seen': release.quantity,
      ...(seenEntries !== undefined && { ':seenHistory': seenEntries }),
      ':added': [handedOnBy(release, now)],
      ...(pendingWork && {
        ':partition': pendingWork.pendingWorkPartition,
        ':pendingWork': pendingWork.pendingWorkKey,
      }),
    },
  };
}

/**
 * Gives tickets to a waiting booking, as a promotion or an offer, and removes its entry. A promotion of fewer
 * tickets than the entry asks for is a grant: the booking keeps waiting, and its entry asks for the rest. `expiresAt`:
 * when the offer ends (ms), undefined if the event makes none.
 */
export function promote(
  event: Event,
  { entry, quantity }: Promotion,
  promotionNumber: number,
  { now, expiresAt }: { now: number; expiresAt: number | undefined },
): Action[] {
  const entryKey = { pk: entry.partition, sk: entry.key };
  const key = bookingKey(event, entry.bookingId);
  const seen = { ':seen': entry.quantity };
  if (quantity < entry.quantity) {
    const historyEntry: HistoryEntry = { what: 'granted', at: now, quantity, promotionNumber };
    return [
      {
        update: key,
        set: 'SET grantedTickets = if_not_exists(grantedTickets, :none) + :quantity, history = list_append(history, :added)',
        when: BOOKING_STILL_WAITS,
        values: { ':none': 0, ':quantity': quantity, ':waitlisted': 'waitlisted', ':added': [historyEntry] },
      },
      {
        update: entryKey,
        set: 'SET quantity = quantity - :granted',
        when: ENTRY_IS_WHAT_WAS_SEEN,
        values: { ...seen, ':granted': quantity },
      },
    ];
  }
  const removal: Action = { delete: entryKey, when: ENTRY_IS_WHAT_WAS_SEEN, values: seen };
  if (expiresAt === undefined || entry.atOnce) {
    const historyEntry: HistoryEntry = { what: 'promoted', at: now, quantity, promotionNumber };
    const pendingWork = entry.until === undefined ? '' : ', pendingWorkPartition, pendingWorkKey';
    return [
      {
        update: key,
        set: `SET bookingStatus = :confirmed, history = list_append(history, :added) REMOVE grantedTickets${pendingWork}`,
        when: BOOKING_STILL_WAITS,
        values: { ':confirmed': 'confirmed', ':waitlisted': 'waitlisted', ':added': [historyEntry] },
      },
      removal,
    ];
  }
  const ifUnanswered = ruleForOffer(event, entry.lapses ?? 0, expiresAt);
  const historyEntry: HistoryEntry = {
    what: 'offered',
    at: now,
    quantity,
    promotionNumber,
    expiresAt,
    ...(ifUnanswered && { ifUnanswered }),
  };
  const { pendingWorkPartition, pendingWorkKey } = dueKeyOf(event.id, expiresAt, entry.bookingId);
  return [
    {
      update: key,
      set: 'SET bookingStatus = :offered, offerExpiresAt = :expiresAt, pendingWorkPartition = :partition, pendingWorkKey = :pendingWork, history = list_append(history, :added)',
      when: BOOKING_STILL_WAITS,
      values: {
        ':offered': 'offered',
        ':expiresAt': expiresAt,
        ':partition': pendingWorkPartition,
        ':pendingWork': pendingWorkKey,
        ':waitlisted': 'waitlisted',
        ':added': [historyEntry],
      },
    },
    removal,
  ];
}
