/** The guards that are conditions of writes. */
import {
  BOOKING_IS_UNCHANGED,
  BOOKING_STILL_WAITS,
  RELEASE_IS_WHAT_WAS_SEEN,
} from '../../../functions/store/items/booking.ts';
import { SALES_HAVE_NOT_CLOSED } from '../../../functions/store/items/copied-terms.ts';
import { ENTRY_IS_WHAT_WAS_SEEN } from '../../../functions/store/items/entry.ts';
import { EVENT_IS_UNCHANGED } from '../../../functions/store/items/event.ts';
import {
  SHARD_CAN_BE_CUT,
  SHARD_HAS_ROOM,
  SHARD_HOLDS_WHAT_WAS_SEEN,
  SHARD_IS_OPEN,
  SHARD_SELLS,
  TERMS_ARE_OLDER,
} from '../../../functions/store/items/shard.ts';
import {
  CUSTOMER_BOOKED_NOTHING_SINCE,
  CUSTOMER_HAS_ROOM,
  CUSTOMER_IS_WITHIN_LIMIT,
} from '../../../functions/store/items/tally.ts';
import {
  NO_ROOM_WAS_MOVED,
  PASS_IS_MINE,
  PASS_IS_NEXT,
  PENDING_CAN_BE_CUT,
  PENDING_IS_WHAT_WAS_SEEN,
  ROOM_CAN_BE_CUT,
  SHARDS_STILL_SELL_AS_SEEN,
  UNASSIGNED_IS_WHAT_WAS_SEEN,
  UNASSIGNED_SELL_AT_DOOR,
  WAITLIST_HAS_ROOM,
} from '../../../functions/store/items/waitlist-state.ts';
import { IS_NEW } from '../../../functions/store/table/existence.ts';
import { NO_FAULTS } from '../faults.ts';
import { all, type Guard, isFrom, keyOf, NEVER, type WireItem, without, withoutCheck } from '../guard.ts';

import { LEAVING_DURING_PASS, OFFERS, SLOW, SMALL } from './focus.ts';

