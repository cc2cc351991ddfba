/**
 * For each condition of the store: states of an item in which it holds, and states in which it fails. `NOW` is the
 * instant of the request, and `NO_ITEM` a key under which nothing is stored.
 */
import type { Item } from '../../functions/store/table/item.ts';
import { ACCOUNT_CONDITION_EXAMPLES } from './account-condition-examples.ts';
import { asSeen, changed } from './changed-states.ts';
import { CLERK_CONDITION_EXAMPLES } from './clerk-condition-examples.ts';
import { COST_CONDITION_EXAMPLES } from './cost-condition-examples.ts';

export const NO_ITEM = undefined;
type State = Item | typeof NO_ITEM;
export type ConditionExamples = { values: Record<string, unknown>; holds: State[]; fails: State[] };

const NOW = 100;
const CANCELLED = 0;

const SALE = { maxPerCustomer: 5, salesOpenAt: NOW, salesCloseAt: NOW + 1 };
const NO_SALE = { maxPerCustomer: [4, 6], salesOpenAt: [NOW + 1], salesCloseAt: [NOW, NOW - 1] };
const SALE_VALUES = { ':maxPerCustomer': 5, ':now': NOW };

/** Of an attempt whose end nobody awaits. */
const NOT_AWAITED = {
  values: { ':attempt': 'mine' },
  holds: [{ claimedBy: 'mine' }],
  fails: [
    { claimedBy: 'mine', isAwaited: true },
    { claimedBy: 'hers' },
    { claimedBy: 'theirs' },
    {},
    NO_ITEM,
  ],
};

const DOOR = { maxPerCustomer: 5, salesOpenAt: NOW, doorClosesAt: NOW + 1 };
const NO_DOOR = { maxPerCustomer: [4, 6], salesOpenAt: [NOW + 1], doorClosesAt: [NOW, NOW - 1] };

const STOCK = { isClosed: false, freeTickets: 2 };
const NO_STOCK = { isClosed: [true], freeTickets: [1] };

/** The shard sells two tickets under these sale terms. */
function ofShard(terms: Item, otherTerms: Record<string, readonly unknown[]>): ConditionExamples {
  const shard = { ...terms, ...STOCK };
  return {
    values: { ...SALE_VALUES, ':false': false, ':quantity': 2 },
    holds: [shard, ...changed(shard, { salesOpenAt: [NOW - 1], freeTickets: [3] })],
    fails: changed(shard, { ...otherTerms, ...NO_STOCK }),
  };
}

