/**
 * Chooses the shards that a booking takes from: the next one of the rotation, a fuller one if hints say so,
 * and several if none is enough alone. Hints may be outdated; the condition of the transaction decides.
 */
import type { Event } from './event.ts';
import { FULLNESS_POWER, SHARD_HINT_TTL_MS } from './limits.ts';
import { liesIn, shardsOfDemand } from './pool-places.ts';
import { type Demand, type FreePlaces, isEnough } from './pools.ts';
import type { Shard } from './shard.ts';

/** Tickets, and places of pools, to take from one shard. */
export type ShardTake = { index: number } & Demand;

/** The part of a shard that a choice needs. */
export type ShardCount = Pick<Shard, 'index' | 'freeTickets' | 'freeInPools' | 'closed'>;

/** The part of an event that a choice needs. */
type Choosing = Pick<Event, 'id' | 'shardCount' | 'pools'>;

type Hint = FreePlaces & { seenAt: number };

/** Shards are preferred for their few other pools only if so large a part of those that would do has as few. */
const PREFERRED_SHARE = 1 / 4;

/** The hints of a process: the free tickets of each event's shards as they were last seen. */
export class ShardHints {
  readonly #events = new Map<string, Map<number, Hint>>();

  /** Stores what was seen of these shards. `now`: when they were read, ms. */
  remember(
    eventId: string,
    shards: Pick<Shard, 'index' | 'freeTickets' | 'freeInPools'>[],
    now: number,
  ): void {
    const hints = this.#hintsOf(eventId);
    for (const { index, freeTickets, freeInPools } of shards)
      hints.set(index, { freeTickets, seenAt: now, ...(freeInPools && { freeInPools }) });
    this.#events.set(eventId, hints);
  }

