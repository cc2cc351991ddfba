/**
 * The guards of the product, each with what it keeps true and how it is taken away: from outside, at the network or in
 * what a function is told. The simulation must notice each of them missing within the stated number of runs.
 */
import * as conditions from '../../functions/store/conditions.ts';
import type { Guarantee } from './auditor.ts';
import type { Call, Tampering } from './network.ts';
import type { ApiEvent } from './people.ts';

export type Guard = {
  name: string;
  /** What may break without it. */
  keeps: Guarantee[];
  /** Missed within so many runs, counted from this seed. */
  runs: number;
  from: number;
  tampering?: Tampering;
  /** Changes a request before its function sees it. */
  changeRequest?: (event: ApiEvent) => void;
  hasNoSweep?: boolean;
};

type Write = { ConditionExpression?: string };

function writesOf({ input }: Call): Write[] {
  const actions = (input['TransactItems'] ?? []) as Record<string, Write>[];
  return [input as Write, ...actions.flatMap((action) => Object.values(action))];
}

/** Writes ignore this condition, or this part of one; `within` says of which conditions it is a part. */
function without(condition: string, within = condition): Tampering {
  const whatever = `((${condition}) OR attribute_exists(pk) OR attribute_not_exists(pk))`;
  return {
    request: (call) => {
      for (const write of writesOf(call)) {
        if (!write.ConditionExpression?.includes(within)) continue;
        write.ConditionExpression = write.ConditionExpression.replace(condition, whatever);
      }
    },
  };
}

type WireItem = Record<string, { S?: string; N?: string }>;

const keyOf = ({ input }: Call): string => {
  const { pk, sk } = (input['Key'] ?? {}) as WireItem;
  return `${pk?.S}/${sk?.S}`;
};

const isFromApi = ({ from }: Call) => !/^(promote|sweep)/.test(from.id);

/** The parts of an access token that say who somebody is. */
function subjectOf({ headers }: ApiEvent): string {
  const [, claims = ''] = (headers['authorization'] ?? '').split('.');
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
}

const {
  BOOKING_IS_UNCHANGED,
  BOOKING_STILL_WAITS,
  CUSTOMER_BOOKED_NOTHING_SINCE,
  CUSTOMER_IS_WITHIN_LIMIT,
  ENTRY_IS_WHAT_WAS_SEEN,
  EVENT_IS_UNCHANGED,
  LINE_HAS_ROOM,
  NOT_QUEUEING_YET,
  NOBODY_IS_CLOSING,
  OFFER_HAS_NOT_RUN_OUT,
  OFFER_RAN_OUT_AS_SEEN,
  PASS_IS_MINE,
  PASS_IS_NEXT,
  POOL_CAN_SPARE,
  POOL_IS_WHAT_WAS_SEEN,
  RAISE_IS_WHAT_WAS_SEEN,
  RELEASE_IS_WHAT_WAS_SEEN,
  SALES_HAVE_NOT_CLOSED,
  SHARD_ADMITS_TO_LINE,
  SHARD_CAN_SPARE,
  SHARD_HOLDS_WHAT_WAS_SEEN,
  SHARD_IS_OPEN,
  SHARD_SELLS,
} = conditions;

const any: Guarantee[] = [];

