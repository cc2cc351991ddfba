/**
 * Conditions that a write depends on the state read before it: writes of the clerk, of the closing of a sale and of an
 * organizer's change. Each condition holds for the state as read, and fails for every change of it in between.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Shard } from '../../functions/domain/model/shard.ts';
import type { WaitlistState } from '../../functions/domain/model/waitlist-state.ts';
import type { EventChangeStore } from '../../functions/domain/ports/event-change-store.ts';
import type { EventStore } from '../../functions/domain/ports/event-store.ts';
import type { WaitlistStore } from '../../functions/domain/ports/waitlist-store.ts';
import { bookingStore } from '../../functions/store/bookings.ts';
import { eventChangeStore } from '../../functions/store/event-change.ts';
import { eventStore } from '../../functions/store/events.ts';
import { toBookingItem } from '../../functions/store/items/booking.ts';
import { toEntryItem } from '../../functions/store/items/entry.ts';
import { dueKeyOf } from '../../functions/store/items/pending-work.ts';
import { toShardItem } from '../../functions/store/items/shard.ts';
import { toWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { aBoxoffice, createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { aBooking } from '../kit/stored-bookings.ts';
import { strictTable } from '../kit/strict-table.ts';

const NOW = Date.parse('2030-01-01T00:00:00.000Z');
const when = { now: NOW, endOfWaitlist: NOW, dueAt: NOW, lookAt: NOW, last: true };

let testTable: TestTable;
let table: Table;
let events: EventStore;
let changes: EventChangeStore;
let waitlist: WaitlistStore;
let event: Event;
beforeAll(async () => {
  testTable = await createTestTable();
  table = strictTable(TABLE_NAME);
  events = eventStore(table);
  changes = eventChangeStore(table);
  waitlist = waitlistStore(table);
});
beforeEach(async () => {
  event = await aBoxoffice().anEvent({ capacity: 8 });
});
afterAll(() => testTable.stop());

const put = (item: Item) => table.client.send(new PutCommand({ TableName: TABLE_NAME, Item: item }));
const putWaitlist = (fields: Item) => put({ ...toWaitlistItem(event), ...fields });
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
    ['is returned to an open shard', {}, 1, true],
    ['is not returned to a closed one', { closed: true }, 1, false],
    ['is not returned if another quantity was seen', {}, 2, false],
  ])('%s', async (_, shard, seen, isReturned) => {
    await putShard(shard);
    const { id } = await storedBooking({ released: 1 });
    const release = { bookingId: id, quantity: seen, expired: 0, bytes: 500 };
    expect(await waitlist.returnToShards(event, release, [{ index: 0, quantity: seen }], NOW)).toBe(
      isReturned,
    );
    expect(await freeIn(0)).toBe(isReturned ? 2 + seen : 2);
  });

  test.each([
    [1, true],
    [2, false],
  ])(
    'of one ticket, seen as %i, is collected exactly if the quantities are equal',
    async (quantity, isCollected) => {
      await putWaitlist({ sellsInOrder: true, areShardsEmpty: true });
      const { id } = await storedBooking({ released: 1 });
      const batch = {
        collect: [{ bookingId: id, quantity, expired: 0, bytes: 500 }],
        promote: [],
        unassigned: quantity,
      };
      expect(await waitlist.writeBatch(event, await waitlist.read(event), batch, when)).toBe(isCollected);
      expect((await waitlist.read(event)).unassigned).toBe(isCollected ? 1 : 0);
    },
  );
});

describe('An expired offer', () => {
  test.each<[string, Partial<Booking>, boolean]>([
    ['is withdrawn if it is as it was seen', {}, true],
    ['is unchanged if it has fewer tickets now', { quantity: 1 }, false],
    ['is unchanged if more tickets were released since', { released: 2 }, false],
    ['is unchanged if the release was handed on', { released: 0 }, false],
  ])('%s', async (_, fields, isTaken) => {
    await putWaitlist({ sellsInOrder: true, areShardsEmpty: true });
    const offer = { status: 'offered' as const, quantity: 2, released: 1, offerExpiresAt: NOW };
    const { id } = await storedBooking({ ...offer, ...fields });
    const batch = {
      collect: [{ bookingId: id, quantity: 3, expired: 2, bytes: 500 }],
      promote: [],
      unassigned: 3,
    };
    expect(await waitlist.writeBatch(event, await waitlist.read(event), batch, when)).toBe(isTaken);
  });
});

describe('A change of a booking', () => {
  test('is rejected after an addition to its history', async () => {
    const bookings = bookingStore(table);
    const booking = await storedBooking({});
    const [historyEntry] = booking.history;
    if (historyEntry === undefined) throw new Error('The booking has no history.');
    const changed = { ...booking, history: [...booking.history, historyEntry] };
    expect(await bookings.appendHistory(event, booking, historyEntry)).toBe(true);
    expect(await bookings.appendHistory(event, booking, historyEntry)).toBe(false);
    expect(await bookings.change(event, booking, changed, when)).toBe(false);
    expect((await bookings.read(event, booking.id))?.history).toHaveLength(2);
  });
});

describe('A promotion', () => {
  const waiter = { status: 'waitlisted' as const, quantity: 3 };

  test.each<[string, Partial<Booking>, number, number, boolean]>([
    ['of a waiter for as many tickets is written', waiter, 3, 3, true],
    ['of some of the tickets is written', waiter, 3, 1, true],
    ['of a confirmed booking is not written', { ...waiter, status: 'confirmed' }, 3, 3, false],
    [
      'of some of the tickets of a cancelled booking is not written',
      { ...waiter, status: 'cancelled' },
      3,
      1,
      false,
    ],
    ['of a waiter who wants fewer now is not written', waiter, 4, 4, false],
    ['of some of the tickets of a waiter who wants fewer now is not written', waiter, 4, 1, false],
  ])('%s', async (_, fields, seen, quantity, isWritten) => {
    await putWaitlist({
      sellsInOrder: true,
      areShardsEmpty: true,
      unassignedTickets: 4,
      salesCloseAt: NOW + 1,
    });
    const booking = await storedBooking(fields);
    await put(toEntryItem(event, { ...booking, quantity: 3 }));
    const [stored] = (await waitlist.readHead(event, { upTo: '~' })).entries;
    if (stored === undefined) throw new Error('Nobody waits.');
    const batch = {
      collect: [],
      promote: [{ entry: { ...stored, quantity: seen }, quantity }],
      unassigned: 0,
    };
    expect(await waitlist.writeBatch(event, await waitlist.read(event), batch, when)).toBe(isWritten);
    expect((await waitlist.read(event)).unassigned).toBe(isWritten ? 0 : 4);
  });
});

describe('Collecting the tickets of shards', () => {
  test.each([
    ['empties a closed shard that is as it was seen', { closed: true }, 2, true],
    ['leaves an open one unchanged', {}, 2, false],
    ['leaves one unchanged that had more tickets when it was seen', { closed: true }, 3, false],
  ])('%s', async (_, shard, seen, areShardsEmpty) => {
    await putWaitlist({ sellsInOrder: true });
    await putShard(shard);
    const shards = [aShard({ freeTickets: seen })];
    const part = { shards, isLast: true };
    expect(await waitlist.collectFromShards(event, await waitlist.read(event), part, NOW)).toBe(
      areShardsEmpty,
    );
    expect(await freeIn(0)).toBe(areShardsEmpty ? 0 : 2);
  });

  test('does not add a pending capacity twice', async () => {
    await putWaitlist({ sellsInOrder: true, pendingTickets: 2 });
    const seen = await waitlist.read(event);
    const none = { shards: [], isLast: true };
    expect(await waitlist.collectFromShards(event, { ...seen, pendingCapacity: 1 }, none, NOW)).toBe(false);
    expect(await waitlist.collectFromShards(event, seen, none, NOW)).toBe(true);
    expect(await waitlist.collectFromShards(event, seen, none, NOW)).toBe(false);
    expect(await waitlist.read(event)).toMatchObject({ unassigned: 2, pendingCapacity: 0 });
  });
});

describe('A raised capacity', () => {
  test.each([
    ['becomes free in an open shard', {}, {}, 4, true],
    ['does not become free once the event sells in order', { sellsInOrder: true }, {}, 4, false],
    ['does not become free if another pending capacity was seen', {}, {}, 3, false],
    ['does not become free if the shard is closed', {}, { closed: true }, 4, false],
  ])('%s', async (_, fields, shard, seen, isFreed) => {
    await putWaitlist({ pendingTickets: 4, ...fields });
    await putShard(shard);
    expect(await waitlist.freePendingCapacity(event, seen, { index: 0, quantity: 3 })).toBe(isFreed);
    expect((await waitlist.read(event)).pendingCapacity).toBe(isFreed ? 1 : 4);
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
    ['is not withdrawn once the event sells in order', {}, { sellsInOrder: true }, false],
    ['is not withdrawn from a cancelled event', {}, { salesCloseAt: 0 }, false],
  ])('%s', async (_, shard, fields, isTaken) => {
    await putWaitlist(fields);
    await putShard(shard);
    expect(await changes.withdraw(event, { index: 0, quantity: 2 }, NOW)).toBe(isTaken);
    expect((await waitlist.read(event)).pendingCapacity).toBe(isTaken ? 2 : 0);
    expect(await freeIn(0)).toBe((shard.freeTickets ?? 2) - (isTaken ? 2 : 0));
  });

  test.each<[string, Item, number, boolean]>([
    ['is taken from the withdrawn tickets', { pendingTickets: 2 }, 0, true],
    ['is not taken if fewer were withdrawn', { pendingTickets: 1 }, 0, false],
    ['is not taken once the event sells in order', { pendingTickets: 2, sellsInOrder: true }, 0, false],
    ['is not written over another change', { pendingTickets: 2 }, 1, false],
  ])('%s', async (_, fields, revision, isTaken) => {
    await putWaitlist(fields);
    const { before, after } = lower(revision);
    expect(await changes.change(before, after, 'pending', NOW)).toBe(isTaken);
  });

  const idle = { sellsInOrder: true, areShardsEmpty: true, unassignedTickets: 2 };
  test.each<[string, Item, boolean]>([
    ['is taken from the unassigned tickets, to the last one', idle, true],
    ['is not taken before the event sells in order', { ...idle, sellsInOrder: false }, false],
    ['is not taken while shards may hold tickets', { ...idle, areShardsEmpty: false }, false],
    ['is not taken during a pass of the clerk', { ...idle, servingUpTo: '~' }, false],
    ['is not taken if fewer tickets are unassigned', { ...idle, unassignedTickets: 1 }, false],
  ])('%s', async (_, fields, isTaken) => {
    await putWaitlist(fields);
    const { before, after } = lower();
    expect(await changes.change(before, after, 'unassigned', NOW)).toBe(isTaken);
  });
});

describe('A copy of the sale terms', () => {
  const limitIn = async (index: number) =>
    (await events.readShards(event, 'strong')).find((shard) => shard.index === index)?.maxPerCustomer;
  const changed = (revision: number, maxPerCustomer: number) => ({ ...event, revision, maxPerCustomer });

  test('replaces only an older one, and is reported as present each time', async () => {
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

describe('The waitlist', () => {
  const startSelling = (seen: WaitlistState, areShardsEmpty: boolean) =>
    waitlist.startSellingInOrder(event, seen, { areShardsEmpty, becomesQuiet: false }, NOW);

  test('starts selling in order once, and keeps the `areShardsEmpty` of that write', async () => {
    await putWaitlist({});
    expect(await startSelling(await waitlist.read(event), true)).toBe(true);
    expect(await startSelling(await waitlist.read(event), false)).toBe(false);
    expect(await waitlist.read(event)).toMatchObject({ sellsInOrder: true, shardsEmpty: true, lookAt: NOW });
  });

  test('does not start selling in order if the capacity was raised since it was read: the sweep would find those tickets too late', async () => {
    await putWaitlist({});
    const seen = await waitlist.read(event);
    await putWaitlist({ pendingTickets: 2 });
    expect(await startSelling(seen, true)).toBe(false);
    expect(await startSelling(await waitlist.read(event), true)).toBe(true);
  });

  test('does not start selling in order if another end of sales was seen', async () => {
    await putWaitlist({ salesCloseAt: NOW });
    expect(await startSelling(await waitlist.read(event), true)).toBe(false);
  });

  test.each<[string, Item, boolean]>([
    ['gets a later look if it is as it was seen', {}, true],
    ['keeps its due time if it got tickets in between', { unassignedTickets: 1 }, false],
    ['keeps its due time if the end of sales has changed', { salesCloseAt: NOW }, false],
  ])('%s', async (_, fields, isPostponed) => {
    const due = { lookAt: NOW, ...dueKeyOf(event.id, NOW, 'line') };
    await putWaitlist({ sellsInOrder: true, areShardsEmpty: true, ...due });
    const seen = await waitlist.read(event);
    await putWaitlist({ sellsInOrder: true, areShardsEmpty: true, ...due, ...fields });
    await waitlist.postponeLook(event, seen, NOW + 1_000);
    expect((await waitlist.read(event)).lookAt).toBe(isPostponed ? NOW + 1_000 : NOW);
    await waitlist.postponeLook(event, { ...seen, lookAt: NOW + 1_000 }, undefined);
    expect((await waitlist.read(event)).lookAt).toBe(isPostponed ? undefined : NOW);
  });

  test('keeps a pass that another clerk started', async () => {
    await putWaitlist({ sellsInOrder: true, passNumber: 7, servingUpTo: 'key' });
    expect(await waitlist.endPass(event, 6)).toBe(true);
    expect(await waitlist.completeCancellation(event, 6)).toBe(false);
    expect(await waitlist.read(event)).toMatchObject({ servingUpTo: 'key', cancellationDone: false });
    expect(await waitlist.completeCancellation(event, 7)).toBe(true);
    expect(await waitlist.endPass(event, 7)).toBe(true);
    expect((await waitlist.read(event)).servingUpTo).toBeUndefined();
  });
});