export const CONDITION_GUARDS: Guard[] = [
  { name: 'enough-in-shard', tampering: without('freeTickets >= :quantity', SHARD_SELLS) },
  {
    name: 'shard-sells-while-open',
    from: 1_005,
    tampering: without('isClosed = :false', SHARD_SELLS),
    focus: {
      faults: { lateDelivery: 1, coldStarts: 1 },
      event: { capacity: 7, maxPerBooking: 4, maxPerCustomer: 8, policy: 'strict' },
      spanMs: 3_000,
      beside: {},
    },
  },
  { name: 'sales-window', from: 147, tampering: without('salesOpenAt <= :now AND salesCloseAt > :now') },
  { name: 'booking-is-new', from: 15, tampering: without(IS_NEW) },
  { name: 'within-limit', from: 18, tampering: without(CUSTOMER_IS_WITHIN_LIMIT) },
  {
    name: 'recount-is-current',
    from: 43,
    tampering: without(CUSTOMER_BOOKED_NOTHING_SINCE),
    focus: {
      event: { capacity: 8, maxPerBooking: 2, maxPerCustomer: 2, policy: 'strict' },
      spanMs: 400,
      beside: { cancel: 7 },
    },
  },
  {
    name: 'shard-has-room',
    tampering: without('waitlistRoom >= :one', SHARD_HAS_ROOM),
    focus: { event: { ...SMALL, limit: 1 }, beside: {} },
  },
  {
    name: 'waitlist-has-room',
    tampering: without('unassignedRoom >= :one', WAITLIST_HAS_ROOM),
    focus: { faults: SLOW, event: { ...SMALL, limit: 1 }, spanMs: 3_000, beside: { cancel: 10 } },
  },
  {
    name: 'room-can-be-cut',
    from: 17,
    tampering: without('unassignedRoom >= :cut', ROOM_CAN_BE_CUT),
    focus: {
      faults: SLOW,
      event: { ...SMALL, limit: 9 },
      spanMs: 400,
      beside: { 'change-limit': 10, cancel: 4 },
    },
  },
  {
    name: 'no-room-was-moved',
    from: 156,
    tampering: without(NO_ROOM_WAS_MOVED),
    focus: {
      faults: SLOW,
      event: { ...SMALL, limit: 4 },
      spanMs: 400,
      beside: { 'change-limit': 10, cancel: 4 },
    },
  },
  {
    name: 'return-to-open-shard',
    from: 57,
    tampering: without(SHARD_IS_OPEN),
    focus: {
      faults: { slow: 0.3, slowMs: 200 },
      event: { capacity: 4, maxPerBooking: 4, maxPerCustomer: 8 },
      spanMs: 400,
      beside: { cancel: 10 },
    },
  },
  {
    name: 'booking-is-unchanged',
    from: 24,
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: { event: SMALL, spanMs: 400, beside: { cancel: 20 } },
  },
  {
    name: 'adds-to-booking-as-seen',
    from: 8,
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: {
      event: { capacity: 8, maxPerBooking: 4, maxPerCustomer: 8 },
      spanMs: 400,
      beside: { add: 10, cancel: 10 },
    },
  },
  {
    name: 'addition-within-limit',
    from: 8,
    tampering: without(CUSTOMER_HAS_ROOM),
    focus: {
      event: { capacity: 8, maxPerBooking: 4, maxPerCustomer: 4 },
      spanMs: 400,
      beside: { add: 20 },
    },
  },
  {
    name: 'transferred-as-seen',
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: { event: SMALL, spanMs: 400, beside: { transfer: 20, cancel: 5 } },
  },
  {
    name: 'scanned-as-seen',
    from: 4,
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: { event: SMALL, spanMs: 400, beside: { 'check-in': 20, 'undo-check-in': 4 } },
  },
  {
    name: 'release-as-seen',
    from: 13,
    tampering: without(RELEASE_IS_WHAT_WAS_SEEN),
    focus: {
      faults: { duplicateDelivery: 1 },
      event: { capacity: 4, maxPerBooking: 4, maxPerCustomer: 8 },
      beside: { cancel: 14 },
    },
  },
  {
    name: 'waiting-as-seen',
    from: 2,
    tampering: all(without(BOOKING_STILL_WAITS), without(ENTRY_IS_WHAT_WAS_SEEN)),
    focus: {
      faults: SLOW,
      event: { capacity: 1, maxPerBooking: 1, maxPerCustomer: 1, policy: 'strict' },
      spanMs: 10_000,
      operations: LEAVING_DURING_PASS,
    },
  },
  {
    name: 'one-clerk',
    from: 77,
    tampering: all(
      without(UNASSIGNED_IS_WHAT_WAS_SEEN),
      without(SHARD_HOLDS_WHAT_WAS_SEEN),
      without(PASS_IS_NEXT),
    ),
    focus: {
      faults: { duplicateDelivery: 1, slow: 0.3, slowMs: 200 },
      event: { capacity: 4, maxPerBooking: 2, maxPerCustomer: 4 },
      spanMs: 3_000,
      beside: { cancel: 14 },
    },
  },
  {
    name: 'raise-as-seen',
    tampering: without(PENDING_IS_WHAT_WAS_SEEN),
    focus: {
      faults: { duplicateDelivery: 1 },
      event: { capacity: 8, maxPerBooking: 2, maxPerCustomer: 8 },
      spanMs: 3_000,
      beside: { 'change-capacity': 12 },
    },
  },
  { name: 'event-is-unchanged', from: 93, tampering: without(EVENT_IS_UNCHANGED) },
  {
    name: 'terms-are-older',
    from: 10,
    tampering: without(TERMS_ARE_OLDER),
    focus: {
      faults: { ...NO_FAULTS, slow: 0.05, slowMs: 2_500 },
      event: SMALL,
      spanMs: 30,
      beside: { 'move-close': 10 },
    },
  },
  {
    name: 'raise-is-known-at-close',
    from: 26,
    tampering: without('pendingTickets = :seenPending', SHARDS_STILL_SELL_AS_SEEN),
    focus: {
      faults: SLOW,
      event: { capacity: 2, maxPerBooking: 2, maxPerCustomer: 8 },
      spanMs: 400,
      beside: { 'change-capacity': 12 },
    },
  },
  {
    name: 'withdrawn-is-there',
    from: 4,
    tampering: without(PENDING_CAN_BE_CUT),
    focus: {
      faults: SLOW,
      event: { capacity: 8, maxPerBooking: 1, maxPerCustomer: 8 },
      spanMs: 400,
      beside: { 'change-capacity': 20 },
    },
  },
  {
    name: 'unassigned-sell-at-door',
    from: 3,
    tampering: without('areShardsEmpty = :true AND unassignedTickets >= :quantity', UNASSIGNED_SELL_AT_DOOR),
    focus: {
      faults: SLOW,
      event: { capacity: 2, maxPerBooking: 2, maxPerCustomer: 4, salesCloseAfter: 1_000 },
      spanMs: 2_000,
      beside: { cancel: 10, 'book-at-door': 20 },
    },
  },
  {
    name: 'offer-ends-with-the-sale',
    from: 216,
    tampering: {
      ...withoutCheck(SALES_HAVE_NOT_CLOSED),
      answer: (call, output) => {
        const item = output['Item'] as WireItem | undefined;
        if (!isFrom(call, 'accept-offer') || !keyOf(call).endsWith('/EVENT') || item === undefined) return;
        item['salesCloseAt'] = { S: new Date(NEVER).toISOString() };
        delete item['cancelledAt'];
      },
    },
    focus: {
      faults: NO_FAULTS,
      event: { ...OFFERS, offerTtlSeconds: 20 },
      spanMs: 3_000,
      beside: { cancel: 7, accept: 20, 'move-close': 7 },
    },
  },
  {
    name: 'shard-can-spare',
    from: 5,
    tampering: without(SHARD_CAN_BE_CUT),
    focus: {
      event: { capacity: 8, maxPerBooking: 4, maxPerCustomer: 8 },
      spanMs: 30,
      beside: { 'change-capacity': 12 },
    },
  },
  {
    name: 'promoted-during-sales',
    from: 753,
    tampering: all(
      without('salesCloseAt = :seenClose', UNASSIGNED_IS_WHAT_WAS_SEEN),
      without(SALES_HAVE_NOT_CLOSED, PASS_IS_MINE),
    ),
    focus: {
      faults: { ...NO_FAULTS, slow: 0.3, slowMs: 1_500 },
      event: { capacity: 2, maxPerBooking: 1, maxPerCustomer: 8, policy: 'strict' },
      spanMs: 3_000,
      beside: { cancel: 12, 'cancel-event': 2 },
    },
  },
];
