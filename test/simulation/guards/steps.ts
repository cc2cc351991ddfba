/** The guards that are a sequence, a second read or a retry. */
import { OFFER_HAS_NOT_RUN_OUT } from '../../../functions/store/items/booking.ts';
import { NO_FAULTS } from '../faults.ts';
import type { ApiEvent } from '../gateway.ts';
import {
  type Guard,
  isFrom,
  isFromApi,
  keyOf,
  NEVER,
  subjectOf,
  type WireItem,
  without,
  writesOf,
} from '../guard.ts';
import { OFFERS, SMALL } from './focus.ts';

export const STEP_GUARDS: Guard[] = [
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
    from: 79,
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