export const GUARDS: Guard[] = [
  {
    name: 'enough-in-shard',
    keeps: ['NoOversell'],
    runs: 200,
    from: 1,
    tampering: without('freeTickets >= :quantity'),
  },
  {
    name: 'shard-sells-while-open',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without('isClosed = :false', SHARD_SELLS),
  },
  {
    name: 'sales-window',
    keeps: ['OnTime'],
    runs: 200,
    from: 1,
    tampering: without('salesOpenAt <= :now AND salesCloseAt > :now'),
  },
  {
    name: 'shard-admits-when-closed',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without('isClosed = :true', SHARD_ADMITS_TO_LINE),
  },
  { name: 'booking-is-new', keeps: any, runs: 200, from: 1, tampering: without('attribute_not_exists(pk)') },
  {
    name: 'within-limit',
    keeps: ['WithinLimit'],
    runs: 200,
    from: 1,
    tampering: without(CUSTOMER_IS_WITHIN_LIMIT),
  },
  {
    name: 'recount-is-current',
    keeps: ['WithinLimit'],
    runs: 200,
    from: 1,
    tampering: without(CUSTOMER_BOOKED_NOTHING_SINCE),
  },
  {
    name: 'line-has-room',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without('joinedCount < :limit', LINE_HAS_ROOM),
  },
  { name: 'return-to-open-shard', keeps: any, runs: 200, from: 1, tampering: without(SHARD_IS_OPEN) },
  { name: 'booking-is-unchanged', keeps: any, runs: 200, from: 1, tampering: without(BOOKING_IS_UNCHANGED) },
  { name: 'release-as-seen', keeps: any, runs: 200, from: 1, tampering: without(RELEASE_IS_WHAT_WAS_SEEN) },
  { name: 'booking-still-waits', keeps: any, runs: 200, from: 1, tampering: without(BOOKING_STILL_WAITS) },
  { name: 'entry-as-seen', keeps: any, runs: 200, from: 1, tampering: without(ENTRY_IS_WHAT_WAS_SEEN) },
  {
    name: 'offer-not-run-out',
    keeps: ['OnTime'],
    runs: 200,
    from: 1,
    tampering: without(OFFER_HAS_NOT_RUN_OUT),
  },
  {
    name: 'offer-ran-out-as-seen',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without(OFFER_RAN_OUT_AS_SEEN),
  },
  {
    name: 'pool-as-seen',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without('poolTickets = :seenPool', POOL_IS_WHAT_WAS_SEEN),
  },
  {
    name: 'raise-as-seen-by-clerk',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without('raisedTickets = :seenRaised', POOL_IS_WHAT_WAS_SEEN),
  },
  { name: 'pass-is-mine', keeps: any, runs: 200, from: 1, tampering: without(PASS_IS_MINE) },
  {
    name: 'pass-is-next',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without('passNumber = :previousPass', PASS_IS_NEXT),
  },
  { name: 'shard-as-seen', keeps: any, runs: 200, from: 1, tampering: without(SHARD_HOLDS_WHAT_WAS_SEEN) },
  { name: 'raise-as-seen', keeps: any, runs: 200, from: 1, tampering: without(RAISE_IS_WHAT_WAS_SEEN) },
  { name: 'event-is-unchanged', keeps: any, runs: 200, from: 1, tampering: without(EVENT_IS_UNCHANGED) },
  { name: 'shard-can-spare', keeps: any, runs: 200, from: 1, tampering: without(SHARD_CAN_SPARE) },
  { name: 'pool-can-spare', keeps: any, runs: 200, from: 1, tampering: without(POOL_CAN_SPARE) },
  { name: 'closer-is-elected', keeps: any, runs: 200, from: 1, tampering: without(NOBODY_IS_CLOSING) },
  {
    name: 'queueing-is-one-way',
    keeps: any,
    runs: 200,
    from: 1,
    tampering: without(NOT_QUEUEING_YET, 'isQueueing = :false'),
  },
  {
    name: 'promoted-during-sales',
    keeps: ['OnTime'],
    runs: 200,
    from: 1,
    tampering: without(SALES_HAVE_NOT_CLOSED, PASS_IS_MINE),
  },
  {
    name: 'order-of-arrival',
    keeps: ['NoOvertaking'],
    runs: 200,
    from: 1,
    tampering: {
      answer: (call, output) => {
        const values = JSON.stringify(call.input['ExpressionAttributeValues'] ?? {});
        if (call.operation === 'Query' && values.includes('#WAITLIST#')) {
          const items = output['Items'] as WireItem[];
          items.splice(0, items.length, ...items.slice(-1));
        }
      },
    },
  },
  {
    name: 'fence-before-acknowledging',
    keeps: ['NoOvertaking'],
    runs: 200,
    from: 1,
    tampering: {
      answer: (call, output) => {
        if (isFromApi(call) && keyOf(call).endsWith('/LINE'))
          delete (output['Item'] as WireItem)['servingUpTo'];
      },
    },
  },
  {
    name: 'fresh-look-before-sold-out',
    keeps: ['HonestAnswer'],
    runs: 200,
    from: 1,
    tampering: {
      request: ({ operation, input }) => {
        if (operation !== 'BatchGetItem') return;
        for (const request of Object.values(
          input['RequestItems'] as Record<string, { ConsistentRead?: boolean }>,
        )) {
          request.ConsistentRead = false;
        }
      },
    },
  },
  {
    name: 'derived-id',
    keeps: ['OneEffect'],
    runs: 200,
    from: 1,
    changeRequest: ({ headers }) => {
      delete headers['idempotency-key'];
    },
  },
  {
    name: 'ownership',
    keeps: ['Mine'],
    runs: 200,
    from: 1,
    tampering: {
      answer: (call, output) => {
        const caller = call.from.event as ApiEvent | undefined;
        const item = output['Item'] as WireItem | undefined;
        if (!isFromApi(call) || !keyOf(call).includes('/BOOKING#') || caller === undefined) return;
        if (item?.['customerId']) item['customerId'] = { S: subjectOf(caller) };
      },
    },
  },
  { name: 'sweep', keeps: ['NoLostTicket'], runs: 200, from: 1, hasNoSweep: true },
];
