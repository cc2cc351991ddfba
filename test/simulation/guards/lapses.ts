/** The guards of offers that lapse where the event lets bookings wait again. */
import { NO_FAULTS } from '../faults.ts';
import { type Guard, isFrom, type WireItem } from '../guard.ts';
import type { Call } from '../network.ts';

/** A customer has one booking or more, and answers few offers. */
const focus = {
  faults: NO_FAULTS,
  event: {
    capacity: 2,
    maxPerBooking: 1,
    maxPerCustomer: 3,
    policy: 'strict' as const,
    offerTtlSeconds: 1,
    lapsedOffer: 'wait-again' as const,
  },
  spanMs: 3_000,
  beside: { cancel: 7, accept: 2 },
};

type WireAction = {
  Put?: { Item: WireItem };
  Update?: { ExpressionAttributeValues?: Record<string, WireValue> };
};
type WireValue = { S?: string; N?: string; L?: WireValue[]; M?: Record<string, WireValue> };

const isEntry = ({ Put }: WireAction) => Put?.Item['pk']?.S?.includes('#WAITLIST#') === true;

/** @returns the actions of a transaction in which bookings wait again, and what each of their updates adds to the history. */
function returnsIn({ input }: Call): { actions: WireAction[]; updates: Record<string, WireValue>[] } {
  const actions = (input['TransactItems'] ?? []) as WireAction[];
  const updates = actions.flatMap(({ Update }) => {
    const values = Update?.ExpressionAttributeValues;
    return values && lapsedIn(values) ? [values] : [];
  });
  return updates.length === 0 ? { actions: [], updates } : { actions, updates };
}

const lapsedIn = (values: Record<string, WireValue>) =>
  values[':added']?.L?.find(({ M }) => M?.['what']?.S === 'lapsed')?.M;

const sortable = (arrival: string) => arrival.padStart(15, '0');

export const LAPSE_GUARDS: Guard[] = [
  {
    name: 'lapsed-twice-to-the-end',
    from: 4,
    focus,
    tampering: {
      request: (call) => {
        const { actions, updates } = returnsIn(call);
        for (const values of updates) {
          const earlier = lapsedIn(values)?.['earlierArrival']?.N;
          const moved = values[':arrival'];
          if (earlier === undefined || moved?.N === undefined) continue;
          for (const { Put } of actions.filter(isEntry)) {
            const { sk } = Put?.Item ?? {};
            if (sk?.S !== undefined) sk.S = sk.S.replace(sortable(moved.N), sortable(earlier));
          }
          moved.N = earlier;
        }
      },
    },
  },
  {
    name: 'lapses-are-counted',
    from: 3,
    focus,
    tampering: {
      request: (call) => {
        for (const { Put } of returnsIn(call).actions.filter(isEntry)) delete Put?.Item['lapses'];
      },
    },
  },
  {
    name: 'lapsed-entry-is-written',
    from: 3,
    focus,
    tampering: {
      request: (call) => {
        const { actions } = returnsIn(call);
        if (actions.length > 0) call.input['TransactItems'] = actions.filter((action) => !isEntry(action));
      },
    },
  },
  {
    name: 'offered-may-wait-again',
    from: 4,
    focus: { ...focus, event: { ...focus.event, limitPerCustomer: 1 } },
    tampering: {
      answer: (call, output) => {
        if (!isFrom(call, 'book-tickets') || call.operation !== 'BatchGetItem') return;
        const found = Object.values(
          (output['Responses'] ?? {}) as Record<string, Record<string, WireValue>[]>,
        );
        for (const { M } of found.flat().flatMap((item) => item['history']?.L ?? []))
          delete M?.['ifUnanswered'];
      },
    },
  },
];
