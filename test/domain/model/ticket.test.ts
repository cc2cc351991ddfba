/** The valid tickets of a booking, derived from its history alone. */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { planCancellation } from '../../../functions/domain/model/plan-cancellation.ts';
import {
  checkedInCount,
  hasSoundTickets,
  hasTransfer,
  highestUnused,
  nextNumber,
  scanIdFor,
  ticketOf,
  ticketsOf,
  transferIdFor,
  voidedByEntry,
} from '../../../functions/domain/model/ticket.ts';
import { aBooking } from '../../kit/booking.ts';

const booked = (quantity: number): HistoryEntry => ({ what: 'booked', at: 1, quantity });
const joined = (quantity: number): HistoryEntry => ({ what: 'joined', at: 1, quantity });
const promoted = (quantity: number): HistoryEntry => ({
  what: 'promoted',
  at: 2,
  quantity,
  promotionNumber: 1,
});
const granted = (quantity: number): HistoryEntry => ({
  what: 'granted',
  at: 2,
  quantity,
  promotionNumber: 1,
});
const offered = (quantity: number): HistoryEntry => ({
  what: 'offered',
  at: 2,
  quantity,
  promotionNumber: 1,
  expiresAt: 9,
});
const left = (quantity: number): HistoryEntry => ({ what: 'left', at: 2, quantity, by: 'customer' });
const cancelled = (quantity: number): HistoryEntry => ({
  what: 'cancelled',
  at: 3,
  quantity,
  by: 'customer',
});
const named = (...tickets: number[]) => ({
  what: 'cancelled' as const,
  at: 3,
  quantity: tickets.length,
  tickets,
});
const labelled = (ticket: number): HistoryEntry => ({
  what: 'ticket-named',
  at: 4,
  ticket,
  by: 'customer',
});
const transferred = (ticket: number, newTicket: number): HistoryEntry => ({
  what: 'ticket-transferred',
  at: 4,
  ticket,
  newTicket,
  by: 'customer',
  transferId: `${ticket}`,
});
const added = (quantity: number, total: number): HistoryEntry => ({
  what: 'added',
  at: 2,
  quantity,
  total,
  by: 'customer',
  additionId: `${total}`,
});
const handedOn = (quantity: number): HistoryEntry => ({ what: 'handed-on', at: 4, quantity });
const scan = { at: 5, by: 'organizer', scanId: 'scan' };
const checkedIn = (ticket: number): HistoryEntry => ({ what: 'checked-in', ticket, ...scan });
const undone = (ticket: number): HistoryEntry => ({
  what: 'check-in-undone',
  ticket,
  reason: 'wrong person',
  ...scan,
});

/** A confirmed booking with this history, of as many tickets as are valid after it. */
const withHistory = (history: HistoryEntry[], fields: Partial<Booking> = {}): Booking =>
  aBooking({ quantity: ticketsOf({ status: 'confirmed', history }).length, history, ...fields });

/** @returns the valid ticket numbers; those of checked-in tickets are negative. */
function numbersAfter(...history: HistoryEntry[]): number[] {
  return ticketsOf({ status: 'confirmed', history }).map(({ number, checkIn }) =>
    checkIn ? -number : number,
  );
}

