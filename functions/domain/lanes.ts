/**
 * How the requests of many functions keep out of each other's way without a word between them. Each request drives in
 * a lane, a place in [0, 1) that says which shard it takes from, and a function keeps the lanes that went well. All
 * lanes move on together with the clock, so that two that differ meet at no time, and every shard sees all of them.
 */
import { LANE_STEP_MS } from './limits.ts';

/** Steps of the golden ratio spread any number of successive places evenly. */
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

/** Where a lane has come to, in [0, 1). `now` in ms. */
export function placeIn(lane: number, now: number): number {
  return (lane + Math.floor(now / LANE_STEP_MS) * GOLDEN_RATIO) % 1;
}
