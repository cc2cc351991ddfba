/** Bugs of small booking services under load, each as a test that detects it. */
import { expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const times = (count: number) => Array.from({ length: count }, (_, n) => n);

/**
 * An event whose tickets are held one by one, and `waiting` bookings in its waitlist, in order of arrival.
 */
async function aSoldOutEvent(boxoffice: Boxoffice, capacity: number, waiting: number) {
  const event = await boxoffice.anEvent({ capacity });
  const holders: Booking[] = [];
  for (const _ of times(capacity)) holders.push(await boxoffice.book(event));
  const waiters: Booking[] = [];
  for (const n of times(waiting)) waiters.push(await boxoffice.book(event, { arrival: 1_000 + n }));
  return { event, holders, waiters };
}

/** @returns the id of the booking of each promotion, in order; a booking promoted twice occurs twice. */
async function promotions(boxoffice: Boxoffice, event: Event): Promise<string[]> {
  const { bookings } = await boxoffice.snapshot(event);
  const entries = bookings.flatMap(({ id, history }) =>
    history.flatMap((historyEntry) =>
      'promotionNumber' in historyEntry ? { id, promotionNumber: historyEntry.promotionNumber } : [],
    ),
  );
  return entries.sort((a, b) => a.promotionNumber - b.promotionNumber).map(({ id }) => id);
}

const idsOf = (bookings: Booking[]) => bookings.map(({ id }) => id);

test('auscay/event-ticket-booking-system: twenty cancellations at once promote twenty in order', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aSoldOutEvent(boxoffice, 20, 25);
  await Promise.all(holders.map((holder) => boxoffice.cancel(holder)));
  const clerks = times(4).map(() => promoteWaitlist(event.id, idsOf(holders), aBoxoffice().ports));
  await Promise.allSettled(clerks);
  await boxoffice.serve();
  expect(await promotions(boxoffice, event)).toEqual(idsOf(waiters.slice(0, 20)));
  expect(await boxoffice.broken(event)).toEqual([]);
});

test('a peer with "locking": requests that all read before any of them writes sell no ticket twice', async () => {
  const all = barrier(22);
  const boxoffice = aBoxoffice(({ bookings }) => ({
    bookings: { ...bookings, take: (request) => all().then(() => bookings.take(request)) },
  }));
  const event = await boxoffice.anEvent({ capacity: 20 });
  const results = await rush(
    boxoffice,
    event,
    times(22).map(() => ({ onSoldOut: 'reject' as const })),
  );
  expect(results.filter((result) => 'id' in result)).toHaveLength(20);
  expect(await boxoffice.broken(event)).toEqual([]);
});

test('a peer with "locking": one cancellation promotes one of fifty waiters', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aSoldOutEvent(boxoffice, 1, 50);
  for (const holder of holders) await boxoffice.cancel(holder);
  await boxoffice.serve();
  expect(await promotions(boxoffice, event)).toEqual(idsOf(waiters.slice(0, 1)));
});

test('a small peer: of four cancellations of one booking at once one succeeds, and no ticket is created', async () => {
  const all = barrier(4);
  const boxoffice = aBoxoffice(({ bookings }) => ({
    bookings: { ...bookings, change: (...change) => all().then(() => bookings.change(...change)) },
  }));
  const event = await boxoffice.anEvent({ capacity: 4 });
  const booking = await boxoffice.book(event, { quantity: 2 });
  const answers = await Promise.allSettled(times(4).map(() => boxoffice.cancel(booking)));
  await boxoffice.serve();
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { shards } = await boxoffice.snapshot(event);
  expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(4);
});

test('a small peer: one released ticket does not promote an entry that waits for ten', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 10 });
  const holder = await boxoffice.book(event, { quantity: 10 });
  await boxoffice.book(event, { quantity: 10 });
  await boxoffice.cancel(holder, 1);
  await boxoffice.serve();
  expect(await promotions(boxoffice, event)).toEqual([]);
  expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(1);
});

test('a peer with its waitlist in memory: any process can promote waiters that joined in another', async () => {
  const { event, holders, waiters } = await aSoldOutEvent(aBoxoffice(), 3, 3);
  for (const holder of holders) await aBoxoffice().cancel(holder);
  await promoteWaitlist(event.id, [], aBoxoffice().ports);
  expect(await promotions(aBoxoffice(), event)).toEqual(idsOf(waiters));
  expect(await aBoxoffice().broken(event)).toEqual([]);
});

test('a small peer: arrivals within one second are promoted in order of arrival, not of their ids', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders } = await aSoldOutEvent(boxoffice, 4, 0);
  const second = 1_700_000_000_000;
  const waiters: [number, string][] = [];
  for (const ms of [999, 0, 500, 1]) {
    waiters.push([ms, (await boxoffice.book(event, { arrival: second + ms })).id]);
  }
  for (const holder of holders) await boxoffice.cancel(holder);
  await boxoffice.serve();
  expect(await promotions(boxoffice, event)).toEqual(waiters.sort(([a], [b]) => a - b).map(([, id]) => id));
});

test('a small peer: a later cancellation does not promote the same booking again', async () => {
  const boxoffice = aBoxoffice();
  const { event, holders, waiters } = await aSoldOutEvent(boxoffice, 5, 5);
  for (const holder of holders) {
    await boxoffice.cancel(holder);
    await boxoffice.serve();
  }
  expect(await promotions(boxoffice, event)).toEqual(idsOf(waiters));
});
