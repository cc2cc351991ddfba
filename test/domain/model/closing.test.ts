/** When an account may be closed, and what is erased of its bookings. */
import { expect, test } from '@jest/globals';
import type { Booking, HistoryEntry } from '../../../functions/domain/model/booking.ts';
import { hasNames, isOver, isUnfinished, otherHolders } from '../../../functions/domain/model/closing.ts';
import { DOOR_HOURS_WITHOUT_END } from '../../../functions/domain/model/limits.ts';
import { aBooking } from '../../kit/booking.ts';

const STARTS_AT = Date.parse('2030-01-01T20:00:00.000Z');
const ENDS_AT = STARTS_AT + 60 * 60 * 1000;
const event = { startsAt: new Date(STARTS_AT).toISOString() };

test('an event is over once it has ended, or was cancelled', () => {
  const ending = { ...event, endsAt: new Date(ENDS_AT).toISOString() };
  const assumedEnd = STARTS_AT + DOOR_HOURS_WITHOUT_END * 60 * 60 * 1000;
  expect([ENDS_AT - 1, ENDS_AT].map((now) => isOver(ending, now))).toEqual([false, true]);
  expect([assumedEnd - 1, assumedEnd].map((now) => isOver(event, now))).toEqual([false, true]);
  expect(isOver({ ...ending, cancelledAt: event.startsAt }, STARTS_AT - 1)).toBe(true);
});

test('an offer that has run out keeps the account open only if the booking waits again', () => {
  const [offeredAt, expiresAt] = [STARTS_AT - 2_000, STARTS_AT - 1_000];
  const offered = (more: object = {}): Booking => {
    const entry = { what: 'offered', at: offeredAt, quantity: 1, promotionNumber: 1, expiresAt, ...more };
    return aBooking({ status: 'offered', offerExpiresAt: expiresAt, history: [entry as HistoryEntry] });
  };
  const atInstants = (booking: Booking) =>
    [expiresAt - 1, expiresAt].map((now) => isUnfinished(booking, event, now));
  expect(atInstants(offered())).toEqual([true, false]);
  expect(atInstants(offered({ ifUnanswered: 'keeps-place' }))).toEqual([true, true]);
  expect(atInstants(aBooking({ status: 'confirmed' }))).toEqual([true, true]);
  expect(atInstants(aBooking({ status: 'cancelled' }))).toEqual([false, false]);
});

test('the names that the customer gave are erased, and those to whom tickets were transferred stay', () => {
  const ada = { firstName: 'Ada', lastName: 'Lovelace' };
  const transferred = { ...ada, email: 'ada@example.com' };
  const named = aBooking({ ticketHolders: { 1: ada, 2: transferred } });
  expect(hasNames(named)).toBe(true);
  expect(otherHolders(named)).toEqual({ 2: transferred });
  expect(hasNames(aBooking({ ticketHolders: otherHolders(named) }))).toBe(false);
  expect(hasNames(aBooking({ attendee: ada }))).toBe(true);
  expect([otherHolders(aBooking()), hasNames(aBooking())]).toEqual([{}, false]);
});
