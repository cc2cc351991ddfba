/** The bounds of erasing persons after events. */

/** The most days after an event for which an operator can have persons kept before they are erased. */
export const ERASE_AFTER_MAX_DAYS = 3_650;
/** A sweep erases for so long, and the next one goes on: others wait for what a sweep finds. */
export const ERASURE_TIME_MS = 5_000;
/** Bookings whose persons are erased at the same time. They are in a few partitions of the event, whose sale is over. */
export const ERASURES_AT_ONCE = 25;
