/**
 * The state of an event's waitlist: unassigned tickets, pending capacity, the clerk's pass and counters.
 */
import * as z from 'zod/mini';
import { copiedTerms, type Event, WAITLIST_POLICIES } from '../../domain/model/event.ts';
import { newWaitlist } from '../../domain/model/new-waitlist.ts';
import type { WaitlistState } from '../../domain/model/waitlist-state.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { COPIED_TERMS, DOOR_IS_OPEN, SALES_ARE_OPEN } from './copied-terms.ts';
import { dueKeyOf } from './pending-work.ts';

/** The waitlist has its own partition, so that reads of the event never throttle reads of the waitlist. */
export const waitlistKey = (eventId: string): Key => ({
  pk: `EVENT#${eventId}#WAITLIST-STATE`,
  sk: 'WAITLIST-STATE',
});

const WAITLIST_STATE = z.object({
  sellsInOrder: z.boolean(),
  areShardsEmpty: z.boolean(),
  unassignedTickets: z.int(),
  pendingTickets: z.int(),
  passNumber: z.int(),
  servedCount: z.int(),
  promotionCount: z.int(),
  cancelledCount: z.int(),
  isCancellationDone: optional(z.boolean()),
  servingUpTo: optional(z.string()),
  quiet: optional(z.enum(['yes', 'ending'])),
  closerUntil: optional(z.int()),
  lookAt: optional(z.int()),
  endedFor: optional(z.int()),
  waitlistLimit: optional(z.int()),
  unassignedRoom: optional(z.int()),
  roomMoves: optional(z.int()),
  areShardsFull: optional(z.boolean()),
  waitlistPolicy: optional(z.enum(WAITLIST_POLICIES)),
  offerTermsRevision: optional(z.int()),
  heldBack: optional(z.object({ key: z.string(), quantity: z.int(), since: z.int() })),
  cancellationCursor: optional(z.object({ partition: z.int(), after: z.string(), found: z.boolean() })),
  ...COPIED_TERMS,
});

/**
 * For functions of table version 1, which read no waitlist without it. They count a limited waitlist by it, past its room, so such a
 * waitlist has none: they refuse it.
 */
const UNCOUNTED_WAITLIST = { joinedCount: 0 };

/** The waitlist's item of a new event. It has the pending-work key, if the sweep is to look at the waitlist. */
export function toWaitlistItem(event: Event): Item {
  const { sellsInOrder, shardsEmpty, unassigned, lookAt, ...room } = newWaitlist(event);
  return {
    ...waitlistKey(event.id),
    sellsInOrder,
    areShardsEmpty: shardsEmpty,
    unassignedTickets: unassigned,
    pendingTickets: 0,
    passNumber: 0,
    servedCount: 0,
    promotionCount: 0,
    cancelledCount: 0,
    ...copiedTerms(event),
    ...(room.unassignedRoom === undefined
      ? UNCOUNTED_WAITLIST
      : { unassignedRoom: room.unassignedRoom, roomMoves: room.roomMoves }),
    ...(lookAt !== undefined && { lookAt, ...dueKeyOf(event.id, lookAt, 'waitlist') }),
  };
}

export function fromWaitlistItem(item: Item): WaitlistState {
  const {
    areShardsEmpty,
    unassignedTickets,
    pendingTickets,
    passNumber,
    servedCount,
    promotionCount,
    cancelledCount,
    isCancellationDone = false,
    waitlistLimit,
    areShardsFull,
    waitlistPolicy,
    ...same
  } = parseItem('waitlist state', WAITLIST_STATE, item);
  return {
    ...same,
    shardsEmpty: areShardsEmpty,
    unassigned: unassignedTickets,
    pendingCapacity: pendingTickets,
    pass: passNumber,
    served: servedCount,
    promotions: promotionCount,
    cancelled: cancelledCount,
    cancellationDone: isCancellationDone,
    ...(waitlistLimit !== undefined && { limit: waitlistLimit }),
    ...(areShardsFull !== undefined && { shardsFull: areShardsFull }),
    ...(waitlistPolicy && { policy: waitlistPolicy }),
  };
}

/** Sales have closed, which ends promotions, and the door sale is open with enough unassigned tickets. */
export const UNASSIGNED_SELL_AT_DOOR = `${DOOR_IS_OPEN} AND salesCloseAt <= :now AND areShardsEmpty = :true AND unassignedTickets >= :quantity`;

/** Sales are open, and the limited waitlist has unassigned room. */
export const WAITLIST_HAS_ROOM = `${SALES_ARE_OPEN} AND unassignedRoom >= :one`;

/** There is the unassigned room that is moved to shards. */
export const ROOM_CAN_BE_MOVED = 'unassignedRoom >= :quantity';

