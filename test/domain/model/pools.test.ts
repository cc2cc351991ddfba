/** Pools: what tickets take of them, what is left of a type, and which pools an event may not have. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event } from '../../../functions/domain/model/event.ts';
import { BOOKING_LIMIT_TICKETS, POOLS_PER_TYPE_LIMIT } from '../../../functions/domain/model/limits.ts';
import { chooseReturns, placePools, shardsOfDemand } from '../../../functions/domain/model/pool-places.ts';
import {
  allFree,
  availableOf,
  type Demand,
  demandOf,
  fitsTransaction,
  isEnough,
  poolFaults,
} from '../../../functions/domain/model/pools.ts';
import { newShards } from '../../../functions/domain/model/shard.ts';
import {
  type ShardCount,
  ShardHints,
  someShards,
  takeFromSeveral,
} from '../../../functions/domain/model/shard-choice.ts';
import type { TicketType } from '../../../functions/domain/model/ticket-types.ts';

const STANDING: TicketType = { id: 'standing', name: 'Standing' };
const SEAT: TicketType = { id: 'seat', name: 'Seat', pools: ['seats'] };
const VIP: TicketType = { id: 'vip', name: 'VIP', pools: ['seats', 'vip'] };
const HALL = {
  id: 'event',
  capacity: 1_000,
  shardCount: 64,
  ticketTypes: [STANDING, SEAT, VIP],
  pools: [
    { id: 'seats', capacity: 400, firstShard: 0, shardCount: 32 },
    { id: 'vip', capacity: 50, firstShard: 0, shardCount: 4 },
  ],
  waitlist: { enabled: false },
} as unknown as Event;

const mix = [
  { type: 'vip', quantity: 2 },
  { type: 'seat', quantity: 3 },
  { type: 'standing', quantity: 4 },
];
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

describe('Tickets', () => {
  test('take a place of each pool of their type, and one of the capacity', () => {
    expect(demandOf(HALL, 9, mix)).toEqual({ quantity: 9, inPools: [5, 2] });
    expect(demandOf(HALL, 4, mix.slice(2))).toEqual({ quantity: 4, inPools: [0, 0] });
  });

  test('of an event without pools take none', () => {
    expect(demandOf({ ticketTypes: [STANDING] }, 4, mix.slice(2))).toEqual({ quantity: 4 });
  });

  test('of a type are as many as its scarcest pool has, or the capacity', () => {
    const free = { freeTickets: 30, freeInPools: [20, 10] };
    expect([STANDING, SEAT, VIP].map((type) => availableOf(HALL, type, free))).toEqual([30, 20, 10]);
    expect(availableOf(HALL, VIP, { ...free, freeTickets: 5 })).toBe(5);
  });

  test('are enough exactly if every pool has enough', () => {
    const demand = { quantity: 3, inPools: [2, 1] };
    expect(isEnough({ freeTickets: 3, freeInPools: [2, 1] }, demand)).toBe(true);
    for (const [freeTickets, ...freeInPools] of [
      [2, 2, 1],
      [3, 1, 1],
      [3, 2, 0],
    ])
      expect(isEnough({ freeTickets: freeTickets ?? 0, freeInPools }, demand)).toBe(false);
    expect(isEnough({ freeTickets: 3 }, { quantity: 3 })).toBe(true);
  });

  test('fit a transaction if it can take each ticket and each place from another shard', () => {
    const most = Math.floor(BOOKING_LIMIT_TICKETS / (1 + POOLS_PER_TYPE_LIMIT));
    const ofAllPools = (quantity: number): Demand => ({ quantity, inPools: [quantity, quantity, quantity] });
    expect([fitsTransaction(ofAllPools(most), 0), fitsTransaction(ofAllPools(most + 1), 0)]).toEqual([
      true,
      false,
    ]);
    // With the booking, its customer's tally and two checks these are 101 of the 100 actions of a transaction.
    const all = { quantity: BOOKING_LIMIT_TICKETS };
    expect([0, 1, 2].map((checks) => fitsTransaction(all, checks))).toEqual([true, true, false]);
  });
});

describe('Pools', () => {
  const faultsOf = (change: object) =>
    poolFaults({ ...HALL, ...change }).map(({ field, detail }) => `${field} ${detail}`);

  test('of a hall are in order', () => {
    expect(faultsOf({})).toEqual([]);
    expect(poolFaults({ ticketTypes: [STANDING] })).toEqual([]);
  });

  test.each([
    [
      'a type that draws on a pool that is not there',
      { ticketTypes: [SEAT, { ...VIP, pools: ['vip', 'x'] }] },
      'x is not',
    ],
    ['a type that draws on pools of an event without any', { pools: undefined }, 'seats is not'],
    [
      'a type that draws on a pool twice',
      { ticketTypes: [VIP, { ...SEAT, pools: ['seats', 'seats'] }] },
      'the same pool twice',
    ],
    [
      'two pools with one id',
      { pools: [...(HALL.pools ?? []), { id: 'vip', capacity: 1 }] },
      'two pools with the same id',
    ],
    ['a pool on which no type draws', { ticketTypes: [SEAT] }, 'name vip'],
    ['no type', { ticketTypes: undefined }, 'name seats'],
    ['a draw', { draw: { windowSeconds: 60 } }, 'combined with a draw'],
    ['a waitlist', { waitlist: { enabled: true } }, 'waitlist/enabled must be false'],
    ['nothing said of the waitlist', { waitlist: undefined }, 'waitlist/enabled must be false'],
  ])('with %s are refused', (_, change, fault) => {
    expect(faultsOf(change)).toEqual([expect.stringContaining(fault)]);
  });

  test('lie whole in the first shards: a small one in four, so that it is not scattered', () => {
    const shards = newShards({ ...HALL, stated: {}, startsAt: '2099-01-01T00:00:00Z' } as unknown as Event);
    expect(allFree(shards)).toEqual({ freeTickets: 1_000, freeInPools: [400, 50] });
    const withPlaces = (pool: number) => shards.filter(({ freeInPools }) => (freeInPools?.[pool] ?? 0) > 0);
    expect(withPlaces(0).map(({ index }) => index)).toEqual(Array.from({ length: 32 }, (_, index) => index));
    expect(withPlaces(1).map(({ freeInPools }) => freeInPools?.[1])).toEqual([13, 13, 12, 12]);
    expect(shardsOfDemand(HALL, { quantity: 1, inPools: [1, 1] })).toEqual([0, 1, 2, 3]);
    expect(shardsOfDemand(HALL, { quantity: 1, inPools: [1, 0] })).toHaveLength(32);
    expect(shardsOfDemand(HALL, { quantity: 1, inPools: [0, 0] })).toHaveLength(64);
  });
});

describe('The places of pools', () => {
  const pool = (id: string, capacity: number) => ({ id, capacity });
  const typeOf = (...pools: string[]) => ({ id: pools.join('-'), name: 'x', pools });
  const placed = (
    pools: ReturnType<typeof pool>[],
    types: TicketType[],
    event = { capacity: 1_000, shardCount: 64 },
  ) => placePools(pools, types, event).map(({ firstShard, shardCount }) => [firstShard, shardCount]);

  test('of which one ticket takes some lie together, the smaller ones side by side within the larger one', () => {
    const types = [
      typeOf('seats'),
      typeOf('seats', 'vip'),
      typeOf('seats', 'box'),
      typeOf('seats', 'vip', 'front'),
    ];
    const pools = [pool('vip', 50), pool('seats', 400), pool('box', 40), pool('front', 10)];
    expect(placed(pools, types)).toEqual([
      [0, 4],
      [0, 32],
      [4, 4],
      [0, 4],
    ]);
  });

  test('of which no ticket takes two lie side by side', () => {
    const pools = [pool('left', 500), pool('right', 500)];
    expect(placed(pools, [typeOf('left'), typeOf('right')])).toEqual([
      [0, 32],
      [32, 32],
    ]);
    const five = Array.from({ length: 5 }, (_, n) => pool(`p${n}`, 200));
    expect(
      placed(
        five,
        five.map(({ id }) => typeOf(id)),
      ),
    ).toEqual([0, 16, 32, 48, 0].map((first) => [first, 16]));
  });

  test('lie in as large a part of the shards as of the capacity, for an event that is made for a rush', () => {
    const rush = { capacity: 1_024, shardCount: 256 };
    const types = [typeOf('all'), typeOf('half')];
    expect(placed([pool('all', 1_024)], types, rush)).toEqual([[0, 256]]);
    expect(placed([pool('half', 512)], types, rush)).toEqual([[0, 128]]);
  });

  test('are given back to shards of their pool, to one of them if there is one for all', () => {
    const demand = { quantity: 2, inPools: [1, 1] };
    expect(chooseReturns(HALL, demand, () => 0.99)).toEqual([{ index: 3, ...demand }]);
    expect(
      chooseReturns({ ...HALL, pools: undefined } as unknown as Event, { quantity: 2 }, () => 0.99),
    ).toEqual([{ index: 63, quantity: 2 }]);
    const apart = {
      ...HALL,
      pools: HALL.pools?.map((one) => (one.id === 'vip' ? { ...one, firstShard: 60 } : one)),
    };
    expect(chooseReturns(apart as Event, demand, () => 0.99)).toEqual([
      { index: 31, quantity: 2, inPools: [1, 0] },
      { index: 63, quantity: 0, inPools: [0, 1] },
    ]);
  });
});

describe('Choosing shards of an event with pools', () => {
  const candidatesFor = (hints: ShardHints, inPools: number[]) =>
    hints.candidates(HALL, { quantity: 1, inPools }, 0);
  const from = (first: number, end: number) => Array.from({ length: end - first }, (_, n) => first + n);

  test('leaves the shards of scarcer pools to those who need them', () => {
    const hints = new ShardHints();
    expect(candidatesFor(hints, [0, 0])).toEqual(from(32, 64));
    expect(candidatesFor(hints, [1, 0])).toEqual(from(4, 32));
    expect(candidatesFor(hints, [1, 1])).toEqual(from(0, 4));
  });

  test('takes those of other pools once the rest is sold', () => {
    const hints = new ShardHints();
    hints.remember(
      'event',
      from(32, 64).map((index) => ({ index, freeTickets: 0, freeInPools: [0, 0] })),
      0,
    );
    expect(candidatesFor(hints, [0, 0])).toEqual(from(4, 32));
    hints.remember(
      'event',
      from(4, 32).map((index) => ({ index, freeTickets: 0, freeInPools: [3, 0] })),
      0,
    );
    expect(candidatesFor(hints, [0, 0])).toEqual(from(0, 4));
  });

  test('takes shards with as many tickets of a pool that is sold out as any other', () => {
    const hints = new ShardHints();
    hints.remember(
      'event',
      from(0, 32).map((index) => ({ index, freeTickets: 9, freeInPools: [0, 0] })),
      0,
    );
    expect(candidatesFor(hints, [0, 0])).toEqual(from(0, 64));
    expect(candidatesFor(hints, [1, 0])).toEqual([]);
  });

  test('takes any that will do if those with fewest other pools are too few, so that not all contend for them', () => {
    const hints = new ShardHints();
    const one = { freeTickets: 9, freeInPools: [0, 0] };
    const wide = { ...HALL, pools: HALL.pools?.map((pool) => ({ ...pool, shardCount: 64 })) } as Event;
    hints.remember('event', [{ index: 7, ...one }], 0);
    const candidates = hints.candidates(wide, { quantity: 1, inPools: [0, 0] }, 0);
    expect(candidates).toEqual(from(0, 64));
  });

  const places = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 2 });
  const shards: fc.Arbitrary<ShardCount[]> = fc
    .array(
      fc.record({ freeTickets: fc.integer({ min: 0, max: 4 }), freeInPools: places, closed: fc.boolean() }),
      {
        maxLength: 10,
      },
    )
    .map((all) => all.map((shard, index) => ({ ...shard, index })));
  const demands = fc.record({ quantity: fc.integer({ min: 1, max: 9 }), inPools: places });

  test('takes all that is wanted, from no shard more than it has, and exactly if all together have it', () => {
    fc.assert(
      fc.property(shards, demands, (all, demand) => {
        const open = all.filter(({ closed }) => !closed);
        const takes = takeFromSeveral(all, demand);
        expect(takes !== undefined).toBe(isEnough({ freeInPools: [0, 0], ...allFree(open) }, demand));
        if (takes === undefined) return;
        expect(sum(takes.map(({ quantity }) => quantity))).toBe(demand.quantity);
        for (const pool of [0, 1])
          expect(sum(takes.map(({ inPools = [] }) => inPools[pool] ?? 0))).toBe(demand.inPools[pool]);
        for (const take of takes)
          expect(isEnough(open.find(({ index }) => index === take.index) ?? { freeTickets: 0 }, take)).toBe(
            true,
          );
        expect(takes.length).toBeLessThanOrEqual(demand.quantity + sum(demand.inPools));
      }),
    );
  });

  test('finds what is wanted among some shards, if it is anywhere', () => {
    fc.assert(
      fc.property(shards, demands, fc.double({ min: 0, max: 0.99, noNaN: true }), (all, demand, chance) => {
        const some = someShards(all, demand, () => chance);
        expect(takeFromSeveral(some, demand) === undefined).toBe(takeFromSeveral(all, demand) === undefined);
      }),
    );
  });
});
