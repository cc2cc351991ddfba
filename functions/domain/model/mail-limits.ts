/**
 * How many mails an address may get on a day, by what they are counted as (`mail-count.ts`). They protect an address that somebody
 * else enters again and again. `limits.ts` exports them with the others.
 */

/**
 * About bookings of an account with a confirmed address, and of each kind of letter to it that nobody else can have sent; and of all
 * mails together to a mailbox that confirmed nothing. One booking's whole life takes about ten.
 */
export const MAILS_PER_ADDRESS_AND_DAY = 60;
/**
 * Letters of each kind that anybody may have sent, to a confirmed address. Each kind is counted for itself, so that none of them, and
 * no mail about bookings, keeps another one away.
 */
export const REQUESTED_LETTERS_PER_ADDRESS_AND_DAY = 10;
/**
 * Letters of each kind whose link works for an hour: one for each hour for which the one before worked, so that whoever asks keeps none
 * away. A day may begin within such an hour.
 */
export const HOURLY_LETTERS_PER_ADDRESS_AND_DAY = 25;
/** To a mailbox that confirmed nothing, of everything but these links, which are left the rest of its mails. */
export const UNCONFIRMED_MAILS_PER_DAY = MAILS_PER_ADDRESS_AND_DAY - HOURLY_LETTERS_PER_ADDRESS_AND_DAY;
/** Half of the mails about its bookings, so that the other half is left to what happens to them. */
export const ANNOUNCEMENT_MAILS_PER_ADDRESS_AND_DAY = 30;
/** Half of what a mailbox that confirmed nothing may get. */
export const UNCONFIRMED_ANNOUNCEMENT_MAILS_PER_DAY = 17;
