/** How long the page waits between two looks at a booking. Constants alone: the benchmarks import this file, too. */

/** How often to look if the answer does not say. Without an answer it takes longer each time, up to the maximum. */
export const LOOK_AGAIN_SECONDS = 5;
export const LOOK_AGAIN_MAX_SECONDS = 60;

/** Pages look earlier by a random part up to this one, so that those that were opened together do not look together. */
export const JITTER = 0.1;

/** A position costs more to read: it is read again after this time at the earliest, or half a second for each position. */
export const POSITION_SECONDS = 60;
export const SECONDS_PER_POSITION = 0.5;
