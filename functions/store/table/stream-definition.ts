/**
 * The table's stream and how its consumer is called, as plain data: the CDK app deploys it, and the local service
 * calls the consumer in the same way.
 */
/** The sort key of the item that says how far the customers of an event were told of its change. */
export const CHANGE_PROGRESS = 'CHANGE-PROGRESS';

/** The beginning of the sort key of an item by which the sweep wakes the sender for a booking. */
export const WAKE_PREFIX = 'WAKE#';

/** The beginning of the sort key of an announcement. */
export const ANNOUNCEMENT_PREFIX = 'ANNOUNCEMENT#';

export const TABLE_STREAM = {
  /** The consumer reads what is stored, so the stream carries no data of customers. */
  viewType: 'KEYS_ONLY',
  /** The sort keys of the items whose changes call the consumer, or their beginnings. */
  sortKeyPrefixes: ['BOOKING#', WAKE_PREFIX, ANNOUNCEMENT_PREFIX],
  sortKeys: ['EVENT', CHANGE_PROGRESS],
  /** A removed item, such as one whose time to live is over, calls nobody. */
  changes: ['INSERT', 'MODIFY'],
  batchSizeRecords: 100,
  /** Batches of one shard that are processed at the same time, each of other partition keys. */
  parallelBatches: 4,
  /** After this many attempts, or at this age, a record becomes a dead letter. */
  maxAttempts: 50,
  maxAgeSeconds: 6 * 60 * 60,
  consumerTimeoutSeconds: 60,
  deadLetterRetentionDays: 14,
} as const;