describe('The valid ticket numbers', () => {
  test.each<[string, HistoryEntry[], number[]]>([
    ['a direct booking', [booked(3)], [1, 2, 3]],
    ['an addition', [booked(1), added(2, 3)], [1, 2, 3]],
    ['an accepted offer', [joined(2), offered(2), { what: 'accepted', at: 3, quantity: 2 }], [1, 2]],
    ['a promotion', [joined(2), promoted(2)], [1, 2]],
    ['a promotion after the waiter lowered the quantity', [joined(4), left(2), promoted(2)], [1, 2]],
    ['two partial promotions', [joined(3), promoted(1), promoted(2)], [1, 2, 3]],
    ['a partial cancellation', [booked(4), cancelled(1), handedOn(1), cancelled(2)], [1]],
    ['a check-in', [booked(3), checkedIn(2)], [1, -2, 3]],
    ['an undone check-in', [booked(3), checkedIn(2), undone(2)], [1, 2, 3]],
    ['a cancellation of tickets below a checked-in one', [booked(4), checkedIn(4), cancelled(2)], [1, -4]],
    ['a cancellation of all tickets that are not checked in', [booked(3), checkedIn(2), cancelled(2)], [-2]],
    ['a check-in undone after a cancellation', [booked(3), checkedIn(3), cancelled(1), undone(3)], [1, 3]],
    ['a promotion after a cancellation', [joined(4), promoted(2), cancelled(1), promoted(2)], [1, 3, 4]],
    ['a cancellation of all', [booked(2), cancelled(2)], []],
    ['a cancellation of named tickets, then of any', [booked(5), named(1, 4), cancelled(1)], [2, 3]],
    ['a transfer', [booked(3), transferred(2, 4)], [1, 3, 4]],
    ['a cancellation after transfers', [booked(3), transferred(2, 4), transferred(4, 5), cancelled(2)], [5]],
    ['a promotion after a transfer', [joined(3), promoted(2), transferred(1, 3), promoted(1)], [2, 3, 4]],
    ['a cancellation of a granted ticket', [joined(4), granted(2), named(1), granted(1)], [2, 3]],
  ])('after %s', (_what, history, numbers) => {
    expect(numbersAfter(...history)).toEqual(numbers);
  });

  test('of a cancelled booking are none', () => {
    expect(ticketsOf({ status: 'cancelled', history: [booked(2)] })).toEqual([]);
  });

  test('of a waiting booking are those that it was granted', () => {
    const granted: HistoryEntry = { what: 'granted', at: 0, quantity: 2, promotionNumber: 1 };
    expect(ticketsOf({ status: 'waitlisted', history: [joined(3), granted] })).toHaveLength(2);
  });

  test('never include a number again that was void', () => {
    let history = [joined(60), promoted(20)];
    const everVoid = new Set<number>();
    for (const next of [
      cancelled(3),
      checkedIn(5),
      cancelled(16),
      promoted(20),
      cancelled(7),
      undone(5),
      promoted(20),
    ]) {
      const before = numbersAfter(...history).map(Math.abs);
      history = [...history, next];
      const after = numbersAfter(...history).map(Math.abs);
      for (const number of before.filter((good) => !after.includes(good))) everVoid.add(number);
      expect(after.filter((number) => everVoid.has(number))).toEqual([]);
    }
    expect(everVoid.size).toBe(26);
  });
});

describe('A cancellation', () => {
  const twoOfThreeIn = withHistory([booked(3), checkedIn(1), checkedIn(3)]);

  test('takes tickets that are not checked in', () => {
    expect(planCancellation(twoOfThreeIn, 1, 0)).toEqual({
      release: 1,
      leave: 0,
      voided: [2],
      transferred: [],
      after: { status: 'confirmed', quantity: 2, granted: 0 },
    });
    expect(checkedInCount(twoOfThreeIn)).toBe(2);
  });

  test.each([2, 3, undefined])('of %p tickets is rejected if only one is not checked in', (quantity) => {
    expect(() => planCancellation(twoOfThreeIn, quantity, 0)).toThrow(
      expect.objectContaining({ code: 'checked-in' }),
    );
  });

  test('of named tickets takes those, and a booking that waits for more keeps waiting', () => {
    expect(planCancellation(twoOfThreeIn, [2], 0)).toMatchObject({ release: 1, voided: [2] });
    const waiting = withHistory([joined(4), granted(2)], { status: 'waitlisted', quantity: 4, granted: 2 });
    expect(planCancellation(waiting, [2, 1], 0)).toEqual({
      release: 2,
      leave: 0,
      voided: [1, 2],
      transferred: [],
      after: { status: 'waitlisted', quantity: 2, granted: 0 },
    });
  });

  test.each<[string, Booking, number[], string]>([
    ['that is checked in', twoOfThreeIn, [2, 3], 'checked-in'],
    ['that it does not have', twoOfThreeIn, [2, 4], 'validation-failed'],
    [
      'that it waits for',
      withHistory([joined(2)], { status: 'waitlisted', quantity: 2 }),
      [1],
      'validation-failed',
    ],
    [
      'that it is offered',
      withHistory([joined(2), offered(2)], { status: 'offered', quantity: 2 }),
      [1],
      'validation-failed',
    ],
  ])('of a ticket %s is rejected', (_what, booking, numbers, code) => {
    expect(() => planCancellation(booking, numbers, 0)).toThrow(expect.objectContaining({ code }));
  });

  test('takes all tickets again after the check-ins are undone', () => {
    const booking = withHistory([booked(2), checkedIn(1), undone(1)]);
    expect(planCancellation(booking, undefined, 0)).toMatchObject({
      after: { status: 'cancelled', quantity: 0 },
    });
  });
});

