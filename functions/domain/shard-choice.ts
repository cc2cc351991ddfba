/**
 * Which counter a booking takes from: the one whose turn it is, unless others are known to be fuller, and several
 * together when none alone is enough. What is remembered is a hint; the condition in the transaction decides.
 */
import type { Event, Shard } from './event.ts';
import { FULLNESS_POWER, SHARD_HINT_TTL_MS } from './limits.ts';

export type ShardTake = { index: number; quantity: number };

/** As much of a shard as a choice needs. */
export type Counter = Pick<Shard, 'index' | 'freeTickets' | 'closed'>;

type Hint = { freeTickets: number; seenAt: number };

/** What a warm function remembers of the shards of the events it sells. */
export class ShardHints {
  readonly #events = new Map<string, Map<number, Hint>>();

  remember(eventId: string, shards: Pick<Shard, 'index' | 'freeTickets'>[], now: number): void {
    let hints = this.#events.get(eventId);
    if (hints === undefined) {
      hints = new Map();
      this.#events.set(eventId, hints);
    }
    for (const { index, freeTickets } of shards) hints.set(index, { freeTickets, seenAt: now });
  }

  forget(eventId: string): void {
    this.#events.delete(eventId);
  }

  /**
   * The shard that is next, if it may hold `quantity` tickets; where it holds less than the average, the less it
   * holds the likelier another, by the same measure. One that nothing is known of counts like the average. `random`
   * in [0, 1). Undefined: none may hold so many.
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

  /** The shards that may hold `quantity` tickets, for all we know. */
  candidates(eventId: string, shardCount: number, quantity: number, now: number): number[] {
    const all = Array.from({ length: shardCount }, (_, index) => index);
    return all.filter((index) => (this.#knownFree(eventId, index, now) ?? quantity) >= quantity);
  }

  /** What is still believed of shards, all of them taken for open. */
  known(eventId: string, now: number): Counter[] {
    const hints = [...(this.#events.get(eventId) ?? [])];
    return hints
      .filter(([, { seenAt }]) => now - seenAt <= SHARD_HINT_TTL_MS)
      .map(([index, { freeTickets }]) => ({ index, freeTickets, closed: false }));
  }

  #knownFree(eventId: string, index: number, now: number): number | undefined {
    const hint = this.#events.get(eventId)?.get(index);
    return hint === undefined || now - hint.seenAt > SHARD_HINT_TTL_MS ? undefined : hint.freeTickets;
  }
}

/** Takes `quantity` from the fullest shards first, so from as few as can be; undefined when all together lack it. */
export function takeFromSeveral(shards: Counter[], quantity: number): ShardTake[] | undefined {
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

/** More than a request needs, so that it takes from few shards, and far less than all, so that it meets few others. */
const SPARE_SHARE = 2;

/**
 * Open shards at random that together hold twice `quantity`, or all of them: requests that all took from the fullest
 * would all meet there.
 */
export function someShards(shards: Counter[], quantity: number, random: () => number): Counter[] {
  const left = shards.filter((shard) => !shard.closed && shard.freeTickets > 0);
  const some: Counter[] = [];
  let held = 0;
  while (held < SPARE_SHARE * quantity) {
    const [shard] = left.splice(Math.floor(random() * left.length), 1);
    if (shard === undefined) break;
    some.push(shard);
    held += shard.freeTickets;
  }
  return some;
}
