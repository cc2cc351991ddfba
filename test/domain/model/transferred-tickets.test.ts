/** Transferred tickets that a cancellation or the end of an event voids: the history entry names them. */
import { describe, expect, test } from '@jest/globals';
import type { HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { planCancellation } from '../../../functions/domain/model/plan-cancellation.ts';
import { hasSoundTickets, voidedByEntry } from '../../../functions/domain/model/ticket.ts';
import { aBooking, aTransfer } from '../../kit/booking.ts';

const booked = (quantity: number): HistoryEntry => ({ what: 'booked', at: 1, quantity });
const cancelled = (quantity: number) => ({ what: 'cancelled' as const, at: 3, quantity, by: 'customer' });
const named = (...tickets: number[]) => ({ ...cancelled(tickets.length), tickets });
const eventCancelled = (quantity: number) => ({ what: 'event-cancelled' as const, at: 3, quantity });
/** The entry as it says which transferred tickets it voids. */
const losing = (
  happened: ReturnType<typeof cancelled | typeof eventCancelled>,
  ...transferred: number[]
): HistoryEntry => ({ ...happened, transferred });

/** A confirmed booking of as many tickets as its history leaves. */
function isSound(...history: HistoryEntry[]): boolean {
  const quantity = history.reduce((sum, happened) => {
    if (!('quantity' in happened)) return sum;
    return happened.what === 'booked' ? sum + happened.quantity : sum - happened.quantity;
  }, 0);
  const status = history.some(({ what }) => what === 'event-cancelled') ? 'cancelled' : 'confirmed';
  return hasSoundTickets(aBooking({ history, quantity, status }));
}

test('a cancellation knows which of its tickets were transferred, whether it names them or not', () => {
  const booking = aBooking({ history: [booked(3), aTransfer(2, 4), aTransfer(4, 5), aTransfer(1, 6)] });
  const lost = (wanted: number | number[] | undefined) => {
    const { voided, transferred } = planCancellation(booking, wanted, 0);
    return [voided, transferred];
  };
  expect(lost([6, 3])).toEqual([[3, 6], [6]]);
  expect(lost(1)).toEqual([[3], []]);
  expect(lost(2)).toEqual([[3, 6], [6]]);
  expect(lost(undefined)).toEqual([
    [3, 5, 6],
    [5, 6],
  ]);
});

test('the end of an event is no entry that voids tickets by their numbers', () => {
  const history = [booked(2), aTransfer(1, 3), losing(eventCancelled(2), 3)];
  expect(voidedByEntry(history)).toEqual([[], [1], []]);
});

describe('A history is sound', () => {
  test.each<[string, HistoryEntry[]]>([
    ['of a transferred ticket that its cancellation names', [aTransfer(1, 3), losing(named(3), 3)]],
    ['of one that a cancellation of an earlier version does not name', [aTransfer(1, 3), named(3)]],
    ['of a transferred ticket among the highest', [aTransfer(1, 3), losing(cancelled(2), 3)]],
    [
      'of transferred tickets that end with the event',
      [aTransfer(1, 3), aTransfer(2, 4), losing(eventCancelled(2), 3, 4)],
    ],
    ['of those of an event that an earlier version ended', [aTransfer(1, 3), eventCancelled(2)]],
  ])('%s', (_what, history) => {
    expect(isSound(booked(2), ...history)).toBe(true);
  });
});

describe('A history is not sound', () => {
  test.each<[string, HistoryEntry[]]>([
    ['if a cancellation names a kept ticket', [losing(named(2), 2)]],
    [
      'if a cancellation names one of two transferred tickets',
      [aTransfer(1, 3), aTransfer(2, 4), losing(named(3, 4), 3)],
    ],
    ['if a cancellation names a transferred ticket that stays', [aTransfer(1, 3), losing(named(2), 3)]],
    ['if a cancellation names no ticket', [losing(named(2))]],
    ['if the end of an event names a kept ticket', [losing(eventCancelled(2), 1)]],
    [
      'if the end of an event leaves out a transferred ticket',
      [aTransfer(1, 3), aTransfer(2, 4), losing(eventCancelled(2), 4)],
    ],
  ])('%s', (_what, history) => {
    expect(isSound(booked(2), ...history)).toBe(false);
  });
});
