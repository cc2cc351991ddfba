/** The guards of what an organizer states about the order in which a waitlist is served. */
import { type Guard, isFromApi, type WireItem } from './guard.ts';

const HELD_BACK = {
  capacity: 4,
  maxPerBooking: 4,
  maxPerCustomer: 8,
  policy: 'strict' as const,
  passHeadAfterSeconds: 1,
};

export const STEERING_GUARDS: Guard[] = [
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