/** No room was moved to shards since the moves were counted, so shards that had none after that have none. */
export const NO_ROOM_WAS_MOVED = 'roomMoves = :seenMoves';

/** There is the unassigned room that goes, or no room in any shard, so that nobody joins by room that the limit lacks. */
export const ROOM_CAN_BE_CUT = '(unassignedRoom >= :cut OR areShardsFull = :true)';

/** The event sells in order, no pass is running, and there are enough unassigned tickets for the cut. */
export const UNASSIGNED_CAN_BE_CUT =
  'sellsInOrder = :true AND areShardsEmpty = :true AND attribute_not_exists(servingUpTo) AND unassignedTickets >= :spared';

/** Shards still sell, and there is enough pending capacity for the cut. */
export const PENDING_CAN_BE_CUT = 'sellsInOrder = :false AND pendingTickets >= :spared';

/** Shards sell and the event is not cancelled, so that withdrawn tickets become free again if not cut. */
export const SHARDS_STILL_SELL = 'sellsInOrder = :false AND salesCloseAt > :cancelled';

/**
 * The pending capacity of a selling event is as it was read. A cancelled event is excluded, because the write
 * would remove the pending-work key of the cancellation.
 */
export const PENDING_IS_WHAT_WAS_SEEN =
  'sellsInOrder = :false AND pendingTickets = :seen AND salesCloseAt > :cancelled';

/** No process is closing the shards: there is no lease, or it has expired. */
export const NOBODY_IS_CLOSING =
  'sellsInOrder = :false AND (attribute_not_exists(closerUntil) OR closerUntil < :now)';

/**
 * The event does not sell in order yet, and the pending capacity and the end of sales are as they were read.
 */
export const SHARDS_STILL_SELL_AS_SEEN =
  'sellsInOrder = :false AND salesCloseAt = :seenClose AND pendingTickets = :seenPending';

/** The new pass follows the last one without a gap, so that only one of two clerks starts it. */
export const PASS_IS_NEXT = 'sellsInOrder = :true AND passNumber = :previousPass';

/** The part of an update by which the waitlist becomes quiet, if it does. */
export function quietUpdate(becomesQuiet: boolean) {
  return becomesQuiet ? { set: ['quiet = :quiet'], values: { ':quiet': 'yes' } } : { set: [], values: {} };
}

/** No later pass was started, so the clerk was not overtaken. */
export const PASS_IS_MINE = 'passNumber = :pass';

/** The unassigned tickets, the pending capacity and the end of sales are as they were read. */
const WAITLIST_IS_WHAT_WAS_SEEN =
  'unassignedTickets = :seenUnassigned AND pendingTickets = :seenPending AND salesCloseAt = :seenClose';

/** The policy was not changed since the state was read. It is stored with the first change. */
export const POLICY_IS_WHAT_WAS_SEEN =
  '(attribute_not_exists(waitlistPolicy) OR waitlistPolicy = :seenPolicy)';

/** The terms of offers were not changed since the state was read. Their revision is stored with the first change. */
export const OFFER_TERMS_ARE_WHAT_WAS_SEEN =
  '(attribute_not_exists(offerTermsRevision) OR offerTermsRevision = :seenTerms)';

/** The value of `:seenPolicy` and `:seenTerms` while none are stored. */
const NOT_STORED = 'not stored';

/**
 * The clerk was not overtaken, and the tickets, the end of sales, the policy and the terms of offers that it planned with are
 * unchanged.
 */
export const UNASSIGNED_IS_WHAT_WAS_SEEN = `${PASS_IS_MINE} AND ${WAITLIST_IS_WHAT_WAS_SEEN} AND ${POLICY_IS_WHAT_WAS_SEEN} AND ${OFFER_TERMS_ARE_WHAT_WAS_SEEN}`;

/** No promotion was made since the state was read, so that what is written has its place among them. */
export const PROMOTIONS_ARE_WHAT_WAS_SEEN = 'promotionCount = :seenPromotions';

/** The waitlist's tickets, its end of sales and the time of its next sweep are as the sweep read them. */
export const LOOK_IS_WHAT_WAS_SEEN = `lookAt = :seenLook AND ${WAITLIST_IS_WHAT_WAS_SEEN}`;

/**
 * The condition values of `UNASSIGNED_IS_WHAT_WAS_SEEN`: the pass, the unassigned tickets, the pending
 * capacity, the end of sales, the policy and the terms of offers that the clerk planned with.
 */
export function seenUnassigned(waitlist: WaitlistState) {
  return {
    ':pass': waitlist.pass,
    ':seenUnassigned': waitlist.unassigned,
    ':seenPending': waitlist.pendingCapacity,
    ':seenClose': waitlist.salesCloseAt,
    ':seenPolicy': waitlist.policy ?? NOT_STORED,
    ':seenTerms': waitlist.offerTermsRevision ?? NOT_STORED,
  };
}
