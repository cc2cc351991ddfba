/**
 * Keeps the requests of many processes at different shards without any communication. A request gets a
 * position, a number in [0, 1) that determines its shard, and a process reuses the positions whose requests
 * met no contention. The clock moves all positions to their next shard at the same time, so two positions at
 * different shards never meet at one, and each position visits all shards.
 */
import { ROTATION_STEP_MS } from './limits.ts';

/** A stride of about the golden ratio spreads the successive shards of a position evenly. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** The positions of one process that no request uses at the moment. */
export class ShardRotation {
  readonly #kept: number[] = [];

  /**
   * @returns a kept position that no other request of this process uses, or else `chance`, in [0, 1), as a
   * new one.
   */
  enter(chance: number): number {
    return this.#kept.pop() ?? chance;
  }

  /** Keeps the position of a request that met no contention. A position that is not kept is forgotten. */
  keep(position: number): void {
    this.#kept.push(position);
  }
}

/**
 * @returns the shard of a position at `now` (ms). `shardCount` is a power of two and the stride is odd, so
 * the position visits all shards.
 */
export function shardIn(position: number, shardCount: number, now: number): number {
  const stride = 2 * Math.floor((shardCount * GOLDEN_RATIO) / 2) + 1;
  return (Math.floor(position * shardCount) + Math.floor(now / ROTATION_STEP_MS) * stride) % shardCount;
}
