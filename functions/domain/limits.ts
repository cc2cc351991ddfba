/**
 * Every bound of the service, each with its unit and its reason. A bound that is not here does not exist.
 * Names end in their unit.
 */

/** A request body above this is refused before it is parsed: the largest valid body is about 3 KiB. */
export const BODY_LIMIT_BYTES = 16 * 1024;

/** Idempotency keys become attribute names and hash input, so they are short. */
export const IDEMPOTENCY_KEY_LIMIT_CHARACTERS = 64;

/** Ten million tickets is ten times the largest event that the counters were sized for. */
export const CAPACITY_LIMIT_TICKETS = 10_000_000;

/** One booking may touch one shard per ticket; with its two other items that has to fit a transaction of 100. */
export const BOOKING_LIMIT_TICKETS = 97;

/** What an organizer who says nothing allows; less where a customer may hold less. */
export const MAX_PER_BOOKING_DEFAULT = 10;

/** The organizer sells at the door for this long after the start, where the event states no end. */
export const DOOR_HOURS_WITHOUT_END = 24;

/** A customer's line for an event lists their bookings and is read in one piece. */
export const BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT = 200;

/** DynamoDB allows this many actions in one transaction. */
export const TRANSACTION_LIMIT_ACTIONS = 100;

/** Below four shards a small event would admit about a hundred joins a second and no more. */
export const SHARDS_MIN = 4;
/** What an event gets at most for its capacity: more are read for `available` at a price that few sales need to pay. */
export const SHARDS_UNASKED_MAX = 64;
/** What an event gets at most for the rush that its organizer expects. */
export const SHARDS_MAX = 256;
/** Requests that a shard stands a second, modelled: 10,000 over 256 shards. Beyond that too many of them meet. */
export const REQUESTS_PER_SHARD_AND_SECOND = 40;
export const PEAK_LIMIT_REQUESTS_PER_SECOND = 10_000;
/** Shards for each copy of the line's item: once it is sold out, each of their requests looks at one, 3,000 a second. */
export const SHARDS_PER_LINE_COPY = 64;
/** Fewer tickets than this in a shard make bookings of several tickets span shards too early. */
export const TICKETS_PER_SHARD = 16;

/**
 * Partitions that share an event's waitlist, each takes about 500 joins a second: eight, and more for over 128 shards.
 */
export const WAITLIST_STRIPES = 8;
export const SHARDS_PER_STRIPE_MAX = 16;
/** Entries read from each stripe in one look: they fit one read unit. */
export const WAITLIST_PAGE_ENTRIES = 32;

/** Check-ins of a booking that can be undone: its history is one item, and a reason weighs the most in it. */
export const UNDOS_PER_BOOKING_LIMIT = 100;
export const REASON_LIMIT_CHARACTERS = 200;

/** What a shard said of itself is believed for this long. */
export const SHARD_HINT_TTL_MS = 1_000;
/**
 * After a take that failed all K shards are looked at for hints, if the last look is K times this old: a look at 64
 * costs about as much as another failed take, and more in proportion. Chosen by the model, as are the next two.
 */
export const HINT_REFRESH_MS_PER_SHARD = 0.5;
/**
 * Lanes move on to the next shard this often: about as long as a few transactions, so that few are under way when
 * they move, and a shard that gave more than others soon sees somebody else.
 */
export const LANE_STEP_MS = 50;
/** A shard that holds half as much as others is chosen this power of a half as often, so that all run out together. */
export const FULLNESS_POWER = 4;
/** Facts of an event, and its availability, are remembered by a warm function for this long. */
export const EVENT_FACTS_TTL_MS = 1_000;

/** A route's function is ended after this long. */
export const API_TIMEOUT_SECONDS = 10;
/**
 * A function begins no call in its last two seconds: a call has ended after one attempt, and then the answer is
 * written.
 */
export const LAST_CALL_MS = 2_000;
/** A booking tries this long against contention before it answers 503: a person waits, API Gateway cuts at 30 s. */
export const BOOKING_PATIENCE_MS = 4_000;
/**
 * What follows a commit, or a wait that was in vain, is tried for this long before the request is answered without it.
 */
