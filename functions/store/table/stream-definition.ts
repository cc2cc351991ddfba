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

/** The beginning of the sort key of a letter. */
export const LETTER_PREFIX = 'LETTER#';

/** The sort key of the item that says that somebody asked to reset the password of an address. */
export const RESET_REQUEST = 'RESET-REQUEST';

/** The sort key of the item that says that somebody registers with an address. */
export const REGISTRATION = 'REGISTRATION';

/** The beginning of the sort key of a webhook endpoint, whose change may have to be told to its organizer. */
export const ENDPOINT_PREFIX = 'ENDPOINT#';

/** The beginning of the sort key of a request to replay webhooks. */
export const REPLAY_PREFIX = 'REPLAY#';

/** The beginning of the sort key of an item by which the sweep wakes the sender of webhooks for a delivery log. */
export const WEBHOOK_WAKE_PREFIX = 'WEBHOOK-WAKE#';

/** The consumers read what is stored, so the stream carries no data of customers. */
const VIEW_TYPE = 'KEYS_ONLY';

const READING = {
  /** A removed item, such as one whose time to live is over, calls nobody. */
  changes: ['INSERT', 'MODIFY'],
  batchSizeRecords: 100,
  /** Batches of one shard that are processed at the same time, each of other partition keys. */
  parallelBatches: 4,
  /**
   * After this many attempts, the most that Lambda allows, or at this age, a record becomes a dead letter. A failed batch
   * is repeated at once, so fewer attempts would be over after minutes in which the table does not answer.
   */
  maxAttempts: 10_000,
  maxAgeSeconds: 6 * 60 * 60,
  consumerTimeoutSeconds: 60,
  deadLetterRetentionDays: 14,
} as const;

/** `sortKeyPrefixes`, `sortKeys`: of the items whose changes call the sender of notices. */
export const TABLE_STREAM = {
  ...READING,
  viewType: VIEW_TYPE,
  sortKeyPrefixes: ['BOOKING#', WAKE_PREFIX, ANNOUNCEMENT_PREFIX, LETTER_PREFIX],
  sortKeys: ['EVENT', CHANGE_PROGRESS, RESET_REQUEST, REGISTRATION],
} as const;

/** The same for the sender of webhooks: a receiver of webhooks that is slow must not delay mails. */
export const WEBHOOK_STREAM = {
  ...READING,
  sortKeyPrefixes: ['BOOKING#', WEBHOOK_WAKE_PREFIX, ENDPOINT_PREFIX, REPLAY_PREFIX],
  sortKeys: ['EVENT'],
} as const;
