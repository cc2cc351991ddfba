/**
 * Translates a promotion batch of the clerk to actions of one transaction: releases are handed on, waiters
 * are promoted or offered tickets, and the waitlist's counters change. The rule for who is next is
 * `planBatch` in the domain.
 */
import type { HistoryEntry } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import type { HeldBack } from '../domain/model/held-back.ts';
import type { Promotion, PromotionBatch, Release } from '../domain/model/plan-promotions.ts';
import type { WaitlistState } from '../domain/model/waitlist-state.ts';
import { heldBackUpdate } from './held-back.ts';
import {
  BOOKING_STILL_WAITS,
  bookingKey,
  OFFER_RAN_OUT_AS_SEEN,
  RELEASE_IS_WHAT_WAS_SEEN,
} from './items/booking.ts';
import { SALES_HAVE_NOT_CLOSED } from './items/copied-terms.ts';
import { ENTRY_IS_WHAT_WAS_SEEN } from './items/entry.ts';
import { dueKeyOf } from './items/pending-work.ts';
import { seenUnassigned, UNASSIGNED_IS_WHAT_WAS_SEEN } from './items/waitlist-state.ts';
import { waitlistActions } from './items/waitlist-update.ts';
import type { Action } from './table/commit.ts';

type When = { now: number; lookAt: number | undefined; last: boolean; heldBack?: HeldBack | undefined };

/** The batch's change of the waitlist's counters. `last` ends the pass, after which `heldBack` is kept. Promotions require open sales. */
export function waitlistPart(
  event: Event,
  waitlist: WaitlistState,
  batch: PromotionBatch,
  { now, lookAt, last, heldBack }: When,
): Action[] {
  const served = batch.promote.filter(({ entry, quantity }) => quantity === entry.quantity).length;
  const lastServed = batch.promote.at(-1);
  const held = last ? heldBackUpdate(heldBack) : undefined;
  return waitlistActions(event, {
    set: [
      'unassignedTickets = :unassigned',
      'servedCount = servedCount + :served',
      'promotionCount = promotionCount + :promotions',
      ...(event.waitlist.limit === undefined ? [] : ['joinedCount = joinedCount - :served']),
      ...(held?.set ?? []),
    ],
    remove: held ? ['servingUpTo', ...held.remove] : [],
    when:
      lastServed === undefined
        ? UNASSIGNED_IS_WHAT_WAS_SEEN
        : `${UNASSIGNED_IS_WHAT_WAS_SEEN} AND ${SALES_HAVE_NOT_CLOSED}`,
    values: {
      ...seenUnassigned(waitlist),
      ...(lastServed !== undefined && { ':now': now }),
      ':unassigned': batch.unassigned,
      ':served': served,
      ':promotions': batch.promote.length,
      ...held?.values,
    },
    look: { at: lookAt },
  });
}

/**
 * Removes the released tickets from their booking; another action of the transaction counts them elsewhere. A
 * booking whose offer expired becomes `cancelled`.
 */
export function handOn(event: Event, release: Release, now: number): Action {
  const handedOn: HistoryEntry = { what: 'handed-on', at: now, quantity: release.quantity };
  const update = bookingKey(event, release.bookingId);
  if (release.expired > 0) {
    return {
      update,
      set: 'SET bookingStatus = :cancelled, quantity = :none, releasedTickets = :none, history = list_append(history, :added) REMOVE pendingWorkPartition, pendingWorkKey, offerExpiresAt',
      when: OFFER_RAN_OUT_AS_SEEN,
      values: {
        ':cancelled': 'cancelled',
        ':offered': 'offered',
        ':none': 0,
        ':now': now,
        ':offeredTickets': release.expired,
        ':seen': release.quantity - release.expired,
        ':added': [{ what: 'expired', at: now, quantity: release.expired }, handedOn],
      },
    };
  }
  const { bookingId, offerExpiresAt } = release;
  const pendingWork =
    offerExpiresAt === undefined ? undefined : dueKeyOf(event.id, offerExpiresAt, bookingId);
  return {
    update,
    set: `SET releasedTickets = :none, history = list_append(history, :added)${pendingWork ? ', pendingWorkPartition = :partition, pendingWorkKey = :pendingWork' : ' REMOVE pendingWorkPartition, pendingWorkKey'}`,
    when: RELEASE_IS_WHAT_WAS_SEEN,
    values: {
      ':none': 0,
      ':seen': release.quantity,
      ':added': [handedOn],
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
  const historyEntry: HistoryEntry = { what: 'offered', at: now, quantity, promotionNumber, expiresAt };
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
