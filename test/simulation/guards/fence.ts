/** The guards of the order in which a waitlist is served while requests join it. */
import { PASS_IS_MINE, UNASSIGNED_IS_WHAT_WAS_SEEN } from '../../../functions/store/items/waitlist-state.ts';
import { NO_FAULTS } from '../faults.ts';
import { type Guard, isFrom, isFromApi, keyOf, type WireItem, without, writesOf } from '../guard.ts';
import { CAN_BE_QUIET } from '../workload.ts';
import { JOINING_DURING_PASS } from './focus.ts';

/** Before every arrival. */
const NOBODY = '0';

/** Requests join while the clerk serves others, and each call may take long. */
const focus = {
  faults: { ...NO_FAULTS, slow: 0.5, slowMs: 400 },
  event: { capacity: 1, maxPerBooking: 1, maxPerCustomer: 1, policy: 'strict' as const },
  spanMs: 12_000,
  operations: JOINING_DURING_PASS,
};

export const FENCE_GUARDS: Guard[] = [
  {
    name: 'joins-wait-for-a-pass',
    focus,
    tampering: {
      answer: (call, output) => {
        const item = output['Item'] as WireItem | undefined;
        if (isFrom(call, 'book-tickets') && keyOf(call).endsWith('/WAITLIST-STATE') && item?.['servingUpTo'])
          item['servingUpTo'] = { S: NOBODY };
      },
    },
  },
  {
    name: 'fence-at-the-last-served',
    focus,
    tampering: {
      request: (call) => {
        for (const { ExpressionAttributeValues: values } of writesOf(call))
          if (values?.[':servingUpTo']) values[':servingUpTo'] = { S: NOBODY };
      },
    },
  },
  {
    name: 'pass-is-the-latest',
    focus: { ...focus, faults: { ...focus.faults, duplicateDelivery: 1 } },
    tampering: without(PASS_IS_MINE, UNASSIGNED_IS_WHAT_WAS_SEEN),
  },
  {
    name: 'quiet-passes-serve-the-ripe',
    focus: { ...focus, event: { ...focus.event, ...CAN_BE_QUIET } },
    tampering: {
      answer: (call, output) => {
        const item = output['Item'] as WireItem | undefined;
        if (!isFromApi(call) && keyOf(call).endsWith('/WAITLIST-STATE')) delete item?.['quiet'];
      },
    },
  },
];
