/** How long the page waits between two looks at a booking. Pure, and without imports: tests and benchmarks import this file, too. */

/** How often to look if the answer does not say. Without an answer it takes longer each time, up to the maximum. */
export const LOOK_AGAIN_SECONDS = 5;
export const LOOK_AGAIN_MAX_SECONDS = 60;

/** Pages look earlier by a random part up to this one, so that those that were opened together do not look together. */
export const JITTER = 0.1;

/** A waiting booking is read when the line says so, and after this time, because the line does not say everything of it. */
const BESIDE_LINE_SECONDS = 60;
/** Of the rest, nothing happens to a booking further back. */
const BESIDE_LINE_PLACES = 1_000;

/** The same for one of which the line does not tell, because others may be served before it. */
const PASSED_SECONDS = 20;
const PASSED_MAX_SECONDS = 600;

/** A place that is a hundred further back is looked at a second less often: it moves as much in a longer time. */
const PLACES_PER_SECOND = 100;

/** @returns how long to wait until the next look at a line that asks for one after `seconds`. `place`: undefined if unknown. */
export function lineLookSeconds(seconds: number, place = 0): number {
  return Math.max(seconds, Math.min(seconds + place / PLACES_PER_SECOND, LOOK_AGAIN_MAX_SECONDS));
}

/**
 * @param tells whether the line tells of every promotion of the booking
 * @returns how seldom a waiting booking is read beside its line; undefined if not at all
 */
export function besideLineSeconds(tells: boolean, place = 0): number | undefined {
  if (!tells) return Math.min(Math.max(PASSED_SECONDS, place / PLACES_PER_SECOND), PASSED_MAX_SECONDS);
  return place <= BESIDE_LINE_PLACES ? BESIDE_LINE_SECONDS : undefined;
}
