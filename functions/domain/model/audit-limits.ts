/** The bounds of audits, as part of `limits.ts`, from which everything imports them. Names end in their unit. */

/** Attempts of an audit at an event that changes meanwhile, before the audit is answered 503. */
export const AUDIT_ATTEMPTS = 3;
/** Pause before the next attempt: most changes of an event are over by then. */
export const AUDIT_PAUSE_MS = 500;
/** Promotions that an audit holds at a time, 41 bytes each. An event with more is read more often. */
export const AUDIT_PROMOTIONS_AT_ONCE = 1_048_576;
/** Customers that an audit adds up at a time, 24 to 48 bytes each. An event with more is read more often. */
export const AUDIT_CUSTOMERS_AT_ONCE = 1_048_576;
/** Bookings that a finding names. Any further ones are only counted. */
export const AUDIT_OFFENDERS_LIMIT_BOOKINGS = 100;
/**
 * Largest event that the audit route accepts. It reads each booking up to three times, 0.1 ms each, and its
 * function has ten seconds on less than a third of a processor.
 */
export const AUDIT_ANSWER_LIMIT_BOOKINGS = 5_000;
/**
 * Read units that the audit route takes for one reading of all bookings and what their customers were told. As many bookings as
 * above of 700 bytes each fit, spread over the most partitions. One of 220 KB takes 55.
 */
export const AUDIT_READING_LIMIT_UNITS = 1_500;
/**
 * Page size of an audit, and partitions that it reads in parallel. Small pages are garbage while still young.
 */
export const AUDIT_READ_BOOKINGS = 250;
export const AUDIT_PARTITIONS_AT_ONCE = 4;
