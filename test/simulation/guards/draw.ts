/** The guards of draws: functions that know of the draw. Without one, requests are served by their real time, or early. */
import { type Guard, isFrom, keyOf, type WireItem } from '../guard.ts';
import type { Call, Tampering } from '../network.ts';

/** Lets functions take an event with a draw for one without it. */
const withoutTheDraw = (isOf: (call: Call) => boolean): Tampering => ({
  answer: (call, output) => {
    const item = output['Item'] as WireItem | undefined;
    if (isOf(call) && keyOf(call).endsWith('/EVENT')) delete item?.['draw'];
  },
});

const DRAWN = { capacity: 2, maxPerBooking: 1, maxPerCustomer: 3, drawOpensAfter: 0 };

export const DRAW_GUARDS: Guard[] = [
  {
    name: 'draw-is-known',
    from: 3,
    tampering: withoutTheDraw((call) => isFrom(call, 'book-tickets')),
    focus: { event: DRAWN, spanMs: 3_000, beside: {} },
  },
  {
    name: 'draw-is-not-served-early',
    from: 5,
    tampering: withoutTheDraw((call) => isFrom(call, 'promote-waitlist')),
    focus: { event: DRAWN, spanMs: 3_000, beside: { 'change-capacity': 5 } },
  },
];
