/** How bookings end without an act of their customer: what is left of them, and the tickets that they free. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Booking, type HistoryEntry, ticketsHeld } from '../../../functions/domain/model/booking.ts';
import { endOf } from '../../../functions/domain/model/booking-end.ts';
import {
  cancelledWithEvent,
  offerEnded,
  ticketsFreed,
  waitingEnded,
} from '../../../functions/domain/model/end-bookings.ts';
import { aBooking } from '../../kit/booking.ts';

const NOW = 1_000;

/** What happens at `NOW` to a number of tickets. */
type Step = [what: 'left' | 'event-cancelled' | 'handed-on', quantity: number];

const quantity = fc.integer({ min: 1, max: 97 });
const released = fc.nat({ max: 97 });
const confirmed = fc.record({ quantity, released }).map(aBooking);
const offered = fc
  .record({ quantity, released })
  .map((fields) => aBooking({ ...fields, status: 'offered', offerExpiresAt: NOW + 1 }));
const waitlisted = fc
  .record({ quantity, released, granted: fc.nat({ max: 96 }) })
  .filter(({ granted, quantity }) => granted < quantity)
  .map((fields) => aBooking({ ...fields, status: 'waitlisted' }));
const cancelled = released.map((released) => aBooking({ status: 'cancelled', quantity: 0, released }));

describe('With its event, a booking', () => {
  test.each<[string, Partial<Booking>, Step[]]>([
    [
      'that is confirmed gives up its tickets',
      {},
      [
        ['event-cancelled', 3],
        ['handed-on', 3],
      ],
    ],
    [
      'that has an offer gives up its tickets, and the offer',
      { status: 'offered', offerExpiresAt: NOW + 1 },
      [
        ['event-cancelled', 3],
        ['handed-on', 3],
      ],
    ],
    ['that waits for all its tickets leaves the waitlist', { status: 'waitlisted' }, [['left', 3]]],
    [
      'that waits for the rest leaves the waitlist and gives up what it was granted',
      { status: 'waitlisted', granted: 1 },
      [
        ['left', 2],
        ['event-cancelled', 1],
        ['handed-on', 1],
      ],
    ],
    [
      'with an earlier release gives up that, too',
      { quantity: 1, released: 2 },
      [
        ['event-cancelled', 1],
        ['handed-on', 3],
      ],
    ],
    [
      'that waits, with an earlier release, gives up the release',
      { status: 'waitlisted', released: 1 },
      [
        ['left', 3],
        ['handed-on', 1],
      ],
    ],
    [
      'that was cancelled before gives up only its release',
      { status: 'cancelled', quantity: 0, released: 2 },
      [['handed-on', 2]],
    ],
  ])('%s', (_, fields, steps) => {
    const { offerExpiresAt: _offerExpiresAt, ...before } = aBooking(fields);
    expect(cancelledWithEvent(aBooking(fields), NOW)).toStrictEqual({
      ...before,
      status: 'cancelled',
      quantity: 0,
      granted: 0,
      released: 0,
      history: [...before.history, ...steps.map(([what, quantity]) => ({ what, at: NOW, quantity }))],
    });
  });

  test('says which valid tickets were transferred', () => {
    const moved = { what: 'ticket-transferred' as const, at: 2, by: 'customer' };
    const before = aBooking();
    const history: HistoryEntry[] = [
      ...before.history,
      { ...moved, ticket: 1, newTicket: 4, transferId: 'a' },
      { ...moved, ticket: 2, newTicket: 5, transferId: 'b' },
      { ...moved, ticket: 4, newTicket: 6, transferId: 'c' },
    ];
    expect(cancelledWithEvent({ ...before, history }, NOW).history.slice(history.length)).toEqual([
      { what: 'event-cancelled', at: NOW, quantity: 3, transferred: [5, 6] },
      { what: 'handed-on', at: NOW, quantity: 3 },
    ]);
  });

  test('ends for the reason that the event was cancelled', () => {
    fc.assert(
      fc.property(fc.oneof(confirmed, offered, waitlisted), (before) => {
        expect(endOf(cancelledWithEvent(before, NOW), NOW)?.because).toBe('event-cancelled');
      }),
    );
  });
});

describe('Once sales have closed, a booking that waits', () => {
  test('for all its tickets is cancelled', () => {
    const before = aBooking({ status: 'waitlisted' });
    expect(waitingEnded(before, NOW, 'sales-closed')).toStrictEqual({
      ...before,
      status: 'cancelled',
      quantity: 0,
      history: [...before.history, { what: 'expired', at: NOW, quantity: 3, because: 'sales-closed' }],
    });
  });

  test('for the rest of its tickets is confirmed with those that it was granted', () => {
    const before = aBooking({ status: 'waitlisted', granted: 1, released: 2 });
    expect(waitingEnded(before, NOW, 'sales-closed')).toStrictEqual({
      ...before,
      status: 'confirmed',
      quantity: 1,
      granted: 0,
      history: [...before.history, { what: 'expired', at: NOW, quantity: 2, because: 'sales-closed' }],
    });
  });
});

test('a booking that can never be served ends for that reason', () => {
  const ended = waitingEnded(aBooking({ status: 'waitlisted' }), NOW, 'more-than-capacity');
  expect(endOf(ended, NOW)?.because).toBe('more-than-capacity');
});

test('an offer that is open when sales close ends, and its tickets are handed on with those released before', () => {
  const before = aBooking({ status: 'offered', released: 2 });
  expect(offerEnded({ ...before, offerExpiresAt: NOW + 1 }, NOW)).toStrictEqual({
    ...before,
    status: 'cancelled',
    quantity: 0,
    released: 0,
    history: [
      ...before.history,
      { what: 'expired', at: NOW, quantity: 3, because: 'sales-closed' },
      { what: 'handed-on', at: NOW, quantity: 5 },
    ],
  });
});

describe('The tickets that become free are', () => {
  test('all that a booking held or had released, if it ends with its event', () => {
    fc.assert(
      fc.property(fc.oneof(confirmed, offered, waitlisted, cancelled), (before) => {
        const after = cancelledWithEvent(before, NOW);
        expect(ticketsFreed({ before, after })).toBe(ticketsHeld(before) + before.released);
      }),
    );
  });

  test('all that an offer held or its booking had released, if sales close', () => {
    fc.assert(
      fc.property(offered, (before) => {
        const after = offerEnded(before, NOW);
        expect(ticketsFreed({ before, after })).toBe(before.quantity + before.released);
      }),
    );
  });

  test('none, if waiting ends: what was granted is kept, and what was released is handed on later', () => {
    fc.assert(
      fc.property(waitlisted, (before) => {
        expect(ticketsFreed({ before, after: waitingEnded(before, NOW, 'sales-closed') })).toBe(0);
      }),
    );
  });

  test('all that a booking has, if it is removed', () => {
    fc.assert(
      fc.property(waitlisted, (before) => {
        expect(ticketsFreed({ before, after: undefined })).toBe(before.granted + before.released);
      }),
    );
  });
});
