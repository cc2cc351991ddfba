/** A settled event: what its stored state and its queue must not leave behind, with a planted violation each. */
import { describe, expect, test } from '@jest/globals';
import { auditEvent } from '../../../functions/domain/audit/audit-event.ts';
import type { EndReason } from '../../../functions/domain/model/booking.ts';
import { aStore } from '../../kit/memory-audit-store.ts';
import { AUDITED_AT, joined, minute, promoted } from '../../kit/sound-event.ts';
import {
  aRequestedEvent,
  type Change,
  type RequestedEvent,
  saying,
  violationsAfter,
  without,
} from '../../kit/sound-requests.ts';

const isOver = ({ event, snapshot }: RequestedEvent) => {
  const closes = { salesCloseAt: AUDITED_AT - 60_000 };
  Object.assign(event, { salesCloseAt: new Date(closes.salesCloseAt).toISOString() });
  for (const item of [...snapshot.shards, snapshot.waitlist]) Object.assign(item, closes);
};
/** Ends the wait of a booking during sales. */
const endWaiting = ({ bookings }: RequestedEvent, because: { because?: EndReason } = {}) => {
  bookings.left.history = [joined(1, 15), { what: 'expired', at: minute(30), quantity: 1, ...because }];
};

const set = Object.assign;

describe('A settled event', () => {
  test.each<[string, Change]>([
    ['OnTime: 1 bookings too early or too late', (it) => endWaiting(it)],
    ['OnTime: 1 bookings too early or too late', (it) => endWaiting(it, { because: 'sales-closed' })],
    ['OnTime: 1 bookings too early or too late', (it) => endWaiting(it, { because: 'more-than-capacity' })],
    ['NoLostTicket: somebody waits although sales have closed', isOver],
    ['NoLostTicket: 9 tickets are held, 8 are shown as booked', ({ shown }) => set(shown, { booked: 8 })],
    [
      'NoLostTicket: 1 tickets are free, 0 are shown as available',
      (it) => without(it, it.bookings.next, it.bookings.last),
    ],
    [
      'NoLostTicket: somebody waits while 3 tickets are free',
      ({ snapshot }) => set(snapshot.waitlist, { unassigned: 3 }),
    ],
    [
      'NoLostTicket: 1 wait whose requests would not wait',
      ({ bookings }) => set(bookings.next.history[0] ?? {}, { leavesUnserved: true }),
    ],
    ['NoOversell: but the capacity is 8', ({ event }) => set(event, { capacity: 8 })],
    [
      'NoLostTicket: an offer is still open',
      ({ bookings }) => set(bookings.first, { status: 'offered', offerExpiresAt: minute(102) }),
    ],
    [
      'NoLostTicket: the entries of the waitlist do not match its bookings',
      ({ snapshot }) => snapshot.bookings.pop(),
    ],
    [
      'NoOvertaking: 1 overtaken',
      ({ bookings: { first, second } }) => {
        first.history = [joined(2, 100.9), promoted(2, 2)];
        second.history = [joined(1, 21), promoted(1, 1)];
      },
    ],
    ['NoLostTicket: 1 messages are in the dead-letter queue', ({ queue }) => set(queue, { deadLetters: 1 })],
    ['NoLostTicket: 2 messages are still in the queue', ({ queue }) => set(queue, { messages: 2 })],
  ])('a negative control: it finds %j', async (expected, change) => {
    expect(await violationsAfter(change)).toContainEqual(saying(expected));
  });
});

test('Without the records of clients, a promotion right after a join leaves the order in doubt', async () => {
  const { snapshot, bookings } = aRequestedEvent();
  bookings.first.history = [joined(2, 100.9), promoted(2, 2)];
  bookings.second.history = [joined(1, 21), promoted(1, 1)];
  const { findings } = await auditEvent('event', aStore(snapshot).ports);
  expect(findings.find(({ guarantee }) => guarantee === 'NoOvertaking')?.holds).toBeNull();
});
