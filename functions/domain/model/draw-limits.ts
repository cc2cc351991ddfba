/** The bounds of draws, each with its unit and its reason. */

/** Long enough that nobody gains by being fast, even with a slow phone. */
export const DRAW_WINDOW_MIN_SECONDS = 10;
/** A customer waits for the draw no longer than a day. */
export const DRAW_WINDOW_MAX_SECONDS = 24 * 60 * 60;
/**
 * Nobody is served, and no position is shown, before this time after the window. It is the retry budget of a booking and the
 * bound between two clocks, so the requests of the window have written their bookings by then.
 */
export const DRAW_SETTLING_MS = 5_000;
/** The seed is published this long after the window: longer than any request of the window can take. */
export const DRAW_SEED_DELAY_MS = 60_000;
/**
 * From this time before sales open, their opening cannot move: longer than any process remembers the event as it was, so
 * that all requests of the window are drawn by one opening.
 */
export const DRAW_FIXED_MS = 60_000;
/** Sales close at least this long after the window: the sweep begins the draw within a minute, and 700 a second are served. */
export const DRAW_SERVING_MS = 10 * 60_000;
/**
 * Clients that look when the positions are known do so within this time, so that they do not all look at once.
 */
export const DRAW_LOOK_SPREAD_SECONDS = 30;
