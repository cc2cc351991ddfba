/**
 * The one table: its keys and indexes as plain data. The CDK app deploys it and the local service creates it.
 *
 * | what                     | pk                      | sk               | index                            |
 * | ------------------------ | ----------------------- | ---------------- | -------------------------------- |
 * | event                    | EVENT#e                 | EVENT            | listings: EVENTS, or EVENTS#CANCELLED, startsAt#e; attention, while a change is on its way to its shards |
 * | the event as created     | EVENT#e                 | CREATED          |                                  |
 * | an organizer's event     | ORGANIZER#o             | EVENT#e          |                                  |
 * | the event's line         | EVENT#e#LINE            | LINE             | attention, while something is left to do |
 * | shard n                  | EVENT#e#SHARD#n         | SHARD            |                                  |
 * | booking, bucket n        | EVENT#e#BOOKINGS#n      | BOOKING#b        | attention, while it has releases or an offer, or waits for a request that would not |
 * | waitlist entry, stripe n | EVENT#e#WAITLIST#n      | arrival#b        |                                  |
 * | a customer's tally       | CUSTOMER#c              | EVENT#e          |                                  |
 * | user                     | USER#u                  | USER             | listings: USERS#role, createdAt#u |
 * | address of a user        | EMAIL#a                 | EMAIL            |                                  |
 * | session of a log-in      | SESSION#s               | SESSION          |                                  |
 * | failed log-ins           | ATTEMPTS#hash           | ATTEMPTS         |                                  |
 * | where the sweep goes on  | SWEEP                   | SWEEP            |                                  |
 * | token signing key        | SIGNING-KEY             | SIGNING-KEY      |                                  |
 * | secret of ticket keys    | TICKET-SECRET           | TICKET-SECRET    |                                  |
 */

export type IndexDefinition = {
  name: string;
  partitionKey: string;
  sortKey: string;
  projection: 'ALL' | 'KEYS_ONLY';
};

export const ATTENTION_INDEX: IndexDefinition = {
  name: 'attention',
  partitionKey: 'attentionBucket',
  sortKey: 'attentionKey',
  projection: 'KEYS_ONLY',
};

/** What is listed over all events or users; sparse, since only they carry its keys. */
export const LISTINGS_INDEX: IndexDefinition = {
  name: 'listings',
  partitionKey: 'listing',
  sortKey: 'listingKey',
  projection: 'ALL',
};

/** All keys are strings. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAtSeconds',
  indexes: [ATTENTION_INDEX, LISTINGS_INDEX],
} as const;
