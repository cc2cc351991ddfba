/**
 * How the requests of many functions keep out of each other's way without a word between them. Each request drives in
 * a lane, a place in [0, 1) that says which shard comes next, and a function keeps the lanes that went well. All lanes
 * move on together with the clock, from shard to shard: two that are not at one shard now never will be, and every
 * lane comes by every shard.
 */
import { LANE_STEP_MS } from './limits.ts';

/** Steps of about the golden ratio spread any number of successive shards evenly. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

export class Lanes {
  readonly #kept: number[] = [];

  /** One that went well and that no other request of this process is in, or else a new one. `chance` in [0, 1). */
  enter(chance: number): number {
    return this.#kept.pop() ?? chance;
  }

  /** Nobody was in its way: it is for the next request. One that is not kept is forgotten. */
  keep(lane: number): void {
    this.#kept.push(lane);
  }
}

/**
 * The shard that a lane has come to. `shardCount` is a power of two, so steps of an odd number go by all. `now` in ms.
 */
export function shardIn(lane: number, shardCount: number, now: number): number {
  const stride = 2 * Math.floor((shardCount * GOLDEN_RATIO) / 2) + 1;
  return (Math.floor(lane * shardCount) + Math.floor(now / LANE_STEP_MS) * stride) % shardCount;
}