describe('A history', () => {
  test.each<[string, HistoryEntry[]]>([
    ['of check-ins one by one', [booked(2), checkedIn(1), checkedIn(2)]],
    ['of a check-in undone and done again', [booked(1), checkedIn(1), undone(1), checkedIn(1)]],
    ['of a name on a ticket', [booked(2), labelled(2)]],
    ['of a ticket transferred twice', [booked(2), transferred(1, 3), transferred(3, 4), checkedIn(4)]],
    ['of a cancellation of a ticket below a checked-in one', [booked(2), checkedIn(2), cancelled(1)]],
  ])('%s is sound', (_what, history) => {
    expect(hasSoundTickets(withHistory(history))).toBe(true);
  });

  test.each<[string, HistoryEntry[]]>([
    ['with a ticket checked in twice', [booked(2), checkedIn(1), checkedIn(1)]],
    ['with a void ticket checked in', [booked(2), cancelled(1), checkedIn(2)]],
    ['with a check-in of a ticket that was never issued', [booked(2), checkedIn(3)]],
    ['with a ticket cancelled twice', [booked(3), named(2), named(2)]],
    ['with a cancellation of a ticket that was never issued', [booked(2), named(3)]],
    ['with a cancellation of a ticket that is checked in', [booked(2), checkedIn(1), named(1)]],
    ['with one ticket named for two', [booked(3), { ...named(1), quantity: 2 }]],
    ['with a name on a void ticket', [booked(2), cancelled(1), labelled(2)]],
    ['with a transfer of a void ticket', [booked(2), cancelled(1), transferred(2, 3)]],
    ['with a transfer of a ticket that is checked in', [booked(2), checkedIn(1), transferred(1, 3)]],
    ['with one ticket transferred twice', [booked(2), transferred(1, 3), transferred(1, 4)]],
    ['with the same new number twice', [booked(2), transferred(1, 3), transferred(2, 3)]],
    ['with a transfer to a number that was void', [booked(2), transferred(1, 1)]],
    ['with a transferred ticket checked in by its old number', [booked(1), transferred(1, 2), checkedIn(1)]],
    ['with an undoing without a check-in', [booked(2), undone(1)]],
    ['with a check-in undone twice', [booked(1), checkedIn(1), undone(1), undone(1)]],
  ])('%s is not sound', (_what, history) => {
    expect(hasSoundTickets(withHistory(history))).toBe(false);
  });

  test('is not sound if a confirmed booking holds another number of tickets than are valid', () => {
    expect(hasSoundTickets(withHistory([booked(2)], { quantity: 3 }))).toBe(false);
    expect(hasSoundTickets(withHistory([booked(2), checkedIn(1), cancelled(2)], { quantity: 0 }))).toBe(
      false,
    );
  });

  test.each<[string, HistoryEntry[], Partial<Booking>]>([
    ['that waits for all its tickets', [joined(3)], { status: 'waitlisted', quantity: 3 }],
    [
      'that waits for the rest of its tickets',
      [joined(3), granted(1)],
      { status: 'waitlisted', quantity: 3, granted: 1 },
    ],
    [
      'with an offer, which has no ticket numbers yet',
      [joined(2), offered(2)],
      { status: 'offered', quantity: 2 },
    ],
    [
      'that was cancelled with its event',
      [booked(2), { what: 'event-cancelled', at: 3, quantity: 2 }, handedOn(2)],
      { status: 'cancelled', quantity: 0 },
    ],
    [
      'that was cancelled with its event after a check-in',
      [booked(2), checkedIn(1), { what: 'event-cancelled', at: 6, quantity: 2 }, handedOn(2)],
      { status: 'cancelled', quantity: 0 },
    ],
    [
      'with an offer, whatever tickets it had before',
      [joined(3), granted(1), checkedIn(1), offered(2)],
      { status: 'offered', quantity: 2 },
    ],
    [
      'that is cancelled, of whose tickets none is checked in',
      [booked(2), cancelled(1)],
      { status: 'cancelled', quantity: 0 },
    ],
    ['that has no tickets any more', [booked(1), cancelled(1), handedOn(1)], { status: 'cancelled' }],
  ])('of a booking %s is sound', (_what, history, fields) => {
    expect(hasSoundTickets(withHistory(history, fields))).toBe(true);
  });

  test('is not sound if a waiting booking has another number of tickets than it was granted', () => {
    const waiting = { status: 'waitlisted' as const, quantity: 3, granted: 1 };
    expect(hasSoundTickets(withHistory([joined(3)], waiting))).toBe(false);
    expect(hasSoundTickets(withHistory([joined(3), granted(2)], waiting))).toBe(false);
  });

  test('of a cancelled booking with a ticket that is checked in is not sound', () => {
    const history = [booked(2), checkedIn(1), cancelled(1), handedOn(1)];
    expect(hasSoundTickets(withHistory(history, { status: 'cancelled', quantity: 0 }))).toBe(false);
  });

  test('of a ticket checked in after its booking was cancelled is not sound', () => {
    const history = [booked(1), cancelled(1), checkedIn(1)];
    expect(hasSoundTickets(withHistory(history, { status: 'cancelled' }))).toBe(false);
  });
});

