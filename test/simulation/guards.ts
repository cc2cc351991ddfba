/**
 * The guards of the product. The simulation must detect the absence of each within `GUARD_RUNS` runs.
 */
import {
  BOOKING_IS_UNCHANGED,
  BOOKING_STILL_WAITS,
  OFFER_HAS_NOT_RUN_OUT,
  RELEASE_IS_WHAT_WAS_SEEN,
} from '../../functions/store/items/booking.ts';
import { SALES_HAVE_NOT_CLOSED } from '../../functions/store/items/copied-terms.ts';
import { ENTRY_IS_WHAT_WAS_SEEN } from '../../functions/store/items/entry.ts';
import { EVENT_IS_UNCHANGED } from '../../functions/store/items/event.ts';
import {
  SHARD_CAN_BE_CUT,
  SHARD_HOLDS_WHAT_WAS_SEEN,
  SHARD_IS_OPEN,
  SHARD_SELLS,
  TERMS_ARE_OLDER,
} from '../../functions/store/items/shard.ts';
import {
  CUSTOMER_BOOKED_NOTHING_SINCE,
  CUSTOMER_HAS_ROOM,
  CUSTOMER_IS_WITHIN_LIMIT,
} from '../../functions/store/items/tally.ts';
import {
  PASS_IS_MINE,
  PASS_IS_NEXT,
  PENDING_CAN_BE_CUT,
  PENDING_IS_WHAT_WAS_SEEN,
  SHARDS_STILL_SELL_AS_SEEN,
  UNASSIGNED_IS_WHAT_WAS_SEEN,
  UNASSIGNED_SELL_AT_DOOR,
  WAITLIST_HAS_ROOM,
} from '../../functions/store/items/waitlist-state.ts';
import { IS_NEW } from '../../functions/store/table/existence.ts';
import { DRAW_GUARDS } from './draw-guards.ts';
import { NO_FAULTS } from './faults.ts';
import type { ApiEvent } from './gateway.ts';
import {
  all,
  type Guard,
  isFrom,
  isFromApi,
  keyOf,
  NEVER,
  subjectOf,
  type WireItem,
  without,
  withoutCheck,
  writesOf,
} from './guard.ts';
import { LAPSE_GUARDS } from './lapse-guards.ts';
import { NOTICE_GUARDS } from './notices/guards.ts';
import { STEERING_GUARDS } from './steering-guards.ts';
import { WIDE } from './workload.ts';

/** The absence of a guard must be detected within this many runs. */
export const GUARD_RUNS = 100;

const SMALL = { capacity: 2, maxPerBooking: 1, maxPerCustomer: 3 };
/**
 * Nothing fails, and some calls take long, so that items change between a read and the write that depends on
 * it.
 */
const SLOW = { ...NO_FAULTS, slow: 0.4, slowMs: 400 };
const OFFERS = { ...SMALL, policy: 'strict' as const, offerTtlSeconds: 1 };

