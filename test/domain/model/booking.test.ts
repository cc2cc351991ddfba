/** Bookings in the model: derived ids, the order of arrival, and values that follow from the history. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  AHEAD_MS,
  additionIdFor,
  aheadBecause,
  arrivalKey,
  arrivalKeyBound,
  asFirstAnswered,
  type Booking,
  bookingIdFor,
  bookingPartition,
  cancellationIdFor,
  fingerprintOf,
  fullName,
  givesUpAt,
  type HistoryEntry,
  hasAddition,
  isByOrganizer,
  isExpired,
  isWaiter,
  leavesUnserved,
  requestedAt,
  ticketsHeld,
} from '../../../functions/domain/model/booking.ts';
import { endOf } from '../../../functions/domain/model/booking-end.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../../../functions/domain/model/limits.ts';
import { aBooking } from '../../kit/booking.ts';

const id = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const instant = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: Date.parse('9999-12-31T23:59:59.999Z') }),
);
const arrivals = fc.record({ arrival: instant, id });
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

describe('Derived values are the same in every version, so that after a deployment', () => {
  test('a repeat finds its booking, its cancellation and its fingerprint', () => {
    expect(bookingIdFor('event', 'customer', 'key')).toBe('KQ6Wk0agIwQUiV148DvTIw');
    expect(cancellationIdFor('user', 'key')).toBe('FgvcbCnW5lZCsC_cWUDv8w');
    expect(fingerprintOf([1, 'waitlist'])).toBe('FfqsWW_Lr7pL');
    expect(additionIdFor('user', 'key')).toBe('HHjJxs_GmqDt');
  });

  test('a booking is found in its partition', () => {
    expect(['dO4gD7h1vYx0cW9bQ2mZkA', 'AAAA', '_____'].map((id) => bookingPartition(id, 64))).toEqual([
      52, 0, 63,
    ]);
  });
});

test('a booking without a history was answered with no tickets', () => {
  const blank = aBooking({ history: [] });
  expect(asFirstAnswered(blank)).toMatchObject({ status: 'waitlisted', quantity: 0 });
});

describe('The order of arrival', () => {
  test('is the order of the instants, with any number of digits', () => {
    fc.assert(
      fc.property(arrivals, arrivals, (a, b) => {
        fc.pre(a.arrival !== b.arrival);
        expect(byText(arrivalKey(a), arrivalKey(b))).toBe(Math.sign(a.arrival - b.arrival));
      }),
    );
  });

  test('is the order of the ids if the instants are equal', () => {
    fc.assert(
      fc.property(instant, id, id, (arrival, a, b) => {
        expect(byText(arrivalKey({ arrival, id: a }), arrivalKey({ arrival, id: b }))).toBe(byText(a, b));
      }),
    );
  });

  test('has a bound for each instant that is above exactly the arrivals up to it', () => {
    fc.assert(
      fc.property(arrivals, instant, (booking, now) => {
        expect(arrivalKey(booking) < arrivalKeyBound(now)).toBe(booking.arrival <= now);
      }),
    );
  });
});

test.each<[string, Partial<Booking>, string | undefined]>([
  ['still waits', { status: 'waitlisted' }, undefined],
  [
    'was cancelled by its customer',
    { history: [over('cancelled', { by: 'customer' })] },
    'cancelled-by-customer',
  ],
  ['declined its offer', { history: [over('offered'), over('declined')] }, 'offer-declined'],
  ['has no history', { history: [] }, undefined],
  ['left the waitlist', { history: [over('left', { by: 'customer' })] }, 'cancelled-by-customer'],
  ['left for another', { history: [over('left', { by: 'customer', replacedBy: 'b' })] }, 'replaced'],
  [
    'was cancelled by its organizer',
    { history: [over('cancelled', { by: 'organizer' })] },
    'cancelled-by-organizer',
  ],
  ['was taken off the waitlist', { history: [over('left', { by: 'organizer' })] }, 'cancelled-by-organizer'],
  ['waited when sales closed', { history: [over('expired', { because: 'sales-closed' })] }, 'sales-closed'],
  ['let its offer run out', { history: [over('expired')] }, 'offer-ran-out'],
  ['has an offer that has run out', { status: 'offered', offerExpiresAt: 1_000 }, 'offer-ran-out'],
  ['had tickets of a cancelled event', { history: [over('event-cancelled')] }, 'event-cancelled'],
  ['waited for a cancelled event', { history: [over('left')] }, 'event-cancelled'],
  [
    'waited for the rest when sales closed, and keeps its tickets',
    { status: 'confirmed', history: [over('expired', { because: 'sales-closed' })] },
    undefined,
  ],
  [
    'waited for the rest when sales closed, and was cancelled by its customer later',
    { history: [over('expired', { because: 'sales-closed' }), over('cancelled', { by: 'customer' })] },
    'cancelled-by-customer',
  ],
  [
    'waited for the rest when sales closed, and lost its tickets with the event',
    { history: [over('expired', { because: 'sales-closed' }), over('event-cancelled')] },
    'event-cancelled',
  ],
])('a booking that %s has the reason of its end', (_, fields, because) => {
  expect(endOf(aBooking({ status: 'cancelled', ...fields }), 1_000)?.because).toBe(because);
});

test('the organizer’s reason for a cancellation is shown, and the customer’s own is not', () => {
  const cancelledBy = (by: string) =>
    aBooking({ status: 'cancelled', history: [over('cancelled', { by, why: 'Fraud' })] });
  expect(endOf(cancelledBy('organizer'), 1)).toEqual({ because: 'cancelled-by-organizer', reason: 'Fraud' });
  expect(endOf(cancelledBy('customer'), 1)).toEqual({ because: 'cancelled-by-customer' });
});

function over(what: HistoryEntry['what'], fields: object = {}): HistoryEntry {
  return { what, at: 1, quantity: 1, ...fields } as HistoryEntry;
}

test('an offer expires at its instant, and only an offer expires', () => {
  const offered = aBooking({ status: 'offered', offerExpiresAt: 1_000 });
  expect([999, 1_000, 1_001].map((now) => isExpired(offered, now))).toEqual([false, true, true]);
  expect(isExpired(aBooking({ status: 'confirmed', offerExpiresAt: 1_000 }), 2_000)).toBe(false);
  expect(isExpired(aBooking({ status: 'offered' }), 2_000)).toBe(false);
});

test('a request that would not wait differs from one that waits and from one that was confirmed at once', () => {
  const at = 1;
  const first: HistoryEntry[] = [
    { what: 'joined', at, quantity: 1, leavesUnserved: true },
    { what: 'joined', at, quantity: 1 },
    { what: 'booked', at, quantity: 1, leavesUnserved: true },
  ];
  expect(first.map((historyEntry) => leavesUnserved(aBooking({ history: [historyEntry] })))).toEqual([
    true,
    false,
    false,
  ]);
});

test.each<[string, Partial<Booking>, number | undefined]>([
  ['accepts only free tickets gives up after its retry budget', {}, 7 + BOOKING_RETRY_BUDGET_MS],
  ['accepts only free tickets, and got some, does not give up', { status: 'confirmed' }, undefined],
  ['accepts to wait never gives up', { history: [over('joined')] }, undefined],
])('a request that %s', (_, fields, at) => {
  const history = [over('joined', { at: 7, leavesUnserved: true })];
  expect(givesUpAt(aBooking({ status: 'waitlisted', history, ...fields }))).toBe(at);
});

test('a booking holds the tickets given to it: none while it waits for all, all once it is offered', () => {
  const held = [
    aBooking(),
    aBooking({ status: 'offered' }),
    aBooking({ status: 'waitlisted' }),
    aBooking({ status: 'waitlisted', granted: 2 }),
    aBooking({ status: 'cancelled', quantity: 0, released: 3 }),
    aBooking({ status: 'cancelled', quantity: 3 }),
  ];
  expect(held.map(ticketsHeld)).toEqual([3, 3, 0, 2, 0, 0]);
});

test.each<[string, Booking['history'], Booking['status']]>([
  ['with tickets', [{ what: 'booked', at: 1, quantity: 3 }], 'confirmed'],
  ['as waitlisted', [{ what: 'joined', at: 1, quantity: 3 }], 'waitlisted'],
  [
    'as waitlisted, and was promoted later',
    [
      { what: 'joined', at: 1, quantity: 3 },
      { what: 'promoted', at: 2, quantity: 3, promotionNumber: 1 },
    ],
    'waitlisted',
  ],
  [
    'with tickets, since it was promoted while its request waited',
    [
      { what: 'joined', at: 1, quantity: 3 },
      { what: 'promoted', at: 2, quantity: 3, promotionNumber: 1 },
      { what: 'answered-at-once', at: 3, quantity: 3 },
    ],
    'confirmed',
  ],
  [
    'with tickets, since it would not wait',
    [
      { what: 'joined', at: 1, quantity: 3, leavesUnserved: true },
      { what: 'promoted', at: 2, quantity: 3, promotionNumber: 1 },
    ],
    'confirmed',
  ],
])(
  'a booking whose request was answered %s is shown the same to a repeat after any change',
  (_, history, status) => {
    const now = aBooking({ history, status: 'offered', quantity: 1, granted: 1, offerExpiresAt: 9 });
    const shown = asFirstAnswered(now);
    expect(shown).toMatchObject({ id: now.id, status, quantity: 3, granted: 0 });
    expect(shown).not.toHaveProperty('offerExpiresAt');
  },
);

describe('Ids', () => {
  const parts = fc.tuple(fc.string(), fc.string(), fc.string());

  test('are 22 characters that need no escape, and the same for the same parts', () => {
    fc.assert(
      fc.property(parts, (names) => {
        const made = bookingIdFor(...names);
        expect(made).toMatch(/^[A-Za-z0-9_-]{22}$/);
        expect(bookingIdFor(...names)).toBe(made);
      }),
    );
  });

  test('differ if any part differs, also if the joined parts are equal', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(bookingIdFor(...a) === bookingIdFor(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(bookingIdFor('1:a;', 'b', 'c')).not.toBe(bookingIdFor('1:a', ';b', 'c'));
  });

  test('of a booking and of a cancellation are never equal', () => {
    expect(cancellationIdFor('a', 'b')).not.toBe(bookingIdFor('a', 'b', ''));
    expect(cancellationIdFor('a', 'b')).not.toBe(cancellationIdFor('b', 'a'));
  });

  test('spread bookings over all partitions, each always to the same one', () => {
    const partitions = Array.from({ length: 2_000 }, (_, n) =>
      bookingPartition(bookingIdFor('e', 'c', `${n}`), 8),
    );
    const counts = Array.from(
      { length: 8 },
      (_, partition) => partitions.filter((b) => b === partition).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(180);
    expect(counts.reduce((total, count) => total + count, 0)).toBe(2_000);
    expect(bookingPartition(bookingIdFor('e', 'c', '7'), 8)).toBe(partitions[7]);
  });
});

test('an addition is recognized by its user and its key', () => {
  const added = { what: 'added' as const, at: 2, quantity: 1, total: 4, by: 'user' };
  const booking = aBooking({
    history: [over('booked'), { ...added, additionId: additionIdFor('user', 'key') }, over('checked-in')],
  });
  expect(hasAddition(booking, 'user', 'key')).toBe(true);
  expect(hasAddition(booking, 'user', 'other key')).toBe(false);
  expect(hasAddition(booking, 'other user', 'key')).toBe(false);
  expect(hasAddition(aBooking({ history: [over('booked')] }), 'user', 'key')).toBe(false);
});

test('a full name has the given name first', () => {
  expect(fullName({ firstName: 'Ada', lastName: 'Lovelace' })).toBe('Ada Lovelace');
});

test('a fingerprint is equal for equal bodies and differs if any field differs', () => {
  const body = [2, 'waitlist', { firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com' }];
  const others = [
    [3, ...body.slice(1)],
    [2, 'reject', body[2]],
    body.slice(0, 2),
    [2, 'waitlist', { firstName: 'Ada' }],
  ];
  expect(fingerprintOf(structuredClone(body))).toBe(fingerprintOf(body));
  expect(new Set([body, ...others].map(fingerprintOf)).size).toBe(5);
});

describe('A booking that the organizer made', () => {
  const first = (what: 'booked' | 'joined', fields: object = {}): HistoryEntry => ({
    what,
    at: AHEAD_MS + 7,
    quantity: 1,
    ...fields,
  });
  const by = { by: 'organizer', why: 'Speaks at seven' };
  const made = (...history: HistoryEntry[]) => aBooking({ customerId: 'customer', arrival: 5, history });

  test.each<[string, HistoryEntry[], boolean]>([
    ['a sale by somebody else', [first('booked', by)], true],
    ['a wait by somebody else', [first('joined', by)], true],
    ['a sale to the customer', [first('booked', { by: 'customer' })], false],
    ['a sale that names nobody', [first('booked')], false],
    ['a wait that names nobody', [first('joined')], false],
    [
      'an addition alone',
      [{ what: 'added', at: 1, quantity: 1, total: 1, additionId: '', by: 'organizer' }],
      false,
    ],
    ['a booking without a history', [], false],
  ])('is told by who made it: %s', (_, history, expected) => {
    expect(isByOrganizer(made(...history))).toBe(expected);
  });

  test('is ahead of the waitlist with a reason, and was requested later than it is ordered', () => {
    const ahead = made(first('joined', { ...by, isAhead: true }));
    expect([aheadBecause(ahead), requestedAt(ahead)]).toEqual(['Speaks at seven', 5 + AHEAD_MS]);
    const unsaid = made(first('joined', { isAhead: true }));
    expect([aheadBecause(unsaid), requestedAt(unsaid)]).toEqual(['', 5 + AHEAD_MS]);
  });

  test.each<[string, HistoryEntry[]]>([
    ['that joined at the end', [first('joined', by)]],
    ['that was sold', [first('booked', { ...by, isAhead: true })]],
    ['without a history', []],
  ])('is not ahead %s', (_, history) => {
    expect([aheadBecause(made(...history)), requestedAt(made(...history))]).toEqual([undefined, 5]);
  });
});

test('who waits is a waitlisted booking whose request may be told to wait', () => {
  const joined = { what: 'joined' as const, at: 1, quantity: 1 };
  const waits = aBooking({ status: 'waitlisted', history: [joined] });
  expect(isWaiter(waits)).toBe(true);
  expect(isWaiter({ ...waits, status: 'confirmed' })).toBe(false);
  expect(isWaiter({ ...waits, history: [{ ...joined, leavesUnserved: true }] })).toBe(false);
});