export const CONDITION_EXAMPLES: Record<string, ConditionExamples> = {
  IS_NEW: { values: {}, holds: [NO_ITEM], fails: [{}] },
  EXISTS: { values: {}, holds: [{}], fails: [NO_ITEM] },
  MAY_EXIST: { values: {}, holds: [{}, NO_ITEM], fails: [] },

  SALES_ARE_OPEN: {
    values: SALE_VALUES,
    holds: [SALE, ...changed(SALE, { salesOpenAt: [NOW - 1] })],
    fails: changed(SALE, NO_SALE),
  },
  DOOR_IS_OPEN: {
    values: SALE_VALUES,
    holds: [DOOR, ...changed(DOOR, { salesOpenAt: [NOW - 1] })],
    fails: changed(DOOR, NO_DOOR),
  },
  SALE_IS_CANCELLED: {
    values: { ':cancelled': CANCELLED },
    holds: [NO_ITEM, { salesCloseAt: CANCELLED }],
    fails: changed({}, { salesCloseAt: [CANCELLED - 1, CANCELLED + 1] }),
  },
  SALES_HAVE_NOT_CLOSED: {
    values: { ':now': NOW },
    holds: [{ salesCloseAt: NOW + 1 }],
    fails: [{ salesCloseAt: NOW }, { salesCloseAt: NOW - 1 }],
  },
  SALES_HAVE_CLOSED: {
    values: { ':now': NOW },
    holds: [{ salesCloseAt: NOW }, { salesCloseAt: NOW - 1 }],
    fails: [{ salesCloseAt: NOW + 1 }],
  },

  SHARD_SELLS: ofShard(SALE, NO_SALE),
  SHARD_SELLS_AT_DOOR: ofShard(DOOR, NO_DOOR),
  SHARD_ADMITS_TO_WAITLIST: {
    values: { ...SALE_VALUES, ':true': true },
    holds: [
      { ...SALE, isClosed: true },
      { ...SALE, isClosed: true, salesOpenAt: NOW - 1 },
    ],
    fails: changed({ ...SALE, isClosed: true }, { ...NO_SALE, isClosed: [false] }),
  },
  SHARD_HAS_ROOM: {
    values: { ...SALE_VALUES, ':true': true, ':one': 1 },
    holds: [
      { ...SALE, isClosed: true, waitlistRoom: 1 },
      { ...SALE, isClosed: true, waitlistRoom: 2, salesOpenAt: NOW - 1 },
    ],
    fails: changed(
      { ...SALE, isClosed: true, waitlistRoom: 1 },
      { ...NO_SALE, isClosed: [false], waitlistRoom: [0, -1] },
    ),
  },
  SHARD_ROOM_IS_THERE: {
    values: { ':quantity': 2 },
    holds: [{ waitlistRoom: 2 }, { waitlistRoom: 3 }],
    fails: [{ waitlistRoom: 1 }, NO_ITEM],
  },
  SHARD_IS_OPEN: {
    values: { ':false': false },
    holds: [{ isClosed: false }],
    fails: [{ isClosed: true }, NO_ITEM],
  },
  SHARD_HOLDS_WHAT_WAS_SEEN: {
    values: { ':true': true, ':seen': 2 },
    holds: [{ isClosed: true, freeTickets: 2 }],
    fails: changed({ isClosed: true, freeTickets: 2 }, { isClosed: [false], freeTickets: [1, 3] }),
  },
  SHARD_CAN_BE_CUT: {
    values: { ':false': false, ':spared': 2 },
    holds: [STOCK, { ...STOCK, freeTickets: 3 }],
    fails: changed(STOCK, NO_STOCK),
  },
  TERMS_ARE_OLDER: {
    values: { ':revision': 5 },
    holds: [{}, { termsRevision: 4 }],
    fails: [NO_ITEM, { termsRevision: 5 }, { termsRevision: 6 }],
  },

  UNASSIGNED_SELL_AT_DOOR: {
    values: { ...SALE_VALUES, ':true': true, ':quantity': 2 },
    holds: [
      { ...DOOR, salesCloseAt: NOW, areShardsEmpty: true, unassignedTickets: 2 },
      { ...DOOR, salesCloseAt: NOW - 1, areShardsEmpty: true, unassignedTickets: 3 },
      { ...DOOR, salesOpenAt: NOW - 1, salesCloseAt: NOW, areShardsEmpty: true, unassignedTickets: 2 },
    ],
    fails: changed(
      { ...DOOR, salesCloseAt: NOW, areShardsEmpty: true, unassignedTickets: 2 },
      { ...NO_DOOR, salesCloseAt: [NOW + 1], areShardsEmpty: [false], unassignedTickets: [1] },
    ),
  },
  WAITLIST_HAS_ROOM: {
    values: { ...SALE_VALUES, ':one': 1 },
    holds: [
      { ...SALE, unassignedRoom: 1 },
      { ...SALE, salesOpenAt: NOW - 1, unassignedRoom: 2 },
    ],
    fails: changed({ ...SALE, unassignedRoom: 1 }, { ...NO_SALE, unassignedRoom: [0, -1] }),
  },
  ROOM_CAN_BE_MOVED: {
    values: { ':quantity': 2 },
    holds: [{ unassignedRoom: 2 }, { unassignedRoom: 3 }],
    fails: [{ unassignedRoom: 1 }, NO_ITEM],
  },
  ROOM_CAN_BE_CUT: {
    values: { ':cut': 2, ':true': true },
    holds: [{ unassignedRoom: 2 }, { unassignedRoom: 3 }, { unassignedRoom: -1, areShardsFull: true }],
    fails: [{ unassignedRoom: 1 }, { unassignedRoom: 1, areShardsFull: false }],
  },
  NO_ROOM_WAS_MOVED: asSeen('roomMoves', ':seenMoves'),
  UNASSIGNED_CAN_BE_CUT: {
    values: { ':true': true, ':spared': 2 },
    holds: [2, 3].map((unassignedTickets) => ({
      sellsInOrder: true,
      areShardsEmpty: true,
      unassignedTickets,
    })),
    fails: changed(
      { sellsInOrder: true, areShardsEmpty: true, unassignedTickets: 2 },
      { sellsInOrder: [false], areShardsEmpty: [false], servingUpTo: ['~'], unassignedTickets: [1] },
    ),
  },
  PENDING_CAN_BE_CUT: {
    values: { ':false': false, ':spared': 2 },
    holds: [2, 3].map((pendingTickets) => ({ sellsInOrder: false, pendingTickets })),
    fails: changed({ sellsInOrder: false, pendingTickets: 2 }, { sellsInOrder: [true], pendingTickets: [1] }),
  },
  SHARDS_STILL_SELL: {
    values: { ':false': false, ':cancelled': CANCELLED },
    holds: [{ sellsInOrder: false, salesCloseAt: CANCELLED + 1 }],
    fails: changed(
      { sellsInOrder: false, salesCloseAt: CANCELLED + 1 },
      { sellsInOrder: [true], salesCloseAt: [CANCELLED, CANCELLED - 1] },
    ),
  },
  PENDING_IS_WHAT_WAS_SEEN: {
    values: { ':false': false, ':seen': 3, ':cancelled': CANCELLED },
    holds: [{ sellsInOrder: false, pendingTickets: 3, salesCloseAt: CANCELLED + 1 }],
    fails: changed(
      { sellsInOrder: false, pendingTickets: 3, salesCloseAt: CANCELLED + 1 },
      { sellsInOrder: [true], pendingTickets: [2, 4], salesCloseAt: [CANCELLED, CANCELLED - 1] },
    ),
  },
  NOBODY_IS_CLOSING: {
    values: { ':false': false, ':now': NOW },
    holds: [{ sellsInOrder: false }, { sellsInOrder: false, closerUntil: NOW - 1 }],
    fails: changed({ sellsInOrder: false }, { sellsInOrder: [true], closerUntil: [NOW, NOW + 1] }),
  },
  SHARDS_STILL_SELL_AS_SEEN: {
    values: { ':false': false, ':seenClose': 200, ':seenPending': 3 },
    holds: [{ sellsInOrder: false, salesCloseAt: 200, pendingTickets: 3 }],
    fails: changed(
      { sellsInOrder: false, salesCloseAt: 200, pendingTickets: 3 },
      { sellsInOrder: [true], salesCloseAt: [199, 201], pendingTickets: [2, 4] },
    ),
  },
  BOOKING_IS_UNCHANGED: {
    values: { ':seenHistory': 2 },
    holds: [{ history: [{}, {}] }],
    fails: [{ history: [{}] }, { history: [{}, {}, {}] }, NO_ITEM],
  },
  BOOKING_HAS_NO_TICKETS: {
    values: { ':waitlisted': 'waitlisted' },
    holds: [{ bookingStatus: 'waitlisted' }],
    fails: [
      { bookingStatus: 'confirmed' },
      { bookingStatus: 'waiving' },
      { bookingStatus: 'zero' },
      { bookingStatus: 'waitlisted', grantedTickets: 1 },
    ],
  },
  BOOKING_STILL_WAITS: {
    values: { ':waitlisted': 'waitlisted' },
    holds: [{ bookingStatus: 'waitlisted' }],
    fails: [{ bookingStatus: 'offered' }, { bookingStatus: 'x' }, NO_ITEM],
  },
  OFFER_HAS_NOT_RUN_OUT: {
    values: { ':now': NOW },
    holds: [{ offerExpiresAt: NOW + 1 }],
    fails: [{ offerExpiresAt: NOW }, { offerExpiresAt: NOW - 1 }, {}],
  },
  OFFER_RAN_OUT_AS_SEEN: {
    values: { ':offered': 'offered', ':now': NOW, ':offeredTickets': 2, ':seen': 1 },
    holds: [NOW, NOW - 1].map((offerExpiresAt) => ({
      bookingStatus: 'offered',
      offerExpiresAt,
      quantity: 2,
      releasedTickets: 1,
    })),
    fails: changed(
      { bookingStatus: 'offered', offerExpiresAt: NOW, quantity: 2, releasedTickets: 1 },
      {
        bookingStatus: ['cancelled', 'waitlisted'],
        offerExpiresAt: [NOW + 1],
        quantity: [1, 3],
        releasedTickets: [0, 2],
      },
    ),
  },
  ENTRY_IS_WHAT_WAS_SEEN: asSeen('quantity', ':seen'),

  CUSTOMER_IS_WITHIN_LIMIT: {
    values: { ':room': 3, ':bookingsLimit': 2 },
    holds: [NO_ITEM, { held: 3, bookingIds: ['a'] }, { held: 2, bookingIds: [] }],
    fails: [
      { held: 4, bookingIds: ['a'] },
      { held: 3, bookingIds: ['a', 'b'] },
      { held: 3, bookingIds: ['a', 'b', 'c'] },
    ],
  },
  CUSTOMER_HAS_ROOM: {
    values: { ':roomForMore': 3 },
    holds: [{ held: 3 }, { held: 2 }],
    fails: [{ held: 4 }, {}, NO_ITEM],
  },
  CUSTOMER_BOOKED_NOTHING_SINCE: {
    values: { ':seenRaises': 3 },
    holds: [NO_ITEM, {}, { raises: 3 }],
    fails: [{ raises: 2 }, { raises: 4 }],
  },

  EVENT_IS_UNCHANGED: asSeen('revision', ':seenRevision'),
  ERASURE_IS_OPEN: { values: {}, holds: [{ pendingWorkKey: '#over' }], fails: [{}, NO_ITEM] },
  EVENT_IS_CANCELLED: { values: {}, holds: [NO_ITEM, { cancelledAt: 1 }], fails: [{}] },

  ROLE_IS_WHAT_WAS_SEEN: {
    values: { ':seenRole': 'customer' },
    holds: [{ userRole: 'customer' }],
    fails: [{ userRole: 'admin' }, { userRole: 'organizer' }, NO_ITEM],
  },
  WITNESS_IS_ADMIN: {
    values: { ':admin': 'admin' },
    holds: [{ userRole: 'admin' }],
    fails: [{ userRole: 'customer' }, { userRole: '' }, NO_ITEM],
  },
  ...ACCOUNT_CONDITION_EXAMPLES,
  ...CLERK_CONDITION_EXAMPLES,
  ...COST_CONDITION_EXAMPLES,
  TOKEN_IS_THE_LATEST: {
    values: { ':tokenHash': 'b' },
    holds: [{ tokenHash: 'b' }],
    fails: [{ tokenHash: 'a' }, { tokenHash: 'c' }, NO_ITEM],
  },
  SESSION_IS_CURRENT: {
    values: { ':ended': 'b', ':seenGeneration': 2 },
    holds: [
      { tokenHash: 'a', generation: 2 },
      { tokenHash: 'c', generation: 2 },
    ],
    fails: [
      { tokenHash: 'b', generation: 2 },
      { tokenHash: 'a', generation: 1 },
      { tokenHash: 'a', generation: 3 },
      { tokenHash: 'a' },
      NO_ITEM,
    ],
  },
  DOES_NOT_WAIT: { values: {}, holds: [{}, NO_ITEM], fails: [{ mayTryAt: NOW }] },
  WAIT_IS_WHAT_WAS_SEEN: asSeen('mayTryAt', ':seenMayTryAt'),

  NOTICE_CAN_BE_CLAIMED: {
    values: { ':seen': 2, ':recorded': 1, ':now': NOW },
    holds: [
      NO_ITEM,
      { handledEntries: 2, records: [1] },
      { handledEntries: 2, records: [1], nextAttemptAt: NOW },
    ],
    fails: [
      { handledEntries: 1, records: [1] },
      { handledEntries: 3, records: [1], nextAttemptAt: NOW },
      { handledEntries: 2, records: [1], nextAttemptAt: NOW + 1 },
      { handledEntries: 2, records: [] },
      { handledEntries: 2, records: [1, 2], nextAttemptAt: NOW },
    ],
  },
  NOTICE_IS_CLAIMED: {
    values: { ':attempt': 'mine' },
    holds: [{ claimedBy: 'mine' }],
    fails: [{ claimedBy: 'theirs' }, { claimedBy: 'hers' }, {}, NO_ITEM],
  },
  NOTICE_IS_NOT_AWAITED: NOT_AWAITED,
  WEBHOOK_IS_NOT_AWAITED: NOT_AWAITED,
  PROGRESS_IS_OF_THE_STEP_BEFORE: {
    values: { ':seenStep': 5 },
    holds: [{ sendingStep: 5 }],
    fails: [NO_ITEM, { sendingStep: 4 }, { sendingStep: 6 }],
  },
  NO_LATER_CHANGE_IS_TOLD: {
    values: { ':revision': 5 },
    holds: [NO_ITEM, { revision: 5 }, { revision: 4 }],
    fails: [{ revision: 6 }],
  },
  WEBHOOK_CAN_BE_CLAIMED: {
    values: { ':seen': 2, ':now': NOW },
    holds: [NO_ITEM, { handledEntries: 2 }, { handledEntries: 2, nextAttemptAt: NOW }],
    fails: [
      { handledEntries: 1 },
      { handledEntries: 3, nextAttemptAt: NOW },
      { handledEntries: 2, nextAttemptAt: NOW + 1 },
    ],
  },
  WEBHOOK_IS_CLAIMED: {
    values: { ':attempt': 'mine' },
    holds: [{ claimedBy: 'mine' }],
    fails: [{ claimedBy: 'theirs' }, { claimedBy: 'hers' }, {}, NO_ITEM],
  },
  LOG_IS_TO_BE_REWOUND: {
    values: { ':from': 2, ':requestedAt': NOW },
    holds: [{ handledEntries: 3 }, { handledEntries: 3, replayedAt: NOW - 1 }],
    fails: [
      NO_ITEM,
      { handledEntries: 2 },
      { handledEntries: 1 },
      { handledEntries: 3, replayedAt: NOW },
      { handledEntries: 3, replayedAt: NOW + 1 },
    ],
  },
  LOG_IS_NOT_THAT_FAR: {
    values: { ':from': 2, ':requestedAt': NOW },
    holds: [NO_ITEM, { handledEntries: 2 }, { handledEntries: 1, replayedAt: NOW - 1 }],
    fails: [
      { handledEntries: 3 },
      { handledEntries: 2, replayedAt: NOW },
      { handledEntries: 2, replayedAt: NOW + 1 },
    ],
  },
  ORGANIZER_MAY_HAVE_MORE_ENDPOINTS: {
    values: { ':most': 3 },
    holds: [NO_ITEM, { endpoints: 2 }],
    fails: [{ endpoints: 3 }, { endpoints: 4 }],
  },
  ENDPOINT_IS_UNCHANGED: asSeen('revision', ':seenRevision'),
  ENDPOINT_IS_UNCHANGED_AND_ENABLED: {
    values: { ':seenRevision': 5 },
    holds: [{ revision: 5 }],
    fails: [{ revision: 4 }, { revision: 6 }, { revision: 5, disabledAt: 1 }, NO_ITEM],
  },
  REPLAY_IS_THE_LAST: {
    values: { ':requestedAt': NOW },
    holds: [{ requestedAt: NOW }, { requestedAt: NOW - 1 }],
    fails: [{ requestedAt: NOW + 1 }, NO_ITEM],
  },
  ADDRESS_MAY_GET_MORE: {
    values: { ':most': 3 },
    holds: [NO_ITEM, { mails: 2 }],
    fails: [{ mails: 3 }, { mails: 4 }],
  },
};
