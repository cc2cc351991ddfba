/** The guards of events with pools, in which a child takes a place in front, too. */
import {
  BOOKING_IS_UNCHANGED,
  TYPED_RELEASE_IS_WHAT_WAS_SEEN,
} from '../../../functions/store/items/booking.ts';
import { type Guard, without, writesOf } from '../guard.ts';
import type { Operation } from '../workload.ts';
import { SLOW } from './focus.ts';

const HALL = { capacity: 7, maxPerBooking: 2, maxPerCustomer: 8, hasTypes: true, hasPools: true } as const;

/** Every third customer wants a ticket of each type, and gives one up shortly after the other, each a while later than that before, ms. */
const CUSTOMERS = Array.from({ length: 12 }, (_, nth) => 3 * (nth + 1));
const TURN_MS = 2_500;
const GAP_MS = 60;

const GIVING_UP_BY_TICKET: Operation[] = CUSTOMERS.flatMap((customer, nth): Operation[] => {
  const sent = { customer, hasKey: true, repeats: 0, isDoubled: false };
  const of = nth * 10;
  const at = TURN_MS * (nth + 1);
  const cancel = { what: 'cancel' as const, of, ...sent };
  return [
    { what: 'book', quantity: 2, onSoldOut: 'reject', number: of, at: nth * 20, ...sent },
    { ...cancel, tickets: [1], number: of + 1, at },
    { ...cancel, tickets: [2], number: of + 2, at: at + GAP_MS * (nth + 1) },
  ];
});

export const POOL_GUARDS: Guard[] = [
  {
    name: 'enough-in-pool',
    tampering: without('freeInPools[1] >= :pool1'),
    focus: { event: HALL, beside: { cancel: 4 } },
  },
  {
    name: 'takes-from-every-pool',
    tampering: {
      request: (call) => {
        for (const write of writesOf(call))
          if (write.ConditionExpression?.includes('freeInPools[1] >= :pool1'))
            write.UpdateExpression = (write.UpdateExpression ?? '').replace(/, freeInPools\[1\] = [^,]+/, '');
      },
    },
    focus: { event: HALL, beside: {} },
  },
  {
    name: 'released-types-as-seen',
    from: 4,
    tampering: without(BOOKING_IS_UNCHANGED, TYPED_RELEASE_IS_WHAT_WAS_SEEN),
    focus: {
      faults: { ...SLOW, duplicateDelivery: 1 },
      event: { ...HALL, capacity: 40, policy: 'strict' },
      operations: GIVING_UP_BY_TICKET,
    },
  },
];
