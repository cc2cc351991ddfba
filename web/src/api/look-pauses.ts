/** How long the page waits between two looks at a booking. Constants alone: the benchmarks import this file, too. */

/** How often to look if the answer does not say. Without an answer it takes longer each time, up to the maximum. */
export const LOOK_AGAIN_SECONDS = 5;
export const LOOK_AGAIN_MAX_SECONDS = 60;

/** Pages look earlier by a random part up to this one, so that those that were opened together do not look together. */
export const JITTER = 0.1;

/** A waiting booking is read when the line says so, and after this time, because the line does not say everything of it. */
export const BESIDE_LINE_SECONDS = 60;

/** The same for one of which the line does not tell, because others may be served before it. */
export const PASSED_SECONDS = 20;
