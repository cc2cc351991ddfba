/** The guards of the door: of the staff, of drafts, and of what several of the staff do to one booking at once. */
import { BOOKING_IS_UNCHANGED } from '../../../functions/store/items/booking.ts';
import { NO_FAULTS } from '../faults.ts';
import type { ApiEvent } from '../gateway.ts';
import { type Guard, isFrom, keyOf, subjectOf, type WireItem, without } from '../guard.ts';
import { SLOW } from '../guards/focus.ts';

const EVENT = { capacity: 8, maxPerBooking: 2, maxPerCustomer: 8 };

export const DOOR_GUARDS: Guard[] = [
  {
    name: 'staff-as-it-is-now',
    tampering: {
      answer: (call, output) => {
        const item = output['Item'] as Record<string, unknown> | undefined;
        if (!isFrom(call, 'check-in-ticket') || !keyOf(call).endsWith('/EVENT') || item === undefined) return;
        item['staff'] = { M: { [subjectOf(call.from.event as ApiEvent)]: { S: 'door' } } };
      },
    },
    focus: { faults: NO_FAULTS, event: EVENT, spanMs: 30, beside: {}, door: ['check-in-booking'] },
  },
  {
    name: 'batch-as-seen',
    from: 12,
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: { faults: SLOW, event: EVENT, spanMs: 30, beside: {}, door: ['hand-in-scans'] },
  },
  {
    name: 'names-as-seen',
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: { faults: SLOW, event: EVENT, spanMs: 30, beside: {}, door: ['name-ticket'] },
  },
  {
    name: 'block-given-back-as-seen',
    tampering: without(BOOKING_IS_UNCHANGED),
    focus: {
      faults: SLOW,
      event: { ...EVENT, capacity: 20 },
      spanMs: 30,
      beside: {},
      door: ['book-at-door', 'cancel'],
    },
  },
  {
    name: 'draft-sells-nothing',
    tampering: {
      ...without('salesOpenAt <= :now AND salesCloseAt > :now'),
      answer: (call, output) => {
        if (isFrom(call, 'book-tickets')) delete (output['Item'] as WireItem | undefined)?.['isDraft'];
      },
    },
    focus: {
      faults: NO_FAULTS,
      event: { ...EVENT, isDraft: true },
      spanMs: 3_000,
      beside: {},
      door: ['name-ticket'],
    },
  },
];