export const AFTERCARE_PATIENCE_MS = 1_500;
/** A clerk's messages are tried again for this long before they fail; its function has 30 s, and one try takes some. */
export const MESSAGE_PATIENCE_MS = 8_000;
/** A newcomer who joins while the pool has tickets waits this long for their own promotion. */
export const NEWCOMER_PATIENCE_MS = 1_000;
/**
 * The sleep before retry n is random up to the smaller of base × 2ⁿ and cap (full jitter). A retry goes to another
 * shard, so it need not wait out a transaction; the growth is for a sale whose shards are all busy.
 */
export const RETRY_BASE_MS = 2;
export const RETRY_CAP_MS = 250;
/** Who waits for a pass of the clerk looks first after this long, about half a pass, and then ever more rarely. */
export const PASS_POLL_MS = 30;
/** A closer that has not finished by then is taken for dead and another takes over. */
export const CLOSER_LEASE_MS = 2_000;
/** Who waits for the closer looks at the line about this often: all together have its 3,000 reads a second. */
export const CLOSER_POLL_MS = 20;
/** How far two clocks may be apart: a pass serves arrivals up to this far ahead of its own clock. */
export const CLOCK_SKEW_MS = 1_000;
/**
 * A write takes effect within this long of being decided on: its attempts end after about two seconds, and the network
 * may hold one back for a while.
 */
export const WRITE_IN_FLIGHT_MS = 10_000;
/** A place in the line that was decided on so long ago is there by now and was acknowledged, or nobody was told of it. */
export const ACKNOWLEDGED_MS = WRITE_IN_FLIGHT_MS + CLOCK_SKEW_MS;
/** The clerk of a cancelled event stops after this long and goes on with the next message. */
export const CLERK_PATIENCE_MS = 15_000;
/** The clerk begins another pass within this long of the first: with a cancelled event's last one it ends in time. */
export const CLERK_PASSES_MS = 10_000;
/** Bookings cancelled with their event in one transaction: each is up to two actions. */
export const BOOKINGS_PER_CANCELLATION = 45;
/** A line longer than this could not be counted in one look. */
export const WAITLIST_LIMIT_MAX_BOOKINGS = 1_000_000;
/** A second is for trying it out; longer than a month holds tickets from everybody else. */
export const OFFER_TTL_MIN_SECONDS = 1;
export const OFFER_TTL_MAX_SECONDS = 30 * 24 * 60 * 60;
/** An audit begins so often before it says that the event does not stand still. */
export const AUDIT_ATTEMPTS = 3;
/** Before it begins again: most of what moves an event is over by then. */
export const AUDIT_PAUSE_MS = 500;
/** Promotions that an audit holds at a time, 41 bytes each: more of them take more readings, not more memory. */
export const AUDIT_TURNS_AT_ONCE = 1_048_576;
/** Customers that an audit adds up at a time, 24 to 48 bytes each: the same. */
export const AUDIT_CUSTOMERS_AT_ONCE = 1_048_576;
/** Bookings that an audit names for a guarantee; how many there are is counted beyond. */
export const AUDIT_OFFENDERS_LIMIT_BOOKINGS = 100;
/**
 * An audit in one answer reads every booking up to three times, at a tenth of a millisecond each, and a function has
 * ten seconds on less than a third of a processor.
 */
export const AUDIT_ANSWER_LIMIT_BOOKINGS = 5_000;
/** Bookings that an audit reads at a time, from so many partitions side by side: few enough to be gone while young. */
export const AUDIT_READ_BOOKINGS = 250;
export const AUDIT_PARTITIONS_AT_ONCE = 4;
/** What a client that got 503 is asked to wait. */
export const RETRY_AFTER_SECONDS = 1;

