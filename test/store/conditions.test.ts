/**
 * The conditions on taking tickets and on joining the waitlist. Each rule exists twice: as a pure function in the domain
 * and as a condition in the store. These tests compare the two, on random states and at the boundaries: the engine must
 * decide like the function.
 */
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { copiedTerms, type Event } from '../../functions/domain/model/event.ts';
import { BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT } from '../../functions/domain/model/limits.ts';
import { salesState } from '../../functions/domain/model/sale-terms.ts';
import { joinVerdict, type Shard, takeVerdict } from '../../functions/domain/model/shard.ts';
import { isFull } from '../../functions/domain/model/waitlist-room.ts';
import type { Tally, TallyCheck } from '../../functions/domain/ports/booking-store.ts';
import { eventStore } from '../../functions/store/events.ts';
import { tallyKey } from '../../functions/store/items/tally.ts';
import { toWaitlistItem } from '../../functions/store/items/waitlist-state.ts';
import type { Item } from '../../functions/store/table/item.ts';
import { TABLE_NAME } from '../kit/boxoffice.ts';
import { asStated, createConditionsTable, NOW } from '../kit/conditions-table.ts';

const RUNS = { numRuns: 150 };
const CUSTOMER = 'customer';

const { table, event, bookings, waitlist, put, putShard, aWrite, stop } = await createConditionsTable();
afterAll(() => stop());

async function readShard(): Promise<Shard | undefined> {
  const shards = await eventStore(table).readShards(event, 'strong');
  return shards.find((shard) => shard.index === 0);
}