/** The conditions of writes. */
const CONDITIONS: Guard[] = [
  { name: 'enough-in-shard', tampering: without('freeTickets >= :quantity', SHARD_SELLS) },
  {
    name: 'shard-sells-while-open',
    from: 4,
    tampering: without('isClosed = :false', SHARD_SELLS),
    focus: {
      faults: { lateDelivery: 1, coldStarts: 1 },
      event: { capacity: 7, maxPerBooking: 4, maxPerCustomer: 8, policy: 'strict' },
      spanMs: 3_000,
      beside: {},
    },
  },
  { name: 'sales-window', from: 112, tampering: without('salesOpenAt <= :now AND salesCloseAt > :now') },
  { name: 'booking-is-new', from: 15, tampering: without(IS_NEW) },
  { name: 'within-limit', from: 11, tampering: without(CUSTOMER_IS_WITHIN_LIMIT) },
  {
    name: 'recount-is-current',
    from: 6,
    tampering: without(CUSTOMER_BOOKED_NOTHING_SINCE),
    focus: {
      event: { capacity: 8, maxPerBooking: 2, maxPerCustomer: 2, policy: 'strict' },
      spanMs: 400,
      beside: { cancel: 7 },
    },
  },
  {
    name: 'waitlist-has-room',
    from: 7,
    tampering: without('joinedCount < :limit', WAITLIST_HAS_ROOM),
    focus: { event: { ...SMALL, limit: 1 }, beside: {} },
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
    from: 26,
    tampering: all(without(BOOKING_STILL_WAITS), without(ENTRY_IS_WHAT_WAS_SEEN)),
    focus: {
      faults: SLOW,
      event: { capacity: 1, maxPerBooking: 1, maxPerCustomer: 8, policy: 'strict' },
      spanMs: 400,
      beside: { cancel: 10 },
    },
  },
  {
    name: 'one-clerk',
    from: 55,
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
    from: 17,
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
    from: 19,
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

/** Guards that are a sequence, a second read or a retry. */
const STEPS: Guard[] = [
  {
    name: 'offer-by-the-clock',
    from: 34,
    tampering: {
      ...without(OFFER_HAS_NOT_RUN_OUT),
      answer: (call, output) => {
        const { offerExpiresAt } = (output['Item'] ?? {}) as WireItem;
        if (isFromApi(call) && offerExpiresAt !== undefined) offerExpiresAt.N = String(NEVER);
      },
    },
    focus: {
      faults: { ...NO_FAULTS, lateDelivery: 1 },
      event: OFFERS,
      spanMs: 3_000,
      beside: { cancel: 7, accept: 20 },
    },
  },
  {
    name: 'order-of-arrival',
    from: 3,
    tampering: {
      answer: ({ operation, input }, output) => {
        const isLine = JSON.stringify(input['ExpressionAttributeValues'] ?? {}).includes('#WAITLIST#');
        if (operation === 'Query' && isLine) output['Items'] = (output['Items'] as WireItem[]).slice(-1);
      },
    },
    focus: { event: SMALL, beside: { cancel: 7 } },
  },
  {
    name: 'fresh-look-before-sold-out',
    from: 9,
    tampering: {
      request: ({ operation, input }) => {
        if (operation !== 'BatchGetItem') return;
        const requests = Object.values(input['RequestItems'] as Record<string, { ConsistentRead?: boolean }>);
        for (const request of requests) request.ConsistentRead = false;
      },
    },
    focus: { faults: { staleRead: 0.9 }, event: SMALL, spanMs: 3_000, beside: { cancel: 7 } },
  },
  {
    name: 'unassigned-before-sold-out',
    from: 3,
    tampering: {
      answer: (call, output) => {
        const item = output['Item'] as WireItem | undefined;
        if (isFrom(call, 'book-tickets') && item?.['unassignedTickets'])
          item['unassignedTickets'] = { N: '0' };
      },
    },
    focus: { faults: { lateDelivery: 1 }, event: SMALL, spanMs: 3_000, beside: { cancel: 7 } },
  },
  {
    name: 'unservable-head',
    from: 74,
    tampering: {
      answer: (call, output) => {
        const item = output['Item'] as WireItem | undefined;
        if (!isFromApi(call) && keyOf(call).endsWith('/EVENT') && item?.['capacity'])
          item['capacity'] = { N: '1000' };
      },
    },
    focus: {
      event: { capacity: 4, maxPerBooking: 4, maxPerCustomer: 8, policy: 'strict' },
      beside: { cancel: 7, 'change-capacity': 7 },
    },
  },
  {
    name: 'waitlist-is-looked-at',
    from: 3,
    tampering: {
      request: (call) => {
        for (const { ExpressionAttributeValues: values } of writesOf(call))
          if (values?.[':lookAt']) values[':lookAt'] = { N: String(NEVER) };
      },
    },
    focus: { event: SMALL, beside: { cancel: 7 } },
  },
  {
    name: 'every-replica',
    from: 3,
    tampering: {
      request: ({ input }) => {
        const actions = input['TransactItems'] as Record<string, { Key?: WireItem }>[] | undefined;
        const isOfReplica = (action: Record<string, { Key?: WireItem }>) =>
          Object.values(action).some(({ Key }) => /#WAITLIST-STATE#/.test(Key?.['pk']?.S ?? ''));
        if (actions !== undefined) input['TransactItems'] = actions.filter((action) => !isOfReplica(action));
      },
    },
    focus: { event: { ...SMALL, ...WIDE }, beside: {} },
  },
  {
    name: 'derived-id',
    changeRequest: ({ headers }) => {
      delete headers['idempotency-key'];
    },
  },
  {
    name: 'ownership',
    tampering: {
      answer: (call, output) => {
        const caller = call.from.event as ApiEvent | undefined;
        const item = output['Item'] as WireItem | undefined;
        if (!isFromApi(call) || !keyOf(call).includes('/BOOKING#') || caller === undefined) return;
        if (item?.['customerId']) item['customerId'] = { S: subjectOf(caller) };
      },
    },
    focus: { beside: { meddle: 5 } },
  },
  { name: 'sweep', from: 14, hasNoSweep: true },
];

export const GUARDS: Guard[] = [
  ...CONDITIONS,
  ...STEPS,
  ...STEERING_GUARDS,
  ...DRAW_GUARDS,
  ...LAPSE_GUARDS,
  ...NOTICE_GUARDS,
];
