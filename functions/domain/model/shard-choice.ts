/**
 * Chooses the shards that a booking takes from: the next one of the rotation, a fuller one if hints say so,
 * and several if none is enough alone. Hints may be outdated; the condition of the transaction decides.
 */
import type { Event } from './event.ts';
import { FULLNESS_POWER, SHARD_HINT_TTL_MS } from './limits.ts';
import type { Shard } from './shard.ts';

/** Tickets to take from one shard. */
export type ShardTake = { index: number; quantity: number };

/** The part of a shard that a choice needs. */
export type ShardCount = Pick<Shard, 'index' | 'freeTickets' | 'closed'>;

type Hint = { freeTickets: number; seenAt: number };

/** The hints of a process: the free tickets of each event's shards as they were last seen. */
export class ShardHints {
  readonly #events = new Map<string, Map<number, Hint>>();

  /** Stores what was seen of these shards. `now`: when they were read, ms. */
  remember(eventId: string, shards: Pick<Shard, 'index' | 'freeTickets'>[], now: number): void {
    const hints = this.#hintsOf(eventId);
    for (const { index, freeTickets } of shards) hints.set(index, { freeTickets, seenAt: now });
    this.#events.set(eventId, hints);
  }

  /**
   * Chooses a shard that may hold `quantity` tickets. It is `next`, unless that holds less than the average:
   * the less it holds, the likelier another shard is chosen, with a weight by the same measure. A shard
   * without a hint counts as average. `now` in ms, `random` in [0, 1).
   * @returns undefined if no shard may hold that many tickets
   */
  choose(
    { id, shardCount }: Pick<Event, 'id' | 'shardCount'>,
    quantity: number,
    next: number,
    now: number,
    random: () => number,
  ): number | undefined {
    if (!this.#events.has(id)) return next;
    const candidates = this.candidates(id, shardCount, quantity, now);
    const counts = candidates.map((index) => this.#knownFree(id, index, now));
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

  /** @returns the indexes of the shards whose hints do not exclude `quantity` free tickets. `now` in ms. */
  candidates(eventId: string, shardCount: number, quantity: number, now: number): number[] {
    const all = Array.from({ length: shardCount }, (_, index) => index);
    return all.filter((index) => (this.#knownFree(eventId, index, now) ?? quantity) >= quantity);
  }

  /** @returns the shards with a valid hint, all of them assumed open. `now` in ms. */
  known(eventId: string, now: number): ShardCount[] {
    return [...this.#hintsOf(eventId)]
      .filter(([, { seenAt }]) => now - seenAt <= SHARD_HINT_TTL_MS)
      .map(([index, { freeTickets }]) => ({ index, freeTickets, closed: false }));
  }

  #hintsOf(eventId: string): Map<number, Hint> {
    return this.#events.get(eventId) ?? new Map();
  }

  #knownFree(eventId: string, index: number, now: number): number | undefined {
    const hint = this.#hintsOf(eventId).get(index);
    return hint === undefined || now - hint.seenAt > SHARD_HINT_TTL_MS ? undefined : hint.freeTickets;
  }
}

/**
 * Takes `quantity` tickets from the fullest open shards, and so from as few as possible.
 * @returns undefined if all shards together hold too few
 */
export function takeFromSeveral(shards: ShardCount[], quantity: number): ShardTake[] | undefined {
  const takes: ShardTake[] = [];
  let missing = quantity;
  for (const shard of shards.filter((s) => !s.closed).sort((a, b) => b.freeTickets - a.freeTickets)) {
    if (missing === 0) break;
    const taken = Math.min(missing, shard.freeTickets);
    takes.push({ index: shard.index, quantity: taken });
    missing -= taken;
  }
  return missing === 0 ? takes : undefined;
}

/** Twice the requested tickets: enough to take from few shards, and few enough to avoid other requests. */
const SPARE_SHARE = 2;

/**
 * Picks open shards at random until they hold twice `quantity`, or all of them. If every request took from
 * the fullest shards, all requests would contend for these.
 */
export function someShards(shards: ShardCount[], quantity: number, random: () => number): ShardCount[] {
  const left = shards.filter((shard) => !shard.closed && shard.freeTickets > 0);
  const some: ShardCount[] = [];
  let held = 0;
  while (held < SPARE_SHARE * quantity) {
    const [shard] = left.splice(Math.floor(random() * left.length), 1);
    if (shard === undefined) break;
    some.push(shard);
    held += shard.freeTickets;
  }
  return some;
}