/** Instants just before, at and just after now, and far away. */
const instants = fc.constantFrom(NOW - 100_000, NOW - 1, NOW, NOW + 1, NOW + 100_000);
/** Mostly the value that a sale needs, so that a single other field often decides the outcome. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

const shards = (closed: boolean): fc.Arbitrary<Shard> =>
  fc.record({
    index: fc.constant(0),
    freeTickets: fc.integer({ min: 0, max: 4 }),
    closed: mostly(closed, fc.constant(!closed)),
    joined: fc.constant(0),
    salesOpenAt: mostly(NOW - 1, instants),
    salesCloseAt: mostly(NOW + 1, instants),
    doorClosesAt: mostly(NOW + 1, instants),
    maxPerCustomer: mostly(10, fc.constantFrom(9, 11)),
  });

describe.each([
  ['SHARD_SELLS', false],
  ['SHARD_SELLS_AT_DOOR', true],
])('%s', (_, isAtDoor) => {
  test('lets a booking take tickets exactly if `takeVerdict` says yes, and takes the requested quantity', async () => {
    const verdicts = new Set<string>();
    await fc.assert(
      fc.asyncProperty(shards(false), fc.integer({ min: 1, max: 4 }), async (shard, quantity) => {
        await putShard(shard);
        const request = { now: NOW, quantity, maxPerCustomer: event.maxPerCustomer, isAtDoor };
        const verdict = takeVerdict(shard, request);
        verdicts.add(verdict);
        const write = { ...aWrite(quantity), isAtDoor };
        const outcome = await bookings.take({ ...write, takes: [{ index: 0, quantity }] });
        const taken = verdict === 'yes' ? quantity : 0;
        expect(outcome).toEqual(verdict === 'yes' ? { kind: 'done' } : { kind: 'refused', shards: [shard] });
        expect(await readShard()).toEqual({ ...shard, freeTickets: shard.freeTickets - taken });
      }),
      RUNS,
    );
    expect([...verdicts].sort()).toEqual(
      ['yes', 'terms-changed', 'sales-not-open', 'sales-closed', 'closed', 'short'].sort(),
    );
  });

  test.each([
    ['open at exactly now', NOW, NOW + 1, 'done'],
    ['open a millisecond from now', NOW + 1, NOW + 2, 'refused'],
    ['close at exactly now', NOW - 1, NOW, 'refused'],
    ['close a millisecond from now', NOW - 1, NOW + 1, 'done'],
  ])('sales that %s', async (_, salesOpenAt, salesCloseAt, kind) => {
    const window = { salesOpenAt, salesCloseAt, doorClosesAt: salesCloseAt };
    await putShard({ index: 0, freeTickets: 1, closed: false, joined: 0, maxPerCustomer: 10, ...window });
    const write = { ...aWrite(1), isAtDoor, takes: [{ index: 0, quantity: 1 }] };
    expect(await bookings.take(write)).toMatchObject({ kind });
    expect(salesState(asStated(salesOpenAt, salesCloseAt), NOW) === 'open').toBe(kind === 'done');
  });
});

describe('hasInPools', () => {
  test('lets a booking take places of pools exactly if `takeVerdict` says yes, and takes those that it wants', async () => {
    const verdicts = new Set<string>();
    const counts = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(shards(false), counts, counts, async (free, freeInPools, inPools) => {
        const shard = { ...free, freeInPools };
        await putShard(shard);
        const demand = { quantity: 1, inPools };
        const request = { now: NOW, maxPerCustomer: event.maxPerCustomer, ...demand };
        const verdict = takeVerdict(shard, request);
        verdicts.add(verdict);
        const outcome = await bookings.take({ ...aWrite(1), takes: [{ index: 0, ...demand }] });
        expect(outcome).toEqual(verdict === 'yes' ? { kind: 'done' } : { kind: 'refused', shards: [shard] });
        const left = freeInPools.map((places, pool) => places - (inPools[pool] ?? 0));
        expect(await readShard()).toEqual(
          verdict === 'yes' ? { ...shard, freeTickets: shard.freeTickets - 1, freeInPools: left } : shard,
        );
      }),
      RUNS,
    );
    expect(verdicts).toContain('yes');
    expect(verdicts).toContain('short');
  });
});

describe('UNASSIGNED_SELL_AT_DOOR', () => {
  const doorSale = () => ({ ...aWrite(2), isAtDoor: true });
  const afterSales = {
    sellsInOrder: true,
    areShardsEmpty: true,
    unassignedTickets: 2,
    salesCloseAt: NOW,
    doorClosesAt: NOW + 1,
  };

  test.each<[string, Item, boolean]>([
    ['takes the last unassigned tickets after sales have closed', {}, true],
    ['takes none while sales are open and others wait', { salesCloseAt: NOW + 1 }, false],
    ['takes none after the event has ended', { doorClosesAt: NOW }, false],
    ['takes none before the shards are empty', { areShardsEmpty: false }, false],
    ['takes none if there are fewer than requested', { unassignedTickets: 1 }, false],
    ['takes none if the limit of a customer has changed', { maxPerCustomer: 9 }, false],
  ])('%s', async (_, fields, isSold) => {
    await put({ ...toWaitlistItem(event), ...afterSales, ...fields });
    expect((await bookings.takeUnassigned(doorSale())).kind).toBe(isSold ? 'done' : 'refused');
    expect((await waitlist.read(event)).unassigned).toBe(isSold ? 0 : (fields['unassignedTickets'] ?? 2));
  });
});

describe('SHARD_ADMITS_TO_WAITLIST', () => {
  test('lets a booking join exactly if `joinVerdict` says yes, and counts it', async () => {
    const verdicts = new Set<string>();
    await fc.assert(
      fc.asyncProperty(shards(true), async (shard) => {
        await putShard(shard);
        const verdict = joinVerdict(shard, { now: NOW, maxPerCustomer: event.maxPerCustomer });
        verdicts.add(verdict);
        const outcome = await bookings.join({ ...aWrite(1), shard: 0, atOnce: false });
        expect(outcome).toEqual(verdict === 'yes' ? { kind: 'done' } : { kind: 'refused', shards: [shard] });
        expect(await readShard()).toEqual({ ...shard, joined: verdict === 'yes' ? 1 : 0 });
      }),
      RUNS,
    );
    expect([...verdicts].sort()).toEqual(['yes', 'terms-changed', 'sales-not-open', 'sales-closed'].sort());
  });
});

describe('The limit of a customer', () => {
  const manyTickets = { index: 0, freeTickets: 1_000, closed: false, joined: 0, maxPerCustomer: 10 };
  const open = { salesOpenAt: NOW, salesCloseAt: NOW + 1, doorClosesAt: NOW + 1 };
  const openShard = () => putShard({ ...manyTickets, ...open });
  const LIMIT = BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT;

  const putTally = (tally: Tally) =>
    put({ ...tallyKey(CUSTOMER, event.id), ...tally, shardCount: event.shardCount });
  const aTally = (held: number, count: number): Tally => ({
    held,
    bookingIds: Array.from({ length: count }, (_, n) => `booking-${n}`),
    raises: count,
  });
  const take = (quantity: number, tally?: TallyCheck) =>
    bookings.take({ ...aWrite(quantity, CUSTOMER, tally), takes: [{ index: 0, quantity }] });

  test('allows a booking exactly if the held and the requested tickets together are within it', async () => {
    await openShard();
    const held = fc.integer({ min: 0, max: 12 });
    const count = fc.constantFrom(0, 1, LIMIT - 1, LIMIT, LIMIT + 1);
    await fc.assert(
      fc.asyncProperty(held, count, fc.integer({ min: 1, max: 10 }), async (has, bookingCount, quantity) => {
        const tally = aTally(has, bookingCount);
        await putTally(tally);
        const isWithin = has + quantity <= event.maxPerCustomer && bookingCount < LIMIT;
        expect(await take(quantity)).toEqual(
          isWithin ? { kind: 'done' } : { kind: 'refused', shards: [], tally },
        );
      }),
      { numRuns: 60 },
    );
  });

  test('allows the first booking of a customer without a tally', async () => {
    await openShard();
    await table.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: tallyKey(CUSTOMER, event.id) }));
    expect(await take(event.maxPerCustomer)).toEqual({ kind: 'done' });
    expect(await take(1)).toMatchObject({ kind: 'refused', tally: { held: event.maxPerCustomer } });
  });

  test.each([
    ['with as many raises as the recount saw', 3, 'done'],
    ['with one more', 4, 'refused'],
    ['with one fewer', 2, 'refused'],
  ])('replaces only a tally that was not raised since it was recounted: %s', async (_, raises, kind) => {
    await openShard();
    await putTally({ ...aTally(10, 3), raises });
    const recounted = { kind: 'recounted' as const, held: 5, bookingIds: ['booking-1'], seenRaises: 3 };
    expect(await take(2, recounted)).toMatchObject({ kind });
    if (kind === 'done') expect(await take(3)).toEqual({ kind: 'done' });
  });
});

/** The event with a limit of its waitlist. */
const limited: Event = { ...event, waitlist: { ...event.waitlist, limit: 3 } };
const rooms = fc.integer({ min: -1, max: 2 });

