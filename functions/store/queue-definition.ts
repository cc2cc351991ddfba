/** Defines the clerks' FIFO queue as plain data. The CDK app deploys it and the local service creates it. */
const CONSUMER_TIMEOUT_SECONDS = 30;

export const PROMOTION_QUEUE = {
  /**
   * Longer than the consumer's timeout, so that two consumers never have the same batch. Not the six times that AWS recommends: a
   * failed batch blocks its event for this long.
   */
  visibilityTimeoutSeconds: 2 * CONSUMER_TIMEOUT_SECONDS,
  consumerTimeoutSeconds: CONSUMER_TIMEOUT_SECONDS,
  /** A whole processor: while many are promoted, the clerk prepares one transaction after another. */
  consumerMemoryMib: 1_769,
  batchSizeMessages: 10,
  /** After this many receives a message moves to the dead-letter queue, and its group continues. */
  maxReceives: 5,
  deadLetterRetentionDays: 14,
} as const;
