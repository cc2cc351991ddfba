/**
 * The rate limits, as part of `limits.ts`, from which everything imports them. Each is a token bucket: a full one admits
 * `requests` at once, and an empty one is full again after `seconds`. The operator may set other values.
 *
 * The defaults are for one network address that many people share. A household sends a few requests of each kind. The
 * measure is an office of fifty people at the opening of a sale, of whom each registers, books and reloads the page, all
 * within a few minutes. Networks in which thousands share an address, as those of some mobile operators do, need higher
 * values.
 */

/**
 * `per`: by what requests are counted. `source`: the network address that they come from, and its network (`NETWORK_SHARES`).
 * `source-without-account`: the same, and requests of an account are not counted, those with the token of a guest's booking are: whoever books has as many of these
 * as bookings. `account`: the account of the token, and other requests are not counted. `caller`: the account of the token, and
 * the network address of other requests. `log-in`: what the log-in itself states.
 *
 * `isGrouped`: a process counts requests, and takes tokens for a twentieth of the bucket at once. `isOfFailures`: a
 * request that succeeds gives its token back. `code`: of the answer, by default `too-many-requests`.
 */
export type RateLimit = {
  requests: number;
  seconds: number;
  per: 'source' | 'source-without-account' | 'account' | 'caller' | 'log-in';
  isGrouped?: true;
  isOfFailures?: true;
  code?: 'too-many-attempts';
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export const RATE_LIMITS = {
  /**
   * An office may register all its people when a sale opens, and further ones once a minute. Somebody who wants all 300
   * tickets of an event with as many accounts needs four hours for each address, instead of half a minute.
   */
  register: { requests: 60, seconds: HOUR, per: 'source' },
  /**
   * As for registering: a booking without an account needs nothing but an address that nobody checks. The token of such a
   * booking lifts no limit, since each booking has one.
   */
  'book-as-guest': { requests: 60, seconds: HOUR, per: 'source-without-account' },
  /**
   * Bookings of one account, and tickets added to them. `maxPerCustomer` bounds its tickets, so this is only against programs
   * that book and cancel in a loop, or ask for what is not there, which costs up to 390 read units; an organizer at the door
   * books for somebody every two seconds. It is grouped, so that the first bookings of an account in a process cost nothing
   * for it.
   */
  book: { requests: 300, seconds: 10 * MINUTE, per: 'account', isGrouped: true },
  /** Each mails a link, of a booking or of an account. An address behind which fifty people ask for theirs is a busy one. */
  'request-link': { requests: 60, seconds: HOUR, per: 'source' },
  /**
   * Sessions that are ended, and changes of the password, which end sessions, too. Each has an entry in the trail of security
   * events, whose month is one partition, and a new password is hashed and told by mail. A person ends a session now and then,
   * all others once, and mistypes the old password a few times.
   */
  'end-sessions': { requests: 30, seconds: 10 * MINUTE, per: 'account' },
  /**
   * Each tells whether an address has an account, and the name of it. The largest staff has 50 members, so an organizer may
   * appoint four of them at once. A hand-over counts alike: it is an entry in the trail of security events.
   */
  appoint: { requests: 200, seconds: HOUR, per: 'account' },
  /**
   * Tests, single replays, and endpoints that are made or changed. Each is a request of this service to an address of the organizer's
   * choice, or looks its name up, and holds a function for up to five seconds; a change writes a letter. Somebody who tries out
   * a receiver sends one every ten seconds.
   */
  'send-webhook': { requests: 60, seconds: 10 * MINUTE, per: 'account' },
  /**
   * Each reads all bookings of an event, or of all events of the organizer, and sends what happened to each again. After an
   * outage an organizer replays for every endpoint (`WEBHOOK_ENDPOINTS_LIMIT`), twice at most.
   */
  'replay-webhooks': { requests: 20, seconds: HOUR, per: 'account' },
  /**
   * Events that are created, copied, published, changed or cancelled: up to 550 write units each. The quota counts events
   * that are not over, so this bounds how many somebody makes and cancels. A season as large as the quota is created,
   * published and corrected several times.
   */
  'change-events': { requests: 1_000, seconds: HOUR, per: 'account', isGrouped: true },
  /**
   * Check-ins, those handed in later, and check-ins that are undone: each is an entry in the history of a booking, up to 3,100 write
   * units for a batch of 50. A fast door scans a ticket a second, so two people may share an account.
   */
  'check-in': { requests: 1_200, seconds: 10 * MINUTE, per: 'account', isGrouped: true },
  /** Each mails somebody a ticket. The largest booking has 97 tickets, and may be handed out at once. */
  transfer: { requests: 100, seconds: HOUR, per: 'caller' },
  /**
   * Reads without an account: fifty people of whom each reloads every five seconds. At most 490 read units each, those of
   * a page of 100 large events with the longest texts while as many run, so that one address costs at most 2.20 USD an hour.
   */
  read: { requests: 600, seconds: MINUTE, per: 'source-without-account', isGrouped: true },
  /**
   * Reads that any account may ask for and that may cost hundreds of units: events, one's own bookings, receipts; and
   * tickets and passes, of which a PDF of 97 takes 0.4 s of a processor. As many as without an account, since anybody may
   * register: a person with some devices and pages sends a tenth of them.
   */
  'read-with-token': { requests: 600, seconds: MINUTE, per: 'account', isGrouped: true },
  /**
   * Reads of one booking, and those of its streams of updates: 95 read units each at most, and whoever has one booking may read
   * it in a loop. A client that waits reads every two seconds at most, so 200 clients behind one address stay below it. Beyond it
   * a stream reads again a second later.
   */
  'read-booking': { requests: 6_000, seconds: MINUTE, per: 'caller', isGrouped: true },
  /**
   * Changes of one booking, and of its tickets, that mail nobody but its customer: at most 27 read units each, and whoever has one
   * booking may ask for them in a loop. Fifty people behind one address change theirs every five seconds.
   */
  'change-booking': { requests: 600, seconds: MINUTE, per: 'caller', isGrouped: true },
  /** A client refreshes every fifteen minutes, so this is enough for hundreds of people. */
  refresh: { requests: 600, seconds: 10 * MINUTE, per: 'source', isGrouped: true },
  /**
   * Log-ins, also right ones, which give the tokens of failures back. Each hashes a password, for 0.1 s of a processor, and stores
   * a session for 30 days. The office logs in its hundreds at the opening of a sale, and once a month each.
   */
  'open-session': { requests: 600, seconds: 10 * MINUTE, per: 'source', isGrouped: true },
  /** Log-ins that failed, of one account from one address: the mistakes of a person with many passwords. */
  'log-in': {
    requests: 10,
    seconds: 15 * MINUTE,
    per: 'log-in',
    isOfFailures: true,
    code: 'too-many-attempts',
  },
  /**
   * Log-ins that failed, of one account from addresses from which it did not log in lately. Beyond it, each such address
   * waits (`LOG_IN_WAIT_SECONDS`). Wrong passwords of somebody with a session are counted apart, from every address.
   */
  'log-in-account': {
    requests: 20,
    seconds: HOUR,
    per: 'log-in',
    isOfFailures: true,
    code: 'too-many-attempts',
  },
  /**
   * Log-ins, and uses of a password or a mailed token, that failed, of any account from one address. Also bounds how many
   * log-ins of one address are checked at a time: each holds its token for about 0.2 s, so an office of hundreds passes.
   */
  'log-in-source': {
    requests: 100,
    seconds: HOUR,
    per: 'source',
    isOfFailures: true,
    code: 'too-many-attempts',
  },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof RATE_LIMITS;

/**
 * While an account is being guessed at, an address from which it did not log in lately waits this long before each
 * attempt. Each address that guesses so has 48 attempts a day.
 */
export const LOG_IN_WAIT_SECONDS = 30 * MINUTE;
/** How long an address counts as one from which an account logged in lately: as long as a session. */
export const KNOWN_SOURCE_SECONDS = 30 * 24 * HOUR;
/**
 * A network of IPv6, of 48 bits, has as many tokens as so many of its addresses: a customer of a provider has 256 or 65,536 of these,
 * or one as a phone. So phones of one network have more than those behind one address of IPv4.
 */
export const NETWORK_SHARES = 16;
/** The part of a bucket for which a process counts requests before it takes their tokens. */
export const RATE_LIMIT_GROUP = 1 / 20;
/** Buckets of which a process remembers what it saw, about 200 bytes each. */
export const RATE_LIMIT_MEMORY_BUCKETS = 10_000;
/** Writes of one request to a bucket: others may change it between what was seen and the write. */
export const BUCKET_WRITES_MAX = 4;
/** The largest values that an operator may set. Beyond a day a limit is one on what exists, not on a rate. */
export const RATE_LIMIT_MAX_REQUESTS = 1_000_000;
export const RATE_LIMIT_MAX_SECONDS = 24 * HOUR;
