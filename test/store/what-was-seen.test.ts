/**
 * The conditions by which a write holds only for what was seen before it: of the clerk, of the closing of a sale and
 * of an organizer's change. Each is true once, and false for every way in which what is stored may have moved on.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import type { Event, Shard } from '../../functions/domain/event.ts';
import type { EventStore, LineStore } from '../../functions/domain/ports.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import type { Table } from '../../functions/store/client.ts';
import type { Item } from '../../functions/store/commit.ts';
import { eventStore } from '../../functions/store/events.ts';
import { toBookingItem, toEntryItem, toLineItem, toShardItem } from '../../functions/store/items.ts';
import { dueKeyOf } from '../../functions/store/keys.ts';
import { lineStore } from '../../functions/store/line.ts';
import { aCast, aStage, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { aBooking } from '../kit/stored-bookings.ts';
import { strictTable } from '../kit/strict-table.ts';

const NOW = Date.parse('2030-01-01T00:00:00.000Z');
const when = { now: NOW, dueAt: NOW, lookAt: NOW, last: true };

let stage: Stage;
let table: Table;
let events: EventStore;
let line: LineStore;
let event: Event;
beforeAll(async () => {
  stage = await aStage();
  table = strictTable(TABLE_NAME);
  events = eventStore(table);
  line = lineStore(table);
});
beforeEach(async () => {
  event = await aCast().anEvent({ capacity: 8 });
});
afterAll(() => stage.stop());

const put = (item: Item) => table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));
const putLine = (fields: Item) => put({ ...toLineItem(event), ...fields });
const aShard = (fields: Partial<Shard> = {}): Shard => ({
  index: 0,
  freeTickets: 2,
  closed: false,
  joined: 0,
  salesOpenAt: 0,
  salesCloseAt: NOW + 1,
  doorClosesAt: NOW + 1,
  maxPerCustomer: 10,
  ...fields,
});
const putShard = (fields: Partial<Shard> = {}) => put(toShardItem(event, aShard(fields)));

async function freeIn(index: number): Promise<number | undefined> {
  return (await events.readShards(event, 'strong')).find((shard) => shard.index === index)?.freeTickets;
}

async function storedBooking(fields: Partial<Booking>): Promise<Booking> {
  const booking = aBooking(event, { arrival: NOW, shard: 0, ...fields });
  await put(toBookingItem(event, booking));
  return booking;
}

describe('A release', () => {
  test.each([
    ['goes back to an open shard', {}, 1, true],
    ['does not go back to a closed one', { closed: true }, 1, false],
    ['does not go back if another was seen', {}, 2, false],
  ])('%s', async (_, shard, seen, isReturned) => {
    await putShard(shard);
    const { id } = await storedBooking({ released: 1 });
    const release = { bookingId: id, quantity: seen, expired: 0 };
    expect(await line.returnToShard(event, release, 0, NOW)).toBe(isReturned);
    expect(await freeIn(0)).toBe(isReturned ? 2 + seen : 2);
  });

  test.each([
    [1, true],
    [2, false],
  ])('of one ticket, seen as %i, is collected or not', async (quantity, isCollected) => {
    await putLine({ isQueueing: true, isDrained: true });
    const { id } = await storedBooking({ released: 1 });
    const turn = { collect: [{ bookingId: id, quantity, expired: 0 }], promote: [], pool: quantity };
    expect(await line.applyTurn(event, await line.read(event), turn, when)).toBe(isCollected);
    expect((await line.read(event)).pool).toBe(isCollected ? 1 : 0);
  });
});

describe('An offer that ran out', () => {
  test.each<[string, Partial<Booking>, boolean]>([
    ['is taken back as it was seen', {}, true],
    ['is left alone where it is of fewer tickets by now', { quantity: 1 }, false],
    ['is left alone where more were released since', { released: 2 }, false],
    ['is left alone where the release was handed on', { released: 0 }, false],
  ])('%s', async (_, fields, isTaken) => {
    await putLine({ isQueueing: true, isDrained: true });
    const offer = { status: 'offered' as const, quantity: 2, released: 1, offerExpiresAt: NOW };
    const { id } = await storedBooking({ ...offer, ...fields });
    const turn = { collect: [{ bookingId: id, quantity: 3, expired: 2 }], promote: [], pool: 3 };
    expect(await line.applyTurn(event, await line.read(event), turn, when)).toBe(isTaken);
  });
});

describe('A change of a booking', () => {
  test('is refused once anything was added to its history', async () => {
    const bookings = bookingStore(table);
    const booking = await storedBooking({});
    const [fact] = booking.history;
    if (fact === undefined) throw new Error('The booking has no history.');
    const changed = { ...booking, history: [...booking.history, fact] };
    expect(await bookings.addFact(event, booking, fact)).toBe(true);
    expect(await bookings.addFact(event, booking, fact)).toBe(false);
    expect(await bookings.change(event, booking, changed, when)).toBe(false);
    expect((await bookings.read(event, booking.id))?.history).toHaveLength(2);
  });
});

describe('A promotion', () => {
  const waiter = { status: 'waitlisted' as const, quantity: 3 };

  test.each<[string, Partial<Booking>, number, number, boolean]>([
    ['of who waits for as many is written', waiter, 3, 3, true],
    ['of a part is written', waiter, 3, 1, true],
    ['of who has the tickets already is not', { ...waiter, status: 'confirmed' }, 3, 3, false],
    ['of a part for who left is not', { ...waiter, status: 'cancelled' }, 3, 1, false],
    ['of who asks for fewer by now is not', waiter, 4, 4, false],
    ['of a part for who asks for fewer by now is not', waiter, 4, 1, false],
  ])('%s', async (_, fields, seen, quantity, isWritten) => {
    await putLine({ isQueueing: true, isDrained: true, poolTickets: 4, salesCloseAt: NOW + 1 });
    const booking = await storedBooking(fields);
    await put(toEntryItem(event, { ...booking, quantity: 3 }));
    const [stored] = (await line.readHead(event, { upTo: '~' })).entries;
    if (stored === undefined) throw new Error('Nobody waits.');
    const turn = { collect: [], promote: [{ entry: { ...stored, quantity: seen }, quantity }], pool: 0 };
    expect(await line.applyTurn(event, await line.read(event), turn, when)).toBe(isWritten);
    expect((await line.read(event)).pool).toBe(isWritten ? 0 : 4);
  });
});

describe('Draining', () => {
  test.each([
    ['a closed shard as it was seen moves its tickets', { closed: true }, 2, true],
    ['one that is open does not', {}, 2, false],
    ['one that held more when it was seen does not', { closed: true }, 3, false],
  ])('%s', async (_, shard, seen, isDrained) => {
    await putLine({ isQueueing: true });
    await putShard(shard);
    const shards = [aShard({ freeTickets: seen })];
    const part = { shards, isLast: true };
    expect(await line.drainShards(event, await line.read(event), part, NOW)).toBe(isDrained);
    expect(await freeIn(0)).toBe(isDrained ? 0 : 2);
  });

  test('of what a raised capacity brought is not done twice', async () => {
    await putLine({ isQueueing: true, raisedTickets: 2 });
    const seen = await line.read(event);
    const none = { shards: [], isLast: true };
    expect(await line.drainShards(event, { ...seen, raised: 1 }, none, NOW)).toBe(false);
    expect(await line.drainShards(event, seen, none, NOW)).toBe(true);
    expect(await line.drainShards(event, seen, none, NOW)).toBe(false);
    expect(await line.read(event)).toMatchObject({ pool: 2, raised: 0 });
  });
});

describe('A raised capacity', () => {
  test.each([
    ['becomes free in an open shard', {}, {}, 4, true],
    ['does not once the event sells in order', { isQueueing: true }, {}, 4, false],
    ['does not if another was seen', {}, {}, 3, false],
    ['does not where the shard is closed', {}, { closed: true }, 4, false],
  ])('%s', async (_, fields, shard, seen, isFreed) => {
    await putLine({ raisedTickets: 4, ...fields });
    await putShard(shard);
    expect(await line.freeRaised(event, seen, { index: 0, quantity: 3 })).toBe(isFreed);
    expect((await line.read(event)).raised).toBe(isFreed ? 1 : 4);
    expect(await freeIn(0)).toBe(isFreed ? 5 : 2);
  });
});

describe('A lower capacity', () => {
  const lower = (revision = 0) => {
    const before = { ...event, revision };
    return { before, after: { ...before, capacity: event.capacity - 2, revision: revision + 1 } };
  };

  test.each<[string, Partial<Shard>, Item, boolean]>([
    ['is withdrawn from an open shard, to its last ticket', {}, {}, true],
    ['is not withdrawn from a closed one', { closed: true }, {}, false],
    ['is not withdrawn from one with fewer', { freeTickets: 1 }, {}, false],
    ['is not withdrawn once the event sells in order', {}, { isQueueing: true }, false],
    ['is not withdrawn from a cancelled event', {}, { salesCloseAt: 0 }, false],
  ])('%s', async (_, shard, fields, isTaken) => {
    await putLine(fields);
    await putShard(shard);
    expect(await events.withdraw(event, { index: 0, quantity: 2 }, NOW)).toBe(isTaken);
    expect((await line.read(event)).raised).toBe(isTaken ? 2 : 0);
    expect(await freeIn(0)).toBe((shard.freeTickets ?? 2) - (isTaken ? 2 : 0));
  });

  test.each<[string, Item, number, boolean]>([
    ['is taken from what was withdrawn', { raisedTickets: 2 }, 0, true],
    ['is not taken where less was withdrawn', { raisedTickets: 1 }, 0, false],
    ['is not taken once the event sells in order', { raisedTickets: 2, isQueueing: true }, 0, false],
    ['is not written over another change', { raisedTickets: 2 }, 1, false],
  ])('%s', async (_, fields, revision, isTaken) => {
    await putLine(fields);
    const { before, after } = lower(revision);
    expect(await events.change(before, after, 'raised', NOW)).toBe(isTaken);
  });

  const resting = { isQueueing: true, isDrained: true, poolTickets: 2 };
  test.each<[string, Item, boolean]>([
    ['is taken from the pool, to its last ticket', resting, true],
    ['is not taken before the event sells in order', { ...resting, isQueueing: false }, false],
    ['is not taken while shards may hold tickets', { ...resting, isDrained: false }, false],
    ['is not taken while the clerk is at work', { ...resting, servingUpTo: '~' }, false],
    ['is not taken from a pool with fewer', { ...resting, poolTickets: 1 }, false],
  ])('%s', async (_, fields, isTaken) => {
    await putLine(fields);
    const { before, after } = lower();
    expect(await events.change(before, after, 'pool', NOW)).toBe(isTaken);
  });
});

describe('A copy of what guards a sale', () => {
  const limitIn = async (index: number) =>
    (await events.readShards(event, 'strong')).find((shard) => shard.index === index)?.maxPerCustomer;
  const changed = (revision: number, maxPerCustomer: number) => ({ ...event, revision, maxPerCustomer });

  test('replaces what is older, and nothing else; each time it is said to be there', async () => {
    for (const [revision, limit, expected] of [
      [2, 7, 7],
      [1, 6, 7],
      [2, 5, 7],
      [3, 4, 4],
    ] as const) {
      expect(await events.copyTerms(changed(revision, limit), 0)).toBe(true);
      expect(await limitIn(0)).toBe(expected);
    }
  });
});

describe('The line', () => {
  test('is marked as queueing once, and what was said of its shards then stays', async () => {
    await putLine({});
    expect(await line.markQueueing(event, await line.read(event), true, NOW)).toBe(true);
    expect(await line.markQueueing(event, await line.read(event), false, NOW)).toBe(false);
    expect(await line.read(event)).toMatchObject({ queueing: true, drained: true, lookAt: NOW });
  });

  test('is not marked by somebody who saw it before a raise, whose tickets the sweep would then find too late', async () => {
    await putLine({});
    const seen = await line.read(event);
    await putLine({ raisedTickets: 2 });
    expect(await line.markQueueing(event, seen, true, NOW)).toBe(false);
    expect(await line.markQueueing(event, await line.read(event), true, NOW)).toBe(true);
  });

  test('is not marked by somebody who knows another end of sales', async () => {
    await putLine({ salesCloseAt: NOW });
    expect(await line.markQueueing(event, await line.read(event), true, NOW)).toBe(false);
  });

  test.each<[string, Item, boolean]>([
    ['as it was seen is looked at later', {}, true],
    ['that got tickets in between is looked at when it said', { poolTickets: 1 }, false],
    ['whose sale ends at another time is looked at when it said', { salesCloseAt: NOW }, false],
  ])('%s', async (_, fields, isPostponed) => {
    const due = { lookAt: NOW, ...dueKeyOf(event.id, NOW, 'line') };
    await putLine({ isQueueing: true, isDrained: true, ...due });
    const seen = await line.read(event);
    await putLine({ isQueueing: true, isDrained: true, ...due, ...fields });
    await line.postponeLook(event, seen, NOW + 1_000);
    expect((await line.read(event)).lookAt).toBe(isPostponed ? NOW + 1_000 : NOW);
    await line.postponeLook(event, { ...seen, lookAt: NOW + 1_000 }, undefined);
    expect((await line.read(event)).lookAt).toBe(isPostponed ? undefined : NOW);
  });

  test('keeps the pass that another clerk opened', async () => {
    await putLine({ isQueueing: true, passNumber: 7, servingUpTo: 'key' });
    expect(await line.endPass(event, 6)).toBe(true);
    expect(await line.completeCancellation(event, 6)).toBe(false);
    expect(await line.read(event)).toMatchObject({ servingUpTo: 'key', cancellationDone: false });
    expect(await line.completeCancellation(event, 7)).toBe(true);
    expect(await line.endPass(event, 7)).toBe(true);
    expect((await line.read(event)).servingUpTo).toBeUndefined();
  });
});
