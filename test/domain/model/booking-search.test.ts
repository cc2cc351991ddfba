/** By what an organizer finds bookings: words, who is in, the name in a list, and when the first ticket was checked in. */
import { expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import {
  checkedInState,
  firstCheckInAt,
  hasWords,
  nameInList,
  wordsOf,
} from '../../../functions/domain/model/booking-search.ts';

const checkedIn = (ticket: number, at: number, scannedAt?: number): HistoryEntry => ({
  what: 'checked-in',
  at,
  ticket,
  by: 'organizer',
  scanId: `${ticket}`,
  ...(scannedAt !== undefined && { scannedAt }),
});
const undone = (ticket: number, at: number): HistoryEntry => ({
  what: 'check-in-undone',
  at,
  ticket,
  by: 'organizer',
  scanId: 'undo',
  reason: 'why',
});

const aBooking = (fields: Partial<Booking> = {}, ...more: HistoryEntry[]) =>
  ({
    status: 'confirmed',
    history: [{ what: 'booked', at: 1, quantity: 2 }, ...more],
    ...fields,
  }) as Booking;

const ada = { firstName: 'Ada', lastName: 'Lovelace', email: 'countess@example.org' };
const grace = { name: 'Grace Hopper', email: 'amazing@example.com' };

test.each<[string | undefined, Booking]>([
  ['none', aBooking()],
  ['some', aBooking({}, checkedIn(2, 5))],
  ['all', aBooking({}, checkedIn(2, 5), checkedIn(1, 6))],
  ['some', aBooking({}, checkedIn(2, 5), checkedIn(1, 6), undone(2, 7))],
  [undefined, aBooking({ status: 'cancelled' }, checkedIn(1, 5))],
])('of the tickets of a booking %s are in', (state, booking) => {
  expect(checkedInState(booking)).toBe(state);
});

test('a search is folded, and split at any white space', () => {
  expect(wordsOf('Zoë \t müller')).toEqual(['ZOE', 'MULLER']);
});

test.each<[string, boolean]>([
  ['ada', true],
  ['LOVE', true],
  ['lace ADA', true],
  ['ada lovelace', true],
  ['countess@', true],
  ['hopper', true],
  ['amazing@example.com', true],
  ['ada hopper', true],
  ['ada nobody', false],
  ['celik', true],
  ['deniz@example.net', true],
  ['former', false],
  ['undefined', false],
  ['emmy noether', true],
])('a booking has the words %s: %s', (q, isFound) => {
  const ticketHolders = {
    1: { firstName: 'Deniz', lastName: 'Çelik', email: 'deniz@example.net' },
    2: { firstName: 'Emmy', lastName: 'Noether' },
    3: { firstName: 'Former', lastName: 'Holder' },
  };
  const booking = aBooking({ attendee: ada, ticketHolders });
  expect(hasWords(booking, grace, wordsOf(q), 'names and addresses')).toBe(isFound);
  expect(hasWords(booking, grace, wordsOf(q), 'names')).toBe(isFound && !q.includes('@'));
});

test('a booking without names has no words, and no word spans two names', () => {
  expect(hasWords(aBooking(), undefined, ['A'], 'names and addresses')).toBe(false);
  expect(hasWords(aBooking({ attendee: ada }), grace, ['ORGGRACE'], 'names and addresses')).toBe(false);
  expect(hasWords(aBooking({ attendee: ada }), grace, ['HOPPERAMAZING'], 'names and addresses')).toBe(false);
  expect(hasWords(aBooking({ attendee: ada }), grace, ['ADALOVELACE'], 'names and addresses')).toBe(false);
  expect(hasWords(aBooking(), grace, ['HOPPER'], 'names and addresses')).toBe(true);
  expect(hasWords(aBooking(), grace, ['HOPPER'], 'names')).toBe(true);
});

test('a list shows the attendee, or else the account', () => {
  expect(nameInList({ attendee: ada }, grace)).toBe('Ada Lovelace');
  expect(nameInList({}, grace)).toBe('Grace Hopper');
  expect(nameInList({}, undefined)).toBeUndefined();
});

test('the first check-in is the earliest that was in force at an instant, by the clock of its scanner', () => {
  const booking = aBooking({}, checkedIn(1, 10), checkedIn(2, 20, 5), undone(1, 30), undone(2, 40));
  const seen = [9, 10, 19, 20, 30, 39, 40].map((asOf) => firstCheckInAt(booking, asOf));
  expect(seen).toEqual([undefined, 10, 10, 5, 5, 5, undefined]);
});
