/** The FIFO queue to the clerks as plain data. The CDK app deploys it and the local service creates it. */
export const PROMOTION_QUEUE = {
  /** Longer than the consumer may run, so that a batch is never at two consumers. */
  visibilityTimeoutSeconds: 60,
  consumerTimeoutSeconds: 30,
  batchSizeMessages: 10,
  /** Then a message goes to the dead-letter queue, and its group goes on. */
  maxReceives: 5,
  deadLetterRetentionDays: 14,
} as const;
