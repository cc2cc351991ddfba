/** The guards of notices. Each is removed in runs in which customers are told by mail. */
import { JOIN_IS_FINAL_MS } from '../../../functions/domain/model/limits.ts';
import { NOTICE_CAN_BE_CLAIMED } from '../../../functions/store/items/notices.ts';
import { NO_FAULTS } from '../faults.ts';
import { type Guard, isFrom, type WireItem, without } from '../guard.ts';
import { JOINING_DURING_PASS } from '../guards/focus.ts';
import type { Tampering } from '../network.ts';
import { NO_NOTICE_FAULTS } from './faults.ts';

const EVENT = { capacity: 4, maxPerBooking: 2, maxPerCustomer: 8 };
/** Nothing fails, and many calls take long, so that senders overlap. */
const SLOW = { ...NO_FAULTS, slow: 0.4, slowMs: 400, coldStarts: 1 };
const TWO_SENDERS = { ...NO_NOTICE_FAULTS, doubledBatch: 1 };

/** Makes a booking look as if it had joined the waitlist so long ago that its request cannot remove it. */
function joinEarlier(item: WireItem): void {
  const { L: [first] = [] } = (item['history'] ?? {}) as { L?: { M: WireItem }[] };
  const { what, at } = first?.M ?? {};
  if (what?.S === 'joined' && at !== undefined) at.N = String(Number(at.N) - JOIN_IS_FINAL_MS);
}

/** Makes the entries of a booking look as if none had voided a transferred ticket. */
function nameNoTransferred(item: WireItem): void {
  const { L: entries = [] } = (item['history'] ?? {}) as { L?: { M: WireItem }[] };
  for (const { M } of entries) delete M['transferred'];
}

/** Changes what the sender reads of bookings. */
const asReadBySender = (change: (item: WireItem) => void): Tampering => ({
  answer: (call, output) => {
    if (call.operation !== 'BatchGetItem' || !isFrom(call, 'send-notices')) return;
    for (const item of Object.values(output['Responses'] as Record<string, WireItem[]>).flat()) change(item);
  },
});

export const NOTICE_GUARDS: Guard[] = [
  {
    name: 'notice-claim',
    from: 2,
    tampering: without(NOTICE_CAN_BE_CLAIMED),
    focus: { event: EVENT, faults: SLOW, spanMs: 400, beside: { cancel: 10 }, notices: TWO_SENDERS },
  },
  {
    name: 'notice-log-as-seen',
    from: 20,
    tampering: without('handledEntries = :seen AND size(records) = :recorded', NOTICE_CAN_BE_CLAIMED),
    focus: { event: EVENT, faults: SLOW, spanMs: 400, beside: { cancel: 10 }, notices: TWO_SENDERS },
  },
  {
    // Without the answer to one mail, the next is sent, and may overtake it.
    name: 'notice-answered-before-next',
    from: 58,
    tampering: { answersAtOnce: ({ service }) => service === 'mail' },
    focus: { event: EVENT, faults: SLOW, spanMs: 400, beside: { cancel: 10 }, notices: NO_NOTICE_FAULTS },
  },
  {
    name: 'join-is-final-before-told',
    from: 44,
    tampering: asReadBySender(joinEarlier),
    focus: {
      event: { capacity: 1, maxPerBooking: 1, maxPerCustomer: 1, policy: 'strict' },
      // A clerk that dies leaves its pass open, so a request that joins meanwhile gives up and removes its booking.
      faults: { ...NO_FAULTS, slow: 0.5, slowMs: 400, death: 0.05 },
      spanMs: 32_000,
      operations: JOINING_DURING_PASS,
      notices: NO_NOTICE_FAULTS,
    },
  },
  {
    name: 'entry-names-transferred',
    tampering: asReadBySender(nameNoTransferred),
    focus: {
      event: EVENT,
      faults: NO_FAULTS,
      beside: { transfer: 20, cancel: 10, 'cancel-event': 1 },
      notices: NO_NOTICE_FAULTS,
    },
  },
  {
    name: 'notice-is-tried-again',
    tampering: {
      request: ({ operation, input }) => {
        const { pk, sk } = (input['Item'] ?? {}) as WireItem;
        if (operation === 'PutItem' && sk?.S?.startsWith('WAKE#') && pk !== undefined) sk.S = 'ASLEEP';
      },
    },
    focus: { event: EVENT, faults: { throttled: 0.3 }, beside: { cancel: 10 }, notices: NO_NOTICE_FAULTS },
  },
];
