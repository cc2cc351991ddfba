/** Random numbers from a seed (mulberry32), for soaks and measurements. A seed repeats choices, not timing. */

export type Chance = {
  /** @returns a number from 0 (included) to 1 (excluded). */
  next: () => number;
  /** @returns a whole number from `least` to `most`, both included. */
  between: (least: number, most: number) => number;
  /** @returns true with the probability `share`. */
  happens: (share: number) => boolean;
  /** @returns an independent generator, whose numbers do not depend on what others draw later. */
  fork: () => Chance;
};

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    happens: (share) => next() < share,
    fork: () => chanceOf(Math.floor(next() * 2 ** 32)),
  };
}