/** The sweep leaves alone what is younger: its message is most likely on its way. */
export const ATTENTION_GRACE_MS = 5_000;
/** EventBridge offers no shorter period. */
export const SWEEP_INTERVAL_SECONDS = 60;
/** A sweep stops here and the next one goes on: its function ends with the interval. */
export const SWEEP_TIME_MS = 40_000;
/** Sweeps that begin so close together send the same messages, which the queue takes once. One machine sweeps every 5 s. */
export const SWEEP_ROUND_MS = 5_000;
/** Events that a sweep looks at side by side: each takes about ten calls of a few milliseconds. */
export const SWEEP_AT_ONCE = 8;
/** Bookings that one message names: they are read in one batch. */
export const BOOKINGS_PER_MESSAGE = 100;
/** Partitions of each kind in the attention index, so that no mass cancellation makes one of them hot. */
export const ATTENTION_BUCKETS = 16;
/**
 * Releases that the clerk takes from the index in one look, beside those its messages name: three full turns, where
 * each is of one ticket and goes to one person.
 */
export const RELEASES_PER_LOOK = 99;

/** Admins that are tried as a witness when an admin gives up the role: the index may still list demoted ones. */
export const WITNESSES_MAX = 20;

/**
 * The lifetime of an access token. After a log-out it can still book tickets for its user until then, and do nothing
 * else: a shorter lifetime would gain little, and would make people refresh in the middle of the opening of a sale.
 */
export const ACCESS_TOKEN_TTL_SECONDS = 15 * 60;
export const REFRESH_TOKEN_TTL_SECONDS = 30 * 24 * 60 * 60;

/** Log-ins that may fail from one place for one address, in the window. */
export const LOG_IN_FAILURES_MAX = 10;
export const LOG_IN_WINDOW_SECONDS = 5 * 60;

export const PASSWORD_MIN_CHARACTERS = 10;
/** Longer input would only burn memory in the hash. */
export const PASSWORD_MAX_CHARACTERS = 128;

export const PAGE_DEFAULT_ITEMS = 20;
export const PAGE_MAX_ITEMS = 100;
/**
 * Rows of CSV in one answer. Lambda sends at most 6 MB, and a row takes up to 2.9 KB in the JSON of the answer: it has
 * each name twice, and a control character, which older names may contain, takes six bytes.
 */
export const EXPORT_PAGE_MAX_ROWS = 2_000;
/** One answer of a listing looks at no more bookings than this, however few of them match: about 8 MB. */
export const LISTING_LOOK_BOOKINGS = 10_000;
/**
 * The largest number of bookings of an event, or of a customer, that is sorted by arrival. Each page reads and sorts all
 * of them: about 1 MB, 250 read units.
 */
export const LISTING_SORTED_BOOKINGS = 2_000;
/** Partitions that are read in parallel for such a page. 64 partitions take as long as eight queries in sequence. */
export const LISTING_PARTITIONS_AT_ONCE = 8;
/** Tallies that one query reads for a customer's own list. Each tally names the bookings of one event. */
export const LISTING_READ_TALLIES = 50;
/**
 * The largest number of events that one answer of the event list reads, however few match: about 0.5 MB, 50 read units
 * of the index. The first page reads up to as many again when it looks back. An organizer's own events cost up to 500
 * read units, because they are read strongly consistent.
 */
export const LISTING_LOOK_EVENTS = 500;
/** The largest number of events whose counters one answer reads: as many as the largest page shows. */
export const LISTING_COUNTED_EVENTS = PAGE_MAX_ITEMS;
/** Events that one read fetches where a filter discards some, and for an organizer's own list: one batch. */
export const LISTING_READ_EVENTS = 100;
/**
 * How far the event list looks back for events that have begun and not ended. The index sorts by start, so the first
 * page reads every event that began in these days. Few events last longer than a month.
 */
export const EVENTS_LOOK_BACK_DAYS = 31;
/**
 * After this time a list stops reading and answers with what it has. A function has ten seconds. The rest is for the
 * query that is running at that moment and for reading the accounts of the listed bookings.
 */
export const LISTING_PATIENCE_MS = 4_000;
/**
 * One answer of a receipt looks at no more bookings than this: 250 read units at half a kilobyte each, which anybody
 * who stood in the line may spend.
 */
export const RECEIPT_LOOK_BOOKINGS = 2_000;
/** Bookings that a listing reads at a time: about 200 KB, so that it makes few calls and reads little too much. */
export const LISTING_READ_BOOKINGS = 250;