  /**
   * Chooses a shard that may hold what is wanted. It is `next`, unless that holds less than the average:
   * the less it holds, the likelier another shard is chosen, with a weight by the same measure. A shard
   * without a hint counts as average. `now` in ms, `random` in [0, 1).
   * @returns undefined if no shard may hold that many tickets
   */
  choose(
    event: Choosing,
    demand: Demand,
    next: number,
    now: number,
    random: () => number,
  ): number | undefined {
    if (!this.#events.has(event.id) && event.pools === undefined) return next;
    const candidates = this.candidates(event, demand, now);
    const counts = candidates.map((index) => leastFree(this.#known(event.id, index, now), demand));
    const known = counts.filter((count) => count !== undefined);
    const average = known.reduce((sum, count) => sum + count, 0) / known.length;
    const weights = counts.map((count) => (count === undefined ? 1 : (count / average) ** FULLNESS_POWER));
    if (random() < (weights[candidates.indexOf(next)] ?? 0)) return next;
    let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
    const chosen = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return candidates.at(chosen);
  }

  /**
   * @returns the indexes of the shards whose hints do not exclude the demand. If the event has pools, those of them in which the fewest
   *   other pools may have places, whose customers need a ticket of the capacity with each, unless these are so few that requests would
   *   contend for them. `now` in ms.
   */
  candidates(event: Choosing, demand: Demand, now: number): number[] {
    const fitting = shardsOfDemand(event, demand).filter((index) => {
      const hint = this.#known(event.id, index, now);
      return hint === undefined || isEnough(hint, demand);
    });
    if (event.pools === undefined) return fitting;
    const others = fitting.map((index) => this.#otherPools(event, demand, index, now));
    const fewest = Math.min(...others);
    const preferred = fitting.filter((_, candidate) => others[candidate] === fewest);
    return preferred.length < PREFERRED_SHARE * fitting.length ? fitting : preferred;
  }

  /** @returns the shards with a valid hint, all of them assumed open. `now` in ms. */
  known(eventId: string, now: number): ShardCount[] {
    return [...this.#hintsOf(eventId)]
      .filter(([, { seenAt }]) => now - seenAt <= SHARD_HINT_TTL_MS)
      .map(([index, { seenAt: _seenAt, ...free }]) => ({ index, ...free, closed: false }));
  }

  /** @returns of how many pools that are not wanted the shard may have free places. */
  #otherPools(event: Choosing, { inPools = [] }: Demand, index: number, now: number): number {
    const freeInPools = this.#known(event.id, index, now)?.freeInPools;
    const isUnwanted = (pool: number) => (inPools[pool] ?? 0) === 0 && freeInPools?.[pool] !== 0;
    return event.pools?.filter((pool, nth) => isUnwanted(nth) && liesIn(pool, index, event)).length ?? 0;
  }

  #hintsOf(eventId: string): Map<number, Hint> {
    return this.#events.get(eventId) ?? new Map();
  }

  #known(eventId: string, index: number, now: number): Hint | undefined {
    const hint = this.#hintsOf(eventId).get(index);
    return hint === undefined || now - hint.seenAt > SHARD_HINT_TTL_MS ? undefined : hint;
  }
}

/** @returns how many are free of what is wanted and is scarcest. */
function leastFree(free: FreePlaces | undefined, { inPools }: Demand): number | undefined {
  if (free === undefined || inPools === undefined) return free?.freeTickets;
  const { freeTickets, freeInPools = [] } = free;
  return Math.min(freeTickets, ...freeInPools.filter((_, pool) => (inPools[pool] ?? 0) > 0));
}

/**
 * Takes what is wanted from the open shards that have most of it, and so from few of them: first by the wanted places of pools,
 * then by tickets.
 * @returns undefined if all shards together hold too little
 */
export function takeFromSeveral(shards: ShardCount[], demand: Demand): ShardTake[] | undefined {
  const { inPools } = demand;
  const takes: ShardTake[] = [];
  const missing = { quantity: demand.quantity, inPools: inPools ? [...inPools] : [] };
  const open = shards.filter((shard) => !shard.closed);
  const inOrder = open
    .map((shard) => ({ shard, wanted: wantedPlaces(shard, demand) }))
    .sort((one, other) => other.wanted - one.wanted || other.shard.freeTickets - one.shard.freeTickets);
  for (const { shard } of inOrder) {
    if (isNothing(missing)) break;
    const taken = atMost(shard, missing);
    if (isNothing(taken)) continue;
    missing.quantity -= taken.quantity;
    missing.inPools = missing.inPools.map((places, pool) => places - (taken.inPools[pool] ?? 0));
    takes.push({ index: shard.index, quantity: taken.quantity, ...(inPools && { inPools: taken.inPools }) });
  }
  return isNothing(missing) ? takes : undefined;
}

const isNothing = ({ quantity, inPools = [] }: Demand): boolean =>
  quantity === 0 && inPools.every((places) => places === 0);

/** @returns the part of the demand that the shard has. */
function atMost({ freeTickets, freeInPools = [] }: FreePlaces, { quantity, inPools = [] }: Demand) {
  return {
    quantity: Math.min(quantity, freeTickets),
    inPools: inPools.map((places, pool) => Math.min(places, freeInPools[pool] ?? 0)),
  };
}

function wantedPlaces(shard: FreePlaces, demand: Demand): number {
  return atMost(shard, demand).inPools.reduce((sum, places) => sum + places, 0);
}

/** Twice the requested tickets: enough to take from few shards, and few enough to avoid other requests. */
const SPARE_SHARE = 2;

/**
 * Picks open shards at random until they hold twice what is wanted, or all of them. If every request took from
 * the fullest shards, all requests would contend for these.
 */
export function someShards(shards: ShardCount[], demand: Demand, random: () => number): ShardCount[] {
  const wanted = [demand.quantity, ...(demand.inPools ?? [])];
  const freeOf = ({ freeTickets, freeInPools = [] }: FreePlaces) => [freeTickets, ...freeInPools];
  const isOfUse = (shard: ShardCount) => freeOf(shard).some((free, count) => free > 0 && wanted[count] !== 0);
  const left = shards.filter((shard) => !shard.closed && isOfUse(shard));
  const some: ShardCount[] = [];
  const held = wanted.map(() => 0);
  while (held.some((count, index) => count < SPARE_SHARE * (wanted[index] ?? 0))) {
    const [shard] = left.splice(Math.floor(random() * left.length), 1);
    if (shard === undefined) break;
    some.push(shard);
    for (const [index, free] of freeOf(shard).entries()) held[index] = (held[index] ?? 0) + free;
  }
  return some;
}
