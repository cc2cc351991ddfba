/**
 * Defines the single table, its keys and its indexes, as plain data. The CDK app deploys it and the local
 * service creates it. The table of secrets has the same keys (`items/secret.ts`).
 *
 * | item                     | pk                      | sk               | index                            |
 * | ------------------------ | ----------------------- | ---------------- | -------------------------------- |
 * | event                    | EVENT#e                 | EVENT            | listings: EVENTS, or EVENTS#CANCELLED, startsAt#e; pending-work, by its end until it is erased, or while a change is being copied to the shards |
 * | the event as created     | EVENT#e                 | CREATED          |                                  |
 * | progress of erasing      | EVENT#e                 | ERASURE          |                                  |
 * | an organizer's event     | ORGANIZER#o             | EVENT#e          |                                  |
 * | waitlist                 | EVENT#e#WAITLIST-STATE  | WAITLIST-STATE   | pending-work, while work is pending |
 * | shard n                  | EVENT#e#SHARD#n         | SHARD            |                                  |
 * | marks of a waitlist      | EVENT#e#MARKS           | MARKS, CLAIM     |                                  |
 * | booking, partition n     | EVENT#e#BOOKINGS#n      | BOOKING#b        | pending-work, while it has a release or an offer, or waits only to be served at once |
 * | entry, partition n       | EVENT#e#WAITLIST#n      | arrival#b        |                                  |
 * | notice log, partition n  | EVENT#e#NOTICES#n       | NOTICES#b        | pending-work, while a notice is being sent, is to be tried again, or a reminder is due |
 * | sign for the stream      | EVENT#e#NOTICES#n       | WAKE#b           |                                  |
 * | progress of telling a change | EVENT#e             | CHANGE-PROGRESS  |                                  |
 * | announcement n           | EVENT#e                 | ANNOUNCEMENT#n   |                                  |
 * | address without announcements | ADDRESS#address id | UNSUBSCRIBED#o   |                                  |
 * | webhook endpoint         | WEBHOOKS#o              | ENDPOINT#w       |                                  |
 * | count of endpoints       | WEBHOOKS#o              | COUNT            |                                  |
 * | last replay              | WEBHOOKS#o              | REPLAY#w         |                                  |
 * | delivery log, partition n | EVENT#e#WEBHOOKS#n     | WEBHOOK-LOG#w#b  | pending-work, while a webhook is being sent or is to be tried again |
 * | sign for the stream      | EVENT#e#WEBHOOKS#n      | WEBHOOK-WAKE#w#b |                                  |
 * | delivery of a webhook    | WEBHOOK#w               | DELIVERY#at#d    |                                  |
 * | address without mail     | ADDRESS#hash            | ADDRESS          |                                  |
 * | mails to an address      | ADDRESS#hash            | DAY#day          |                                  |
 * | a customer's tally       | CUSTOMER#c              | EVENT#e          |                                  |
 * | user                     | USER#u                  | USER             | users: USERS#role, or USERS#attendee#n, createdAt#u |
 * | letter                   | USER#u                  | LETTER#l         | pending-work, until it is settled |
 * | address of a user        | EMAIL#a                 | EMAIL            |                                  |
 * | request to reset the password of an address | EMAIL#a  | RESET-REQUEST    |                                  |
 * | session of a log-in      | SESSION#s               | SESSION          | listings: SESSIONS#u, begunAt#s, until it is ended |
 * | token bucket of a rate limit | BUCKET#hash         | BUCKET           |                                  |
 * | source of log-ins        | LOG-IN-SOURCE#hash      | LOG-IN-SOURCE    |                                  |
 * | security event           | SECURITY#month          | at#id            |                                  |
 * | cursor of the sweep      | SWEEP                   | SWEEP            |                                  |
 * | public keys of access tokens | TOKEN-KEYS          | TOKEN-KEYS       |                                  |
 * | version of the table     | TABLE-VERSION           | TABLE-VERSION    |                                  |
 */

/** `projection`: all attributes, the keys only, or these besides the keys. */
export type IndexDefinition = {
  name: string;
  partitionKey: string;
  sortKey: string;
  projection: 'ALL' | 'KEYS_ONLY' | readonly string[];
};

/** The sparse index of pending work. Only items with pending work, or that get some by the clock, have its keys. */
export const PENDING_WORK_INDEX: IndexDefinition = {
  name: 'pending-work',
  partitionKey: 'pendingWorkPartition',
  sortKey: 'pendingWorkKey',
  projection: 'KEYS_ONLY',
};

/** Lists all events, or the sessions of a user. Sparse: nothing else has its keys. */
export const LISTINGS_INDEX: IndexDefinition = {
  name: 'listings',
  partitionKey: 'listing',
  sortKey: 'listingKey',
  projection: 'ALL',
};

/**
 * Lists the users of a role. It has what a list shows, and so no hash of a password: DynamoDB cannot change the projection of an
 * index, so an attribute more in the list takes another index.
 */
export const USERS_INDEX: IndexDefinition = {
  name: 'users',
  partitionKey: 'userListing',
  sortKey: 'userListingKey',
  projection: [
    'id',
    'name',
    'email',
    'userRole',
    'createdAt',
    'isAddressConfirmed',
    'newEmail',
    'endedGeneration',
  ],
};

/** What the partition keys of token buckets begin with. A function that limits rates may change them. */
export const BUCKET_PREFIX = 'BUCKET#';

/** What the partition keys of summaries of availability begin with. A function that lists events may change them. */
export const SUMMARY_PREFIX = 'AVAILABILITY#';

/** What the partition keys of the trail of security events begin with. A function that notes reads may add to it. */
export const TRAIL_PREFIX = 'SECURITY#';

/** What the partition keys of accounts and of their addresses begin with. */
export const USER_PREFIX = 'USER#';
export const EMAIL_PREFIX = 'EMAIL#';

/** The partition of the marks of a waitlist: no other key ends so. A function that tells places may change them. */
export const marksPartition = (eventId: string): string => `EVENT#${eventId}#MARKS`;

/** All keys are strings. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAtSeconds',
  indexes: [PENDING_WORK_INDEX, LISTINGS_INDEX, USERS_INDEX],
} as const;
