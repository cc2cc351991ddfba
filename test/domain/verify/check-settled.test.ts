/** A settled event: what its stored state and its queue must not leave behind, with a planted violation each. */
import { describe, expect, test } from '@jest/globals';
import { auditEvent } from '../../../functions/domain/audit/audit-event.ts';
import { aStore } from '../../kit/memory-audit-store.ts';
import { AUDITED_AT, joined, minute, promoted } from '../../kit/sound-event.ts';
import {
  aRequestedEvent,
  type Change,
  type RequestedEvent,
  saysAfter,
  without,
} from '../../kit/sound-requests.ts';

const isOver = ({ event, snapshot }: RequestedEvent) => {
  const closes = { salesCloseAt: AUDITED_AT - 60_000 };
  Object.assign(event, { salesCloseAt: new Date(closes.salesCloseAt).toISOString() });
  for (const item of [...snapshot.shards, snapshot.waitlist]) Object.assign(item, closes);
};
describe('A settled event', () => {
  test.each<[string, Change, RegExp]>([
    [
      'waiting that ended during sales',
      ({ bookings }) =>
        Object.assign(bookings.left, {
          history: [joined(1, 15), { what: 'expired', at: minute(30), quantity: 1, because: 'sales-closed' }],
        }),
      /^OnTime: .* 1 bookings too early or too late/,
    ],
    [
      'waiting that ended like an offer',
      ({ bookings }) =>
        Object.assign(bookings.left, {
          history: [joined(1, 15), { what: 'expired', at: minute(30), quantity: 1 }],
        }),
      /^OnTime: .* 1 bookings too early or too late/,
    ],
    [
      'waiting that ended as if it could not be served',
      ({ bookings }) =>
        Object.assign(bookings.left, {
          history: [
            joined(1, 15),
            { what: 'expired', at: minute(30), quantity: 1, because: 'more-than-capacity' },
          ],
        }),
      /^OnTime: .* 1 bookings too early or too late/,
    ],
    ['a waiter after the end of sales', isOver, /^NoLostTicket: somebody waits although sales have closed/],
    [
      'a wrong count of booked tickets',
      ({ shown }) => Object.assign(shown, { booked: 8 }),
      /^NoLostTicket: 9 tickets are held, 8 are shown as booked/,
    ],
    [
      'a waiter for whom there are enough free tickets',
      ({ snapshot }) => Object.assign(snapshot.waitlist, { unassigned: 3 }),
      /^NoLostTicket: somebody waits while 3 tickets are free/,
    ],
    [
      'tickets that are neither held nor available',
      (it) => without(it, it.bookings.next, it.bookings.last),
      /^NoLostTicket: 1 tickets are free, 0 are shown as available/,
    ],
    [
      'a request that would not wait and was forgotten',
      ({ bookings }) => Object.assign(bookings.next.history[0] ?? {}, { leavesUnserved: true }),
      /^NoLostTicket: 1 wait whose requests would not wait/,
    ],
    [
      'more held tickets than the capacity',
      ({ event }) => Object.assign(event, { capacity: 8 }),
      /^NoOversell: .* but the capacity is 8/,
    ],
    [
      'an offer that is open after its expiry',
      ({ bookings }) => Object.assign(bookings.first, { status: 'offered', offerExpiresAt: minute(102) }),
      /^NoLostTicket: an offer is still open/,
    ],
    [
      'an entry without its booking',
      ({ snapshot }) => snapshot.bookings.pop(),
      /^NoLostTicket: the entries of the waitlist do not match its bookings/,
    ],
    [
      'a promotion ahead of somebody who was told to wait just before it',
      ({ bookings: { first, second } }) => {
        first.history = [joined(2, 100.9), promoted(2, 2)];
        second.history = [joined(1, 21), promoted(1, 1)];
      },
      /^NoOvertaking: .* 1 overtaken/,
    ],
    [
      'a dead letter',
      ({ queue }) => Object.assign(queue, { deadLetters: 1 }),
      /^NoLostTicket: .* dead-letter queue/,
    ],
    [
      'a message left in the queue',
      ({ queue }) => Object.assign(queue, { messages: 2 }),
      /^NoLostTicket: 2 messages are still in the queue/,
    ],
  ])('a negative control: %s is found', async (_, change, says) => {
    expect(await saysAfter(change)).toContainEqual(expect.stringMatching(says));
  });
});

test('Without the records of clients, a promotion right after a join leaves the order in doubt', async () => {
  const { snapshot, bookings } = aRequestedEvent();
  bookings.first.history = [joined(2, 100.9), promoted(2, 2)];
  bookings.second.history = [joined(1, 21), promoted(1, 1)];
  const { findings } = await auditEvent('event', aStore(snapshot).ports);
  expect(findings.find(({ guarantee }) => guarantee === 'NoOvertaking')?.holds).toBeNull();
});
