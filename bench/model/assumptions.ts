/**
 * What the model takes for granted of AWS: each figure with where it is from. "Assumed" marks what no document
 * states; `npm run measure-hold` replaces the one that matters most, the hold time, by a measurement.
 */

/** `median` in ms. `sigma` is the spread of the logarithm: the 99th percentile lies at median × e^(2.33 × sigma). */
export type Lognormal = { median: number; sigma: number };

/**
 * How long an item is held by a transaction. Assumed: AWS publishes none. A transaction prepares and then commits
 * (USENIX ATC 2023, "Distributed Transactions at Scale in Amazon DynamoDB"), each a replicated write.
 */
export const HOLD_SIGMA = 0.4;
export const HOLD_MEDIANS_MS = [7, 15];

/**
 * A transaction that meets a held item or a failed condition is cancelled after the prepare phase, and what it has
 * prepared is held until then. Assumed to be half of a hold.
 */
export const PREPARE_SHARE = 0.5;

/** One way between function and table, in one region. Assumed. */
export const NETWORK_MS: Lognormal = { median: 0.5, sigma: 0.4 };
/** Within the table. "Single-digit milliseconds" is all that is promised; the figures are assumed. */
export const GET_ITEM_MS: Lognormal = { median: 2, sigma: 0.5 };
export const BATCH_GET_MS: Lognormal = { median: 4, sigma: 0.5 };
export const SINGLE_WRITE_MS: Lognormal = { median: 3, sigma: 0.5 };
/** From a message sent to the consumer started. Assumed. */
export const QUEUE_SEND_MS: Lognormal = { median: 6, sigma: 0.5 };
/** Developer guide, "Amazon SQS message quotas": calls a second for a message group, without batches. */
export const QUEUE_SENDS_PER_GROUP_AND_S = 300;
export const QUEUE_DELIVERY_MS: Lognormal = { median: 30, sigma: 0.5 };
/** Time of the function's own before its first call. Assumed; a booking takes 0.7 ms of processor time here. */
export const HANDLER_MS: Lognormal = { median: 1, sigma: 0.3 };

/** How far a function's clock may be off, either way. Assumed; 10 ms give the same figures within their scatter. */
export const FUNCTION_CLOCK_SKEW_MS = 2;

/** Developer guide, "Best practices for designing and using partition keys": the bound of every partition. */
export const PARTITION_WRITE_UNITS_PER_S = 1_000;
export const PARTITION_READ_UNITS_PER_S = 3_000;
/**
 * Keys are spread over the table's partitions by a hash, unevenly as hashes do. A table that was never warmed starts
 * with 4,000 write units a second (same guide, "warm throughput"), and a table may have 40,000 before the quota is
 * raised. The runs assume a table warmed to three times what the bookings need.
 */
export const NEVER_WARMED_PARTITIONS = 4;
export const WRITE_UNITS_PER_BOOKING_PLANNED = 8;
export const WARM_RESERVE = 3;

/**
 * Developer guide, "Capacity management for transactions": two units for each item up to 1 KB, one to prepare and
 * one to commit. That a cancelled transaction costs the same is assumed, as the dearest case; a failed condition of
 * a single write costs a unit by the guide.
 */
export const UNITS_PER_ITEM_IN_TRANSACTION = 2;
