/** The bounds of accounts: their tokens by mail and their letters. `limits.ts` exports them with the others. */

/** A mail may lie in a mailbox until the next day. */
export const CONFIRMATION_TTL_MS = 24 * 60 * 60 * 1000;
/**
 * A link that gives access to the account is asked for when it is needed. Meanwhile no other one is mailed, which would void it:
 * anybody may ask for one.
 */
export const PASSWORD_RESET_TTL_MS = 60 * 60 * 1000;
/** As for a password: no other link is mailed meanwhile, so it is short for somebody who deleted a mail that a stranger caused. */
export const REGISTRATION_TTL_MS = 60 * 60 * 1000;
/** A link that is asked for again within this time is not mailed again: the last mail may still be on its way. */
export const LETTER_PAUSE_MS = 5 * 60 * 1000;
/** Ten blanks, or one letter ten times, are long and still tried early. */
export const PASSWORD_DISTINCT_CHARACTERS = 4;
/**
 * A refresh token that was used gets the same next token again for this long: two tabs of a browser may refresh at once,
 * and a slow network delays one of them.
 */
export const REFRESH_GRACE_MS = 10_000;
/** The latest sessions that a person is shown. */
export const SESSIONS_SHOWN = 100;
/** A letter says what was mailed and when, without its address, for this long. */
export const LETTER_KEPT_DAYS = 30;
/** How long the trail of security events is kept: a year, and a month in which the year before is looked at. */
export const SECURITY_EVENTS_KEPT_MS = 400 * 24 * 60 * 60 * 1000;
/** The reads of one account within this time are one entry of the trail. */
export const SECURITY_READ_MS = 60 * 60 * 1000;
/** Entries that one answer looks at for those of one kind: about 250 KB, 60 read units. */
export const SECURITY_EVENTS_LOOK = 1_000;
/** What a process knows of the keys of access tokens is read again after this time. */
export const TOKEN_KEYS_FRESH_MS = 60 * 1000;
/** While that read fails, what is known counts for this long. */
export const TOKEN_KEYS_STALE_MS = 5 * 60 * 1000;
/** A token with an unknown key has the keys read again, once in this time, so that a flood of such tokens costs nothing. */
export const UNKNOWN_KEY_PAUSE_MS = 5 * 1000;
/**
 * A new key is published this long before it signs: longer than processes and shared caches may keep the keys that they
 * know, 5 minutes each.
 */
export const TOKEN_KEY_LEAD_MS = 10 * 60 * 1000;
/** Keys that are kept for the tokens of guests: 8 years of monthly rotations, and 15 KB to read. */
export const TOKEN_KEYS_LIMIT = 100;
/** Letters that an export shows at most: about 300 KB, 75 read units. A person gets a few in the time for which they are kept. */
export const LETTERS_EXPORTED = 1_000;
/**
 * One request to close an account looks at so many of its events and bookings, or a page more of either: up to 4 read units for an
 * event with the longest texts. Anybody's organizer can put somebody on the staff of events, so this is not bound by the account itself.
 */
export const CLOSING_LOOK_ITEMS = 200;
/** One request to close an account erases the names from so many bookings: up to 64 write units for each. */
export const CLOSING_ERASED_BOOKINGS = 50;
/** A closing that takes several requests goes on if the next one comes this soon. */
export const CLOSING_PAUSE_MS = 10 * 60 * 1000;