describe('SHARD_HAS_ROOM', () => {
  test('lets a booking join a limited waitlist exactly if `joinVerdict` says yes, and takes its room', async () => {
    const verdicts = new Set<string>();
    await fc.assert(
      fc.asyncProperty(shards(true), rooms, async (terms, room) => {
        const shard = { ...terms, room };
        await putShard(shard);
        const verdict = joinVerdict(shard, { now: NOW, maxPerCustomer: event.maxPerCustomer });
        verdicts.add(verdict);
        const outcome = await bookings.join({ ...aWrite(1), event: limited, shard: 0, atOnce: false });
        expect(outcome).toEqual(verdict === 'yes' ? { kind: 'done' } : { kind: 'refused', shards: [shard] });
        const taken = verdict === 'yes' ? 1 : 0;
        expect(await readShard()).toEqual({ ...shard, joined: taken, room: room - taken });
      }),
      RUNS,
    );
    expect([...verdicts].sort()).toEqual(
      ['yes', 'terms-changed', 'sales-not-open', 'sales-closed', 'full'].sort(),
    );
  });
});

describe('WAITLIST_HAS_ROOM', () => {
  test('lets a booking take unassigned room exactly if a shard with as much would let it join', async () => {
    const fields = fc.record({
      unassignedRoom: rooms,
      salesOpenAt: mostly(NOW - 1, instants),
      salesCloseAt: mostly(NOW + 1, instants),
      maxPerCustomer: mostly(10, fc.constantFrom(9, 11)),
    });
    await fc.assert(
      fc.asyncProperty(fields, async ({ unassignedRoom, ...stored }) => {
        const item = { ...toWaitlistItem(limited), sellsInOrder: true, areShardsFull: true };
        await put({ ...item, unassignedRoom, ...stored });
        const shard = { ...copiedTerms(event), index: 0, freeTickets: 0, closed: true, joined: 0, ...stored };
        const asShard = { ...shard, room: unassignedRoom };
        const verdict = joinVerdict(asShard, { now: NOW, maxPerCustomer: event.maxPerCustomer });
        const join = { ...aWrite(1), event: limited, shard: 0, isRoomUnassigned: true, atOnce: false };
        const outcome = await bookings.join(join);
        expect(outcome.kind).toBe(verdict === 'yes' ? 'done' : 'refused');
        const state = await waitlist.read(event);
        if (outcome.kind === 'refused') {
          expect(outcome.waitlist).toEqual(state);
          const inSales = stored.maxPerCustomer === 10 && !verdict.startsWith('sales');
          if (inSales) expect(isFull(state)).toBe(verdict === 'full');
        }
        const taken = verdict === 'yes' ? 1 : 0;
        expect(state).toMatchObject({ unassignedRoom: unassignedRoom - taken, served: 0 });
      }),
      { numRuns: 80 },
    );
  });
});

