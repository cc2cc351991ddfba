/**
 * The bounds of webhooks, as part of `limits.ts`, from which everything imports them: one file would be too long. Names end
 * in their unit.
 */

/** Webhook endpoints of one organizer. Each multiplies the cost of every history entry of their events. */
export const WEBHOOK_ENDPOINTS_LIMIT = 10;
/** Longer than the addresses of receivers in use; the address is signed by nobody, so nothing else bounds it. */
export const WEBHOOK_URL_LIMIT_CHARACTERS = 1_000;
export const WEBHOOK_DESCRIPTION_LIMIT_CHARACTERS = 200;
/** How long an old secret signs beside the new one if the organizer states nothing: a day to change a receiver. */
export const WEBHOOK_OVERLAP_DEFAULT_SECONDS = 24 * 60 * 60;
export const WEBHOOK_OVERLAP_MAX_SECONDS = 7 * 24 * 60 * 60;
/** Secrets that sign at a time. Each adds 48 bytes to a header. */
export const WEBHOOK_SECRETS_MAX = 4;
/** How long a receiver may take to answer. The specification recommends 15 to 30 s; a slow one delays others. */
export const WEBHOOK_TIMEOUT_MS = 15_000;
/** As above, for a test or a single replay, which a request of 10 s waits for. */
export const WEBHOOK_MANUAL_TIMEOUT_MS = 5_000;
/** Enough to recognize what a receiver complains about. The rest of its answer is not read. */
export const WEBHOOK_ANSWER_LIMIT_BYTES = 500;
/** How long the body of an answer is waited for, once its status is known. */
export const WEBHOOK_ANSWER_BODY_MS = 1_000;
/** Looking up the name of a new endpoint only finds faults early, so a slow name server may not delay the request. */
export const WEBHOOK_LOOKUP_MS = 1_500;
/** Far longer than one attempt with its writes, so that a claim ends only if its sender died. */
export const WEBHOOK_CLAIM_MS = 60_000;
/**
 * The pauses after the first failed attempt, the second, and so on: the schedule of the specification, within a day.
 * After the attempt that follows the last pause the webhook is given up.
 */
export const WEBHOOK_RETRY_PAUSES_MS = [
  5_000,
  5 * 60_000,
  30 * 60_000,
  2 * 60 * 60_000,
  5 * 60 * 60_000,
  10 * 60 * 60_000,
  6 * 60 * 60_000,
] as const;
/** A pause is longer by a random part of up to this, so that retries do not arrive all at once. */
export const WEBHOOK_RETRY_JITTER = 0.1;
/** The longest pause that a receiver can ask for with `Retry-After`. */
export const WEBHOOK_RETRY_AFTER_MAX_MS = 60 * 60_000;
/** A receiver that did not answer, or is overloaded, gets nothing for this time, so that it delays no other one. */
export const WEBHOOK_REST_MS = 60_000;
/** A receiver that took longer than this rests as well: it answers, but whoever else is in its batch waits for it. */
export const WEBHOOK_SLOW_MS = 5_000;
/** An endpoint with nothing but failures for this long is disabled: most outages are over by then. */
export const WEBHOOK_FAILING_LIMIT_MS = 5 * 24 * 60 * 60_000;
/** Deliveries are listed for this long: long enough to find out about an outage at the end of a month. */
export const WEBHOOK_DELIVERIES_KEPT_DAYS = 30;
/** Bookings whose webhooks one function sends at the same time; each waits for a receiver most of its time. */
export const WEBHOOKS_AT_ONCE = 16;
/** Of these, those of one organizer, so that slow receivers of theirs leave room for those of others. */
export const WEBHOOKS_AT_ONCE_PER_ORGANIZER = 4;
/** No attempt of a batch begins after this time: the next batch waits for its last one. What is left then is postponed. */
export const WEBHOOK_BATCH_TIME_MS = 10_000;
/** A webhook that is postponed is left to the sweep after this time. */
export const WEBHOOK_POSTPONED_MS = 5_000;
