/** What broke in small booking services under load, each as the test that they lacked. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import type { Event } from '../../functions/domain/event.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { barrier } from '../kit/barrier.ts';
import { aCast, aStage, type Cast, rush, type Stage } from '../kit/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const times = (count: number) => Array.from({ length: count }, (_, n) => n);

/** As many people hold a ticket each as there are tickets, and so many others wait, in this order. */
async function aSoldOutEvent(cast: Cast, capacity: number, waiting: number) {
  const event = await cast.anEvent({ capacity });
  const holders: Booking[] = [];
  for (const _ of times(capacity)) holders.push(await cast.book(event));
  const waiters: Booking[] = [];
  for (const n of times(waiting)) waiters.push(await cast.book(event, { arrival: 1_000 + n }));
  return { event, holders, waiters };
}

/** Who was promoted, in the order in which they were, however often. */
async function promotions(cast: Cast, event: Event): Promise<string[]> {
  const { bookings } = await cast.picture(event);
  const facts = bookings.flatMap(({ id, history }) =>
    history.flatMap((fact) => ('turn' in fact ? { id, turn: fact.turn } : [])),
  );
  return facts.sort((a, b) => a.turn - b.turn).map(({ id }) => id);
}

const idsOf = (bookings: Booking[]) => bookings.map(({ id }) => id);

test('auscay/event-ticket-booking-system: twenty cancellations at once promote twenty people, each once and in order', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aSoldOutEvent(cast, 20, 25);
  await Promise.all(holders.map((holder) => cast.cancel(holder)));
  const clerks = times(4).map(() => promoteWaitlist(event.id, idsOf(holders), aCast().ports));
  await Promise.allSettled(clerks);
  await cast.serve();
  expect(await promotions(cast, event)).toEqual(idsOf(waiters.slice(0, 20)));
  expect(await cast.broken(event)).toEqual([]);
});

test('a peer with "locking": what a request read of the event before it wrote sells no ticket twice', async () => {
  const all = barrier(22);
  const cast = aCast(({ bookings }) => ({
    bookings: { ...bookings, take: (request) => all().then(() => bookings.take(request)) },
  }));
  const event = await cast.anEvent({ capacity: 20 });
  const results = await rush(
    cast,
    event,
    times(22).map(() => ({ onSoldOut: 'reject' as const })),
  );
  expect(results.filter((result) => 'id' in result)).toHaveLength(20);
  expect(await cast.broken(event)).toEqual([]);
});

test('a peer with "locking": one cancellation promotes one of fifty who wait', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aSoldOutEvent(cast, 1, 50);
  for (const holder of holders) await cast.cancel(holder);
  await cast.serve();
  expect(await promotions(cast, event)).toEqual(idsOf(waiters.slice(0, 1)));
});

test('a small peer: of four cancellations of one booking at once one is answered, and no ticket comes from nowhere', async () => {
  const all = barrier(4);
  const cast = aCast(({ bookings }) => ({
    bookings: { ...bookings, change: (...change) => all().then(() => bookings.change(...change)) },
  }));
  const event = await cast.anEvent({ capacity: 4 });
  const booking = await cast.book(event, { quantity: 2 });
  const answers = await Promise.allSettled(times(4).map(() => cast.cancel(booking)));
  await cast.serve();
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const { shards } = await cast.picture(event);
  expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(4);
});

test('a small peer: one ticket that comes back does not promote somebody who waits for ten', async () => {
  const cast = aCast();
  const event = await cast.anEvent({ capacity: 10 });
  const holder = await cast.book(event, { quantity: 10 });
  await cast.book(event, { quantity: 10 });
  await cast.cancel(holder, 1);
  await cast.serve();
  expect(await promotions(cast, event)).toEqual([]);
  expect((await cast.picture(event)).line.pool).toBe(1);
});

test('a peer with its list in memory: who waits is promoted by another process than the one that they asked', async () => {
  const { event, holders, waiters } = await aSoldOutEvent(aCast(), 3, 3);
  for (const holder of holders) await aCast().cancel(holder);
  await promoteWaitlist(event.id, [], aCast().ports);
  expect(await promotions(aCast(), event)).toEqual(idsOf(waiters));
  expect(await aCast().broken(event)).toEqual([]);
});

test('a small peer: arrivals within one second are served in their order, and not in that of their ids', async () => {
  const cast = aCast();
  const { event, holders } = await aSoldOutEvent(cast, 4, 0);
  const second = 1_700_000_000_000;
  const waiters: [number, string][] = [];
  for (const ms of [999, 0, 500, 1]) {
    waiters.push([ms, (await cast.book(event, { arrival: second + ms })).id]);
  }
  for (const holder of holders) await cast.cancel(holder);
  await cast.serve();
  expect(await promotions(cast, event)).toEqual(waiters.sort(([a], [b]) => a - b).map(([, id]) => id));
});

test('a small peer: nobody is promoted a second time by a cancellation that comes later', async () => {
  const cast = aCast();
  const { event, holders, waiters } = await aSoldOutEvent(cast, 5, 5);
  for (const holder of holders) {
    await cast.cancel(holder);
    await cast.serve();
  }
  expect(await promotions(cast, event)).toEqual(idsOf(waiters));
});
