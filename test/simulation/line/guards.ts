/** What keeps the line of an event true. */
import { NO_FAULTS } from '../faults.ts';
import type { ApiEvent } from '../gateway.ts';
import { type Guard, isFrom, type WireItem } from '../guard.ts';
import { SMALL } from '../guards/focus.ts';
import type { Call } from '../network.ts';
import type { Focus } from '../workload.ts';

const focus: Focus = {
  faults: NO_FAULTS,
  event: { ...SMALL, policy: 'strict' },
  spanMs: 12_000,
  beside: { cancel: 4 },
  hasFollowers: true,
};

const readsEntries = (call: Call) =>
  isFrom(call, 'read-line') &&
  call.operation === 'Query' &&
  JSON.stringify(call.input['ExpressionAttributeValues'] ?? {}).includes('#WAITLIST#');

export const LINE_GUARDS: Guard[] = [
  {
    name: 'line-says-how-old-it-is',
    focus,
    tampering: {
      answer: (call, output) => {
        const { requestContext } = call.from.event as ApiEvent;
        if (!isFrom(call, 'read-line') || call.operation !== 'BatchGetItem') return;
        for (const item of Object.values((output['Responses'] ?? {}) as Record<string, WireItem[]>).flat()) {
          const { line } = item as { line?: { M: WireItem } };
          if (line !== undefined) line.M['asOf'] = { N: String(requestContext.timeEpoch) };
        }
      },
    },
  },
  {
    name: 'line-begins-at-the-head',
    focus,
    tampering: {
      answer: (call, output) => {
        const items = output['Items'] as WireItem[] | undefined;
        if (readsEntries(call) && items !== undefined) output['Items'] = items.slice(1);
      },
    },
  },
  {
    name: 'line-counts-its-segments',
    focus,
    tampering: {
      answer: (call, output) => {
        if (readsEntries(call) && call.input['Select'] === 'COUNT') output['Count'] = 0;
      },
    },
  },
];
