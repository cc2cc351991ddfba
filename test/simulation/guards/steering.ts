/** The guards of what an organizer states about the order in which a waitlist is served. */
import { POLICY_IS_WHAT_WAS_SEEN } from '../../../functions/store/items/waitlist-state.ts';
import { NO_FAULTS } from '../faults.ts';
import { type Guard, isFromApi, type WireItem, writesOf } from '../guard.ts';

const HELD_BACK = {
  capacity: 4,
  maxPerBooking: 4,
  maxPerCustomer: 8,
  policy: 'strict' as const,
  passHeadAfterSeconds: 1,
};

/** Holds for every item, with the same values. */
const ANY_POLICY =
  '(attribute_exists(waitlistPolicy) OR attribute_not_exists(waitlistPolicy) OR waitlistPolicy = :seenPolicy)';

export const STEERING_GUARDS: Guard[] = [
  {
    name: 'policy-as-seen',
    from: 13,
    tampering: {
      request: (call) => {
        for (const write of writesOf(call)) {
          const condition = write.ConditionExpression?.replace(POLICY_IS_WHAT_WAS_SEEN, ANY_POLICY);
          if (condition !== undefined) write.ConditionExpression = condition;
        }
      },
      // The clerk keeps to the policy of the beginning.
      answer: (call, output) => {
        const item = (output['Item'] ?? {}) as WireItem & { waitlist?: { M: WireItem } };
        if (isFromApi(call)) return;
        delete item['waitlistPolicy'];
        if (item.waitlist !== undefined) item.waitlist.M['policy'] = { S: 'skip' };
      },
    },
    focus: {
      faults: NO_FAULTS,
      event: { capacity: 4, maxPerBooking: 4, maxPerCustomer: 8, policy: 'skip' },
      spanMs: 3_000,
      beside: { cancel: 10, 'change-policy': 8 },
    },
  },
  {
    name: 'held-back-long-enough',
    from: 4,
    tampering: {
      answer: (call, output) => {
        const { heldBack } = (output['Item'] ?? {}) as { heldBack?: { M: WireItem } };
        if (!isFromApi(call) && heldBack !== undefined) heldBack.M['since'] = { N: '0' };
      },
    },
    focus: { event: HELD_BACK, beside: { cancel: 10 } },
  },
  {
    name: 'passing-is-in-the-history',
    from: 5,
    tampering: {
      request: ({ input }) => {
        const actions = input['TransactItems'] as object[] | undefined;
        const isSaid = (action: object) => JSON.stringify(action).includes('heldBackSince');
        if (actions?.some(isSaid)) input['TransactItems'] = actions.filter((action) => !isSaid(action));
      },
    },
    focus: { event: HELD_BACK, beside: { cancel: 10 } },
  },
];