describe('Room of a limited waitlist', () => {
  const anyRoom = fc.integer({ min: 0, max: 6 });
  const putState = async (room: number, unassignedRoom: number, areShardsFull: boolean) => {
    const terms = { index: 0, freeTickets: 0, closed: true, joined: 0, ...copiedTerms(event) };
    await putShard({ ...terms, room });
    const item = { ...toWaitlistItem(limited), unassignedRoom, roomMoves: 4 };
    await put({ ...item, ...(areShardsFull && { areShardsFull }) });
  };
  const quantities = fc.integer({ min: 1, max: 6 });

  test('is moved to a shard if there is as much, which counts the move and ends the note', async () => {
    await fc.assert(
      fc.asyncProperty(anyRoom, anyRoom, quantities, async (room, unassignedRoom, quantity) => {
        await putState(room, unassignedRoom, true);
        const isThere = unassignedRoom >= quantity;
        expect(await waitlist.moveRoom(limited, [{ index: 0, quantity }])).toBe(isThere);
        const moved = isThere ? quantity : 0;
        expect(await readShard()).toMatchObject({ room: room + moved });
        const state = await waitlist.read(event);
        expect(state).toMatchObject({
          unassignedRoom: unassignedRoom - moved,
          roomMoves: isThere ? 5 : 4,
        });
        expect(state.shardsFull).toBe(isThere ? undefined : true);
      }),
      { numRuns: 40 },
    );
  });

  test('is taken back from a shard that has as much', async () => {
    await fc.assert(
      fc.asyncProperty(anyRoom, anyRoom, quantities, async (room, unassignedRoom, quantity) => {
        await putState(room, unassignedRoom, false);
        const isThere = room >= quantity;
        expect(await waitlist.takeBackRoom(limited, [{ index: 0, quantity }])).toBe(isThere);
        const moved = isThere ? quantity : 0;
        expect(await readShard()).toMatchObject({ room: room - moved });
        expect(await waitlist.read(event)).toMatchObject({
          unassignedRoom: unassignedRoom + moved,
          roomMoves: 4,
        });
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    [4, true],
    [3, false],
    [5, false],
  ])('is noted as gone from the shards only while no room was moved: seen %d', async (seen, isNoted) => {
    await putState(0, 0, false);
    expect(await waitlist.noteShardsFull(limited, seen)).toBe(isNoted);
    expect((await waitlist.read(event)).shardsFull).toBe(isNoted ? true : undefined);
  });
});
