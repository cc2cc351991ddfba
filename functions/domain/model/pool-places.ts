/**
 * Where the places of pools lie: each pool in a range of an event's shards, which never changes. A ticket needs a place of each of its
 * pools and a ticket of the capacity, so pools of which one ticket takes places lie in the same shards, and others apart, so that they do
 * not compete for the tickets of some shards while those of others have no places.
 */
import type { Event } from './event.ts';
import { SHARDS_MIN, TICKETS_PER_SHARD } from './limits.ts';
import type { Demand, Pool, StatedPool } from './pools.ts';
import { splitCapacity } from './shard.ts';
import type { ShardTake } from './shard-choice.ts';
import type { TicketType } from './ticket-types.ts';

type Sized = Pick<Event, 'capacity' | 'shardCount'>;
type Placed = Pick<Event, 'shardCount' | 'pools'>;

/**
 * In how many shards a pool lies, a power of two: in as many as an event of its size has, so that a small one is not scattered over shards
 * that have a place each, and in a part of the event's shards as large as its part of the capacity, so that it sells as fast.
 */
function shardCountOf({ capacity }: StatedPool, event: Sized): number {
  const share = (event.shardCount * capacity) / event.capacity;
  const wanted = Math.max(SHARDS_MIN, capacity / TICKETS_PER_SHARD, share);
  return Math.min(event.shardCount, 2 ** Math.ceil(Math.log2(wanted)));
}

/**
 * Places the pools of a new event, the largest first: one of which a ticket takes a place together with one of a larger pool lies within
 * that, all others one behind the other.
 */
export function placePools(pools: StatedPool[], types: TicketType[], event: Sized): Pool[] {
  const areTogether = (one: string, other: string) =>
    types.some(({ pools: drawn = [] }) => drawn.includes(one) && drawn.includes(other));
  const placed: (Pool & { next: number })[] = [];
  let next = 0;
  for (const pool of pools.toSorted((one, other) => other.capacity - one.capacity)) {
    const shardCount = shardCountOf(pool, event);
    const around = placed.findLast(({ id }) => areTogether(id, pool.id));
    const firstShard = around === undefined ? next : around.firstShard + around.next;
    if (around === undefined) next = (next + shardCount) % event.shardCount;
    else around.next = (around.next + shardCount) % around.shardCount;
    placed.push({ ...pool, firstShard: firstShard % event.shardCount, shardCount, next: 0 });
  }
  return pools.flatMap(({ id }) =>
    placed.filter((pool) => pool.id === id).map(({ next: _next, ...pool }) => pool),
  );
}

/** Whether the pool has places in the shard with this index. */
export function liesIn(
  { firstShard, shardCount }: Pool,
  index: number,
  event: Pick<Event, 'shardCount'>,
): boolean {
  return (index - firstShard + event.shardCount) % event.shardCount < shardCount;
}

/** @returns the indexes of the shards in which the pool lies, in order. */
export function shardsOfPool({ firstShard, shardCount }: Pool, event: Pick<Event, 'shardCount'>): number[] {
  return Array.from({ length: shardCount }, (_, nth) => (firstShard + nth) % event.shardCount);
}

/** @returns the free places of each pool in each shard of a new event; undefined if it has no pools. */
export function newPlaces(event: Placed): number[][] | undefined {
  const { pools, shardCount } = event;
  if (pools === undefined) return undefined;
  const shares = pools.map((pool) => {
    const split = splitCapacity(pool.capacity, pool.shardCount);
    return new Map(shardsOfPool(pool, event).map((index, nth) => [index, split[nth] ?? 0]));
  });
  return Array.from({ length: shardCount }, (_, index) => shares.map((share) => share.get(index) ?? 0));
}

/** @returns the wanted pools of the event. */
function wantedPools({ pools = [] }: Placed, { inPools = [] }: Demand): Pool[] {
  return pools.filter((_, pool) => (inPools[pool] ?? 0) > 0);
}

/** @returns the indexes of all shards. */
export function allShards({ shardCount }: Pick<Event, 'shardCount'>): number[] {
  return Array.from({ length: shardCount }, (_, index) => index);
}

/** @returns the indexes of the shards in which every wanted pool lies: all shards if none is wanted. */
export function shardsOfDemand(event: Placed, demand: Demand): number[] {
  const wanted = wantedPools(event, demand);
  return allShards(event).filter((index) => wanted.every((pool) => liesIn(pool, index, event)));
}

/** @returns the indexes of the shards of each wanted pool, those of the fewest first. */
export function shardsOfEachPool(event: Placed, demand: Demand): number[][] {
  const inOrder = wantedPools(event, demand).toSorted((one, other) => one.shardCount - other.shardCount);
  return inOrder.map((pool) => shardsOfPool(pool, event));
}

/**
 * Chooses the shards to which tickets are given back. Places stay in the shards of their pool: one shard takes all if every pool lies in
 * it, and otherwise one shard for each pool. `random` in [0, 1).
 */
export function chooseReturns(event: Placed, demand: Demand, random: () => number): ShardTake[] {
  const { quantity, inPools } = demand;
  const some = (indexes: number[]) => indexes[Math.floor(random() * indexes.length)] ?? 0;
  const common = shardsOfDemand(event, demand);
  if (inPools === undefined || common.length > 0)
    return [{ index: some(common), quantity, ...(inPools && { inPools }) }];
  const returns = new Map<number, Required<Demand>>();
  for (const [pool, places] of inPools.entries()) {
    const placed = event.pools?.[pool];
    if (placed === undefined || places === 0) continue;
    const index = some(shardsOfPool(placed, event));
    const before = returns.get(index) ?? {
      quantity: returns.size === 0 ? quantity : 0,
      inPools: inPools.map(() => 0),
    };
    returns.set(index, { ...before, inPools: before.inPools.with(pool, places) });
  }
  return [...returns].map(([index, share]) => ({ index, ...share }));
}