describe('The id of a scan', () => {
  test('is the same in every version, so that a repeat after a deployment finds it', () => {
    expect(scanIdFor('check-in', 'organizer', 'key')).toBe('2bs6BpxV1-JY');
    expect(transferIdFor('user', 'key')).toBe('1cHvSK4CEbiu');
  });

  test('differs if the kind, the user or the key differs', () => {
    const ids = [
      scanIdFor('check-in', 'organizer', 'key'),
      scanIdFor('undo', 'organizer', 'key'),
      scanIdFor('check-in', 'another', 'key'),
      scanIdFor('check-in', 'organizer', 'key2'),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

test('A transfer is recognized by its user and its key', () => {
  const transfer = { ...transferred(1, 4), transferId: transferIdFor('user', 'key') } as HistoryEntry;
  const booking = aBooking({ history: [booked(3), transfer, labelled(2)] });
  expect(hasTransfer(booking, 'user', 'key')).toBe(true);
  expect(hasTransfer(booking, 'user', 'other key')).toBe(false);
  expect(hasTransfer(booking, 'other user', 'key')).toBe(false);
});

describe('Each entry', () => {
  test('voids the numbers that it cancels or transfers, and no other', () => {
    const history = [
      booked(4),
      transferred(2, 5),
      labelled(1),
      checkedIn(4),
      undone(4),
      cancelled(1),
      named(3),
      handedOn(2),
      added(1, 3),
      transferred(9, 7),
    ];
    expect(voidedByEntry(history)).toEqual([[], [2], [], [], [], [4], [3], [], [], []]);
    expect(voidedByEntry([])).toEqual([]);
  });

  test('that issues tickets raises the next number, also if they are void again', () => {
    expect(nextNumber([])).toBe(1);
    expect(nextNumber([booked(2), cancelled(1), added(1, 2), transferred(1, 4)])).toBe(5);
  });
});

describe('A ticket by its number', () => {
  const booking = withHistory([booked(3), checkedIn(1), transferred(2, 4), transferred(4, 5)]);

  test('is found with its check-in, and how often it was transferred', () => {
    expect(ticketOf(booking, 1)).toEqual({ number: 1, checkIn: checkedIn(1) });
    expect(ticketOf(booking, 3)).toEqual({ number: 3 });
    expect(ticketOf(booking, 5)).toEqual({ number: 5, transfers: 2 });
    expect(Object.keys(ticketOf(booking, 3))).toEqual(['number']);
  });

  test('is void if the booking had it, and not found if it never had', () => {
    for (const number of [2, 4])
      expect(() => ticketOf(booking, number)).toThrow(
        expect.objectContaining({
          code: 'ticket-void',
          message: 'This ticket was transferred, and a new code was sent to its new holder.',
        }),
      );
    expect(() => ticketOf(booking, 6)).toThrow(
      expect.objectContaining({ code: 'not-found', message: expect.stringMatching(/has no ticket/) }),
    );
    const last = withHistory([booked(2), cancelled(1)]);
    expect(() => ticketOf(last, 2)).toThrow(
      expect.objectContaining({ code: 'ticket-void', message: 'This ticket was cancelled.' }),
    );
  });
});

test('The highest unused tickets are those that the customer kept, and transferred ones only after them', () => {
  const tickets = ticketsOf({
    status: 'confirmed',
    history: [booked(4), transferred(1, 5), transferred(2, 6), checkedIn(4)],
  });
  expect([0, 1, 2, 3, 9].map((quantity) => highestUnused(tickets, quantity))).toEqual([
    [],
    [3],
    [3, 6],
    [3, 5, 6],
    [3, 5, 6],
  ]);
});
