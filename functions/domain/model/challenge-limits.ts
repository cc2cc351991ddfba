/** The limits of challenges, as part of `limits.ts`, from which everything imports them. */

/** How long a challenge can be solved: long enough for an old phone, and short enough that few can be hoarded. */
export const CHALLENGE_TTL_MS = 10 * 60_000;
/** A service that checks a token answers in less than half a second. The request has 4 s for everything. */
export const CHALLENGE_SERVICE_TIMEOUT_MS = 2_000;
/** Characters of a solution. The longest tokens of the services have about 4,000. */
export const CHALLENGE_SOLUTION_MAX_CHARACTERS = 8_000;
/** Derivations of a key that a proof of work takes at least, and twice as many at most: about a second in a browser. */
export const CHALLENGE_DIFFICULTY_DEFAULT = 2_000;
export const CHALLENGE_DIFFICULTY_MIN = 100;
/** About a minute in a browser, and several on an old phone. */
export const CHALLENGE_DIFFICULTY_MAX = 100_000;
