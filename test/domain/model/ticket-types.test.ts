/** Which types the tickets of a booking have, as its history says, and which histories contradict themselves. */
import { describe, expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { hasSoundTickets, ticketsOf, typesOf } from '../../../functions/domain/model/ticket.ts';
import type { TypeCount } from '../../../functions/domain/model/ticket-types.ts';

const counts = (adult: number, child: number): TypeCount[] => [
  { type: 'adult', quantity: adult },
  { type: 'child', quantity: child },
];
const booked = (types?: TypeCount[], quantity = 3): HistoryEntry => ({
  what: 'booked',
  at: 1,
  quantity,
  ...(types && { types }),
});
const joined: HistoryEntry = { what: 'joined', at: 1, quantity: 3, types: counts(1, 2) };
const left = (quantity: number): HistoryEntry => ({ what: 'left', at: 2, quantity, by: 'a' });
const offered: HistoryEntry = { what: 'offered', at: 3, quantity: 3, promotionNumber: 1, expiresAt: 9 };
const granted: HistoryEntry = { what: 'granted', at: 3, quantity: 2, promotionNumber: 1 };
const cancelled = (quantity: number, tickets?: number[]): HistoryEntry => ({
  what: 'cancelled',
  at: 4,
  quantity,
  by: 'a',
  ...(tickets && { tickets }),
});
const transferred: HistoryEntry = {
  what: 'ticket-transferred',
  at: 4,
  ticket: 1,
  newTicket: 4,
  by: 'a',
  transferId: 't',
};
const added: HistoryEntry = {
  what: 'added',
  at: 5,
  quantity: 1,
  types: [{ type: 'child', quantity: 1 }],
  total: 4,
  by: 'a',
  additionId: 'x',
};

const issued = (history: HistoryEntry[]) =>
  ticketsOf({ status: 'confirmed', history }).map(({ number, type }) => `${number} ${type}`);

describe('The tickets', () => {
  test.each<[string, HistoryEntry[], string[]]>([
    ['are numbered in the order of the request', [booked(counts(2, 1))], ['1 adult', '2 adult', '3 child']],
    [
      'that are added come after it',
      [booked(counts(2, 1)), added],
      ['1 adult', '2 adult', '3 child', '4 child'],
    ],
    ['of somebody who gave up two while waiting are the first', [joined, left(2), granted], ['1 adult']],
    ['of a part are the first', [joined, granted], ['1 adult', '2 child']],
    [
      'of an offer of which some were given up are the first',
      [joined, offered, cancelled(2), { what: 'accepted', at: 5, quantity: 1 }],
      ['1 adult'],
    ],
    [
      'of an offer that lapsed stay those that are waited for',
      [joined, offered, { what: 'lapsed', at: 9, quantity: 3 }, granted],
      ['1 adult', '2 child'],
    ],
    [
      'keep their types when they change hands',
      [booked(counts(1, 2)), transferred],
      ['2 child', '3 child', '4 adult'],
    ],
    [
      'that are left after a cancellation keep theirs',
      [booked(counts(1, 2)), cancelled(1, [1])],
      ['2 child', '3 child'],
    ],
  ])('%s', (_, history, tickets) => {
    const asGranted = history.map((entry) =>
      entry.what === 'granted' ? { ...entry, quantity: tickets.length } : entry,
    );
    expect(issued(asGranted)).toEqual(tickets);
  });

  test('of an event without types have none', () => {
    expect(issued([booked()])).toEqual(['1 undefined', '2 undefined', '3 undefined']);
    expect(typesOf({ status: 'confirmed', history: [booked()] })).toBeUndefined();
  });
});

test('a booking has the types that it has and waits for, and none once it is cancelled', () => {
  expect(typesOf({ status: 'waitlisted', history: [joined, { ...granted, quantity: 1 }] })).toEqual(
    counts(1, 2),
  );
  expect(typesOf({ status: 'cancelled', history: [booked(counts(2, 1)), cancelled(3)] })).toEqual([]);
});

test.each<[string, Pick<Booking, 'status' | 'quantity' | 'granted' | 'history'>, boolean]>([
  [
    'types that add up',
    { status: 'confirmed', quantity: 3, granted: 0, history: [booked(counts(2, 1))] },
    true,
  ],
  [
    'types that do not add up',
    { status: 'confirmed', quantity: 3, granted: 0, history: [booked(counts(1, 1))] },
    false,
  ],
  [
    'an addition without types',
    {
      status: 'confirmed',
      quantity: 4,
      granted: 0,
      history: [
        booked(counts(2, 1)),
        { what: 'added', at: 5, quantity: 1, total: 4, by: 'a', additionId: 'x' },
      ],
    },
    false,
  ],
  [
    'types of an addition alone',
    { status: 'confirmed', quantity: 4, granted: 0, history: [booked(), added] },
    false,
  ],
  [
    'an offer of all that it asked for',
    { status: 'offered', quantity: 3, granted: 0, history: [joined, offered] },
    true,
  ],
  [
    'fewer awaited tickets than it says',
    { status: 'waitlisted', quantity: 2, granted: 0, history: [joined] },
    false,
  ],
])('a history with %s is sound or not', (_, booking, isSound) => {
  expect(hasSoundTickets(booking)).toBe(isSound);
});
