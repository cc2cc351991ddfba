/** Chance from a seed (mulberry32): what a soak does follows from the seed, though not when the machine gets to it. */

export type Chance = {
  /** From 0 up to, and not including, 1. */
  next: () => number;
  /** A whole number from `least` to `most`, both included. */
  between: (least: number, most: number) => number;
  /** Whether something that happens in `share` of all cases happens now. */
  happens: (share: number) => boolean;
  /** A chance of its own, so that what others draw does not change what this one does. */
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
