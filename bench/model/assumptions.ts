/**
 * The figures that the model assumes about AWS, each with its source. "Assumed" marks a figure that no
 * document states. The most important one, the hold time, can be measured with `npm run measure-hold`.
 */

/**
 * `median` in ms. `sigma` is the standard deviation of the logarithm: the p99 is median × e^(2.33 × sigma).
 */
export type Lognormal = { median: number; sigma: number };

/**
 * How long a transaction holds an item. Assumed: AWS publishes no figure. A transaction prepares and then
 * commits, each with a replicated write (USENIX ATC 2023, "Distributed Transactions at Scale in Amazon
 * DynamoDB").
 */
export const HOLD_SIGMA = 0.4;
export const HOLD_MEDIANS_MS = [7, 15];

/**
 * A transaction of many items waits for the slowest of them. A. DeBrie measured 25 ms for 5 items and 32 ms for 25, at the
 * median ("DynamoDB Transactions Performance Testing", 2020); without the 6 ms of a round trip, that is 0.2 more of the time for 5 items
 * for each e-fold. Assumed beyond 25 items.
 */
export const HOLD_ITEMS = 5;
export const HOLD_GROWTH = 0.2;

/**
 * A transaction with a held item or a failed condition is cancelled after the prepare phase and holds its
 * other items until then. Assumed: half of a full hold.
 */
export const PREPARE_SHARE = 0.5;

/** The network, one way, between function and table in one region. Assumed. */
export const NETWORK_MS: Lognormal = { median: 0.5, sigma: 0.4 };
/** The time within DynamoDB. AWS promises "single-digit milliseconds"; the figures are assumed. */
export const GET_ITEM_MS: Lognormal = { median: 2, sigma: 0.5 };
export const BATCH_GET_MS: Lognormal = { median: 4, sigma: 0.5 };
export const SINGLE_WRITE_MS: Lognormal = { median: 3, sigma: 0.5 };
/** The time to send a message (`QUEUE_SEND_MS`) and from then to the consumer's start. Assumed. */
export const QUEUE_SEND_MS: Lognormal = { median: 6, sigma: 0.5 };
/**
 * Developer guide, "Amazon SQS message quotas": the sends a second for one message group, without batches.
 */
export const QUEUE_SENDS_PER_GROUP_AND_S = 300;
export const QUEUE_DELIVERY_MS: Lognormal = { median: 30, sigma: 0.5 };
/**
 * The function's own time before its first call. Assumed; measured locally, a booking takes 0.7 ms of CPU.
 */
export const HANDLER_MS: Lognormal = { median: 1, sigma: 0.3 };

/**
 * The clerk's own time on a whole processor, for an action of a transaction and for a booking that it reads: about 0.1 ms for each
 * promotion of a second release and 0.25 for one after a cancellation were measured locally. By the developer guide, a function has
 * a whole processor with 1,769 MiB, and less in proportion.
 */
export const CLERK_ACTION_MS = 0.04;
export const CLERK_READ_BOOKING_MS = 0.1;
export const PROCESSOR_MIB = 1_769;

/** How long after a write its index shows it. Assumed; the guide says "a fraction of a second". */
export const INDEX_LAG_MS: Lognormal = { median: 10, sigma: 0.5 };

/** The largest clock error of a function, either way. Assumed; 10 ms give nearly the same figures. */
export const FUNCTION_CLOCK_SKEW_MS = 2;

/** Developer guide, "Best practices for designing and using partition keys": the limits of a partition. */
export const PARTITION_WRITE_UNITS_PER_S = 1_000;
export const PARTITION_READ_UNITS_PER_S = 3_000;
/**
 * The number of partitions of a table, over which a hash spreads the keys not quite evenly. A table that was
 * never warmed starts with 4,000 write units a second (same guide, "warm throughput"); the default quota of a
 * table is 40,000. The runs assume a table that is warmed to three times the units that the bookings need.
 */
export const NEVER_WARMED_PARTITIONS = 4;
export const WRITE_UNITS_PER_BOOKING_PLANNED = 8;
export const WARM_RESERVE = 3;

/**
 * Developer guide, "Capacity management for transactions": two units for each item up to 1 KB, one to prepare
 * and one to commit. A cancelled transaction is assumed to cost the same, which is the worst case; by the
 * guide, a failed condition of a single write costs one unit.
 */
export const UNITS_PER_ITEM_IN_TRANSACTION = 2;
