/**
 * Every bound of the service, each with its unit and its reason. A bound belongs here and nowhere else. Names
 * end in their unit.
 */

/** A larger request body is rejected before it is parsed. The largest valid body is about 12 KiB. */
export const BODY_LIMIT_BYTES = 16 * 1024;

/** Idempotency keys become attribute names and hash input, so they are short. */
export const IDEMPOTENCY_KEY_LIMIT_CHARACTERS = 64;

/** 128 bits in base64url. */
export const ID_CHARACTERS = 22;

/** Ten times the largest event that the shards were sized for. */
export const CAPACITY_LIMIT_TICKETS = 10_000_000;

/** A booking may take each ticket from another shard, and writes two more items, in one transaction of 100. */
export const BOOKING_LIMIT_TICKETS = 97;

/** The code of a ticket has at most three digits for its number. */
export const TICKET_NUMBER_MAX = 999;

/** Applies if the organizer states no `maxPerBooking`. A lower `maxPerCustomer` lowers it. */
export const MAX_PER_BOOKING_DEFAULT = 10;

/** If the event states no end, the door sale ends this long after the start. */
export const DOOR_HOURS_WITHOUT_END = 24;
/** From its start to its end an event keeps its customers from cancelling, erasing their bookings and closing their accounts. */
export const EVENT_LENGTH_MAX_DAYS = 366;

/** A customer's tally for an event lists their bookings and is read as one item. */
export const BOOKINGS_PER_CUSTOMER_AND_EVENT_LIMIT = 200;

/** DynamoDB's limit for one transaction. */
export const TRANSACTION_LIMIT_ACTIONS = 100;

/** With fewer shards, a small event would admit only about a hundred joins a second. */
export const SHARDS_MIN = 4;
/** The most shards that an event gets for its capacity. Each read of `available` pays for all of them. */
export const SHARDS_UNASKED_MAX = 64;
/** The most shards that an event gets for the peak that its organizer expects. */
export const SHARDS_MAX = 256;
/** From the model: 10,000 requests a second over 256 shards. With more, contention is too frequent. */
export const REQUESTS_PER_SHARD_AND_SECOND = 40;
export const PEAK_LIMIT_REQUESTS_PER_SECOND = 10_000;
/** With fewer tickets in a shard, bookings of several tickets soon need several shards. */
export const TICKETS_PER_SHARD = 16;

/**
 * A shard admits about 134 joins a second, and an item is read 3,000 times a second. Only with more shards than these can
 * joins be more than the reads of the waitlist's item, so that its waitlist must be quiet.
 */
export const SHARDS_NEVER_QUIET_MAX = 16;

/** Partitions of a waitlist. Each accepts about 500 joins a second. Events of over 64 shards have more. */
export const WAITLIST_PARTITIONS = 8;
export const SHARDS_PER_WAITLIST_PARTITION_MAX = 8;
/** Entries that one query reads from a waitlist partition: they fit one read unit. */
export const WAITLIST_PAGE_ENTRIES = 32;

/** Check-ins of a booking that can be undone: its history is one item, and the reasons are the largest part. */
export const UNDOS_PER_BOOKING_LIMIT = 100;
/** Door staff undo none from here on, so that those who run the event can undo what they did. */
export const UNDOS_BY_DOOR_STAFF_LIMIT = UNDOS_PER_BOOKING_LIMIT / 2;
export const REASON_LIMIT_CHARACTERS = 200;

/** Scans that a device hands in at once: about 200 bytes each, and the limit of a body is 16 KiB. */
export const CHECK_IN_BATCH_SCANS = 50;
/** Bookings of such a batch that are written at the same time. */
export const BATCH_BOOKINGS_AT_ONCE = 8;
export const DEVICE_LIMIT_CHARACTERS = 40;
/** How far the clock of a device that scans without a network may be ahead. */
export const SCAN_CLOCK_SKEW_MS = 60_000;

/** A request for the link of a booking within this time after another one mails nothing: that mail is on its way. */
export const LINK_REQUEST_PAUSE_MS = 10 * 60_000;
/**
 * The pause doubles with each request up to this, since anybody who knows the id of a booking may ask: its history, which is
 * one item, grows by ten entries in a week, and then by one a week.
 */
export const LINK_REQUEST_PAUSE_MAX_MS = 7 * 24 * 60 * 60_000;

/** Each change of a name adds to the history, which is one item: three changes of each ticket of the largest booking. */
export const NAMES_PER_BOOKING_LIMIT = 291;

/** Each addition is kept in the history, which is one item. */
export const ADDITIONS_PER_BOOKING_LIMIT = 20;

/** A ticket that changed hands more often is traded. The organizer may transfer it no more often either. */
export const TRANSFERS_PER_TICKET_LIMIT = 3;
/** Each transfer adds about 130 bytes to the history, which is one item, and uses a ticket number. */
export const TRANSFERS_PER_BOOKING_LIMIT = 100;

/** Members besides the owner. The event's item has them, and every request about the event reads it. */
export const EVENT_STAFF_LIMIT = 50;
/** Changes of the staff of an event are kept, and an audit reads them all: 250 bytes each. Removals come on top. */
export const STAFF_CHANGES_LIMIT = 1_000;

/** Events of an organizer that are not over, by default. The ids of all of them are in one item. */
export const EVENT_QUOTA_DEFAULT_EVENTS = 200;
/** Shards of these events, by default: 16 events of the most shards, 64 of those of a large hall, or all of the fewest. */
export const EVENT_QUOTA_DEFAULT_SHARDS = 4_096;

/** Lifetime of a shard's hint. */
export const SHARD_HINT_TTL_MS = 1_000;
/**
 * After a failed take, all K shards are read for hints if the last such read is K times this old. A read of
 * 64 shards costs about as much as another failed take. Chosen with the model, as are the next two.
 */
export const HINT_REFRESH_MS_PER_SHARD = 0.5;
/**
 * All positions of the rotation move to their next shard at this interval. It is as long as a few
 * transactions, so few are under way at a move, and a shard that sold more than others soon gets requests
 * from another process.
 */
export const ROTATION_STEP_MS = 50;
/** A shard with half the average is chosen with the weight 0.5 ** 4, so that all shards sell out together. */
export const FULLNESS_POWER = 4;
/** A process keeps an event and its availability for this long, and the first events of the list. */
export const EVENT_CACHE_TTL_MS = 1_000;
/** The page is answered without its first events after this long: a browser asks for them itself then. */
export const FIRST_EVENTS_WAIT_MS = 1_000;

/** Timeout of the Lambda function of a route. */
export const API_TIMEOUT_SECONDS = 10;
/** No call begins this late in a function's time, so that one attempt of a call and the answer still fit. */
export const LAST_CALL_MS = 2_000;
/** Retry budget of a booking, after which it is answered 503. API Gateway cuts a request off at 30 s. */
export const BOOKING_RETRY_BUDGET_MS = 4_000;
/**
 * Retry budget of the work after a commit or a failed wait. The request is then answered without that work.
 */
export const AFTERCARE_RETRY_BUDGET_MS = 1_500;
/** Retry budget of a clerk's messages. The clerk's function has 30 s, and one attempt takes some of them. */
export const MESSAGE_RETRY_BUDGET_MS = 8_000;
/** A request that joins while there are tickets to hand out waits this long for its own promotion. */
export const NEWCOMER_WAIT_MS = 1_000;
/**
 * The sleep before retry n is random, up to the smaller of base × 2ⁿ and cap (full jitter). The base is short
 * because a retry takes from another shard; the growth is for a sale in which all shards are contended.
 */
export const RETRY_BASE_MS = 2;
export const RETRY_CAP_MS = 250;
/** First pause of a request that waits for a pass of the clerk: about half a pass. Each later one doubles. */
export const PASS_POLL_MS = 30;
/** After this lease another request may close the sale: the first one has probably crashed. */
export const CLOSER_LEASE_MS = 2_000;
/** Average pause of a request that waits for the closer: all of them share the 6,000 reads of a moment ago a second. */
export const CLOSER_POLL_MS = 30;
/** Assumed bound between two clocks. A pass serves arrivals up to this far ahead of its own clock. */
export const CLOCK_SKEW_MS = 1_000;
/**
 * A request is older when its function begins only if its body came slowly, so its arrival is at most this much earlier. New
 * functions begin after a second or two.
 */
export const ARRIVAL_AGE_MS = 3_000;
/**
 * A process relies for this time on having read that a waitlist is quiet: it reads the item once a second instead of at each
 * join.
 */
export const QUIET_RELIANCE_MS = 1_000;
/** A clerk that ends the quiet waits so long before it serves newcomers, in case a clock is set meanwhile. */
export const QUIET_END_MS = QUIET_RELIANCE_MS + 500;
/** A join of a quiet waitlist takes some 10 ms. One that takes longer than this looks for a running pass before it is answered. */
export const QUIET_JOIN_MS = 1_000;
/**
 * A pass over a quiet waitlist serves entries of this age: no younger than a join that is answered without a look, by two
 * clocks that differ by twice their assumed bound.
 */
export const RIPE_AFTER_MS = QUIET_JOIN_MS + 2 * CLOCK_SKEW_MS;
/**
 * A write takes effect at most this long after the decision to make it: its attempts end after about two
 * seconds, and the network may delay one of them.
 */
export const WRITE_IN_FLIGHT_MS = 10_000;
/** After this time, an entry that a request decided to write exists, or it was never acknowledged. */
export const ACKNOWLEDGED_MS = WRITE_IN_FLIGHT_MS + CLOCK_SKEW_MS;
/** After this time, a request that joined the waitlist and was not acknowledged cannot remove its booking any more. */
export const JOIN_IS_FINAL_MS = BOOKING_RETRY_BUDGET_MS + AFTERCARE_RETRY_BUDGET_MS + ACKNOWLEDGED_MS;
/** A clerk that ends the bookings of an event stops after this time; the next pass continues. */
export const CLERK_TIME_MS = 15_000;
/**
 * A pass promotes for this long, and the next one goes on, as after a draw of many tickets: a request that joins meanwhile waits
 * at the fence for the end of a pass, and gives up after four seconds.
 */
export const PASS_PROMOTING_MS = 2_000;
/** The clerk begins no pass after this time, so that even the last pass of a cancelled event ends in time. */
export const CLERK_PASSES_MS = 10_000;
/** Bookings that one transaction cancels with their event. Each takes up to two actions. */
export const BOOKINGS_PER_CANCELLATION = 45;
/** Largest `limit` of a waitlist. A longer one could not be counted in one read. */
export const WAITLIST_LIMIT_MAX_BOOKINGS = 1_000_000;
/** A second is for trials. An offer of over a month would keep its tickets from other customers too long. */
export const OFFER_TTL_MIN_SECONDS = 1;
export const OFFER_TTL_MAX_SECONDS = 30 * 24 * 60 * 60;
/** Each change stays in the event, where those who wait see it. */
export const POLICY_TERMS_LIMIT = 20;
/** Each stays in the event, for the audit. Beyond them the oldest are left out, and the audit cannot judge by them. */
export const OFFER_TERMS_LIMIT = 20;
/** A second is for trials. A head that nobody may pass for over a month is not passed before most events begin. */
export const PASS_HEAD_MIN_SECONDS = 1;
export const PASS_HEAD_MAX_SECONDS = 30 * 24 * 60 * 60;
/** The time of an offer runs for at least a third of each day, so that an offer of 30 days ends within 90. */
export const QUIET_HOURS_MAX_MS = 16 * 60 * 60 * 1000;
/** `Retry-After` of a 503. */
export const RETRY_AFTER_SECONDS = 1;

/** The sweep ignores younger work, because its message is probably on its way. */
export const PENDING_WORK_GRACE_MS = 5_000;
/** The shortest period that EventBridge offers. */
export const SWEEP_INTERVAL_SECONDS = 60;
/** A sweep stops after this time, and the next one continues: its function may run for one interval. */
export const SWEEP_TIME_MS = 40_000;
/** Sweeps within one period send equal messages, and the queue accepts one. `npm start` sweeps every 5 s. */
export const SWEEP_ROUND_MS = 5_000;
/** Events that a sweep handles in parallel. Each takes about ten calls of a few milliseconds. */
export const SWEEP_AT_ONCE = 8;
/** Bookings that one message names: they are read in one batch. */
export const BOOKINGS_PER_MESSAGE = 100;
/** Partitions of each kind in the index of pending work. */
export const PENDING_WORK_PARTITIONS = 16;
/**
 * The releases of an event are in one partition of that index for each so many shards. One takes 500 cancellations a second,
 * since each writes to the index when it frees tickets and when these are handed on.
 */
export const SHARDS_PER_RELEASE_PARTITION = 16;
/**
 * Releases that the clerk reads from the index at once, besides those that its messages name. They fill ten promotion batches
 * if each is of one ticket and is handed on to one waiter.
 */
export const RELEASES_PER_LOOK = 330;

/**
 * Admins that are tried as a witness when an admin gives up the role: the index may still list demoted ones.
 */
export const WITNESSES_MAX = 20;

/**
 * Lifetime of an access token. It ends with its session before that. A shorter lifetime would gain little and force
 * refreshes while a sale opens.
 */
export const ACCESS_TOKEN_TTL_SECONDS = 15 * 60;
export const REFRESH_TOKEN_TTL_SECONDS = 30 * 24 * 60 * 60;

export const PASSWORD_MIN_CHARACTERS = 10;
/** A longer password would only use more memory in the hash. */
export const PASSWORD_MAX_CHARACTERS = 128;

/**
 * A shorter offer is not reminded of: the sweep, which finds what is due, runs once a minute, and the mail that
 * made the offer is still fresh.
 */
export const REMINDED_OFFER_MIN_MS = 10 * 60 * 1000;
/** Far longer than all attempts of one mail, so that a claim ends only if its sender died. */
export const NOTICE_CLAIM_MS = 60_000;
/** A notice that could not be sent for this long says nothing useful any more, and its links may mislead. */
export const NOTICE_AGE_LIMIT_MS = 3 * 24 * 60 * 60 * 1000;
/**
 * The stream delivers a record no more once it is this old: what its sender has not claimed by then is not told, unless
 * something else wakes the sender.
 */
export const NOTICE_OVERDUE_MS = 6 * 60 * 60 * 1000;
/** The pause after attempt n at a notice is the smaller of base × 2ⁿ and cap. */
export const NOTICE_RETRY_BASE_MS = 15_000;
export const NOTICE_RETRY_CAP_MS = 60 * 60 * 1000;
/** Bookings whose notices one function sends at the same time; each waits for the mail service most of its time. */
export const NOTICES_AT_ONCE = 16;
/** A longer event name is shortened in a subject, of which a phone shows about 40 characters. */
export const SUBJECT_NAME_CHARACTERS = 60;
/** A shorter name is repeated in a greeting. A longer one may be a text that somebody wants to send. */
export const GREETED_NAME_CHARACTERS = 60;
/** How long a mail service may take to connect, and to answer each step. SES answers within 0.5 s. */
export const MAIL_ATTEMPT_TIMEOUT_MS = 4_000;
/**
 * Attempts to hand one mail to SES, the first included. A repeat after a lost answer may deliver a mail
 * twice, so the rest is left to the redelivery of the history entry.
 */
export const MAIL_ATTEMPTS = 2;
/** How long handing over one mail may take in all: two attempts with a pause. */
export const MAIL_BUDGET_MS = 9_000;
/** Mail programs cut off long mails. The page of the booking shows all codes. */
export const MAIL_IMAGES_MAX = 10;
/**
 * A change of the event adds a record to the notice log, one item, for each holder of a transferred ticket of the booking.
 * A log with so many records, about 80 KB, tells its customer alone.
 */
export const RECORDS_TOLD_HOLDERS_LIMIT = 1_000;
/** A change that follows another one within this time is told without the values from before it. */
export const CHANGES_TOLD_TOGETHER_MS = 10 * 60 * 1000;
/** A sender that tells the customers of an event of its change stops after this time, and is called again. */
export const CHANGE_NOTICES_TIME_MS = 20_000;

/** A longer subject is cut off by lists of mails. */
export const ANNOUNCEMENT_SUBJECT_LIMIT_CHARACTERS = 100;
/** About a page and a half. Even in four bytes each, they fit the limit of a body. */
export const ANNOUNCEMENT_TEXT_LIMIT_CHARACTERS = 3_000;
/** Each is a mail to everybody. More than a few in a day have to do with a day on which everything goes wrong. */
export const ANNOUNCEMENTS_PER_EVENT_AND_DAY = 5;
/** Whoever is owed one that was delayed is told with all of them read together: 700 KB at most. */
export const ANNOUNCEMENTS_PER_EVENT_LIMIT = 50;
/**
 * A sender of an announcement stops after this time, and the stream calls it again behind the changes that came
 * meanwhile: a batch of notices waits no longer for an announcement.
 */
export const ANNOUNCEMENT_TIME_MS = 2_000;
/** Bookings that are told of an announcement between two looks at the clock: less than half a second. */
export const ANNOUNCEMENT_READ_BOOKINGS = 64;
/** A preview counts at most this many bookings, as a listing does: about 8 MB. */
export const PREVIEW_LOOK_BOOKINGS = 10_000;

/**
 * The promotions a second for one event by which a waiting client is told when to look again: a booking behind p others is looked
 * at after the time that p promotions take at this rate. While the clerk makes more, as in a second release, clients that only
 * look know later. A higher rate would cost more looks.
 */
export const PROMOTIONS_PER_EVENT_AND_SECOND = 700;
/** More joins a second than were measured for one event (1,084). */
export const JOINS_PER_EVENT_AND_SECOND = 1_100;
/** A waiting customer knows of the promotion within this time, and the request for it. */
export const LOOK_AGAIN_MIN_SECONDS = 2;
/** Also what cannot be foreseen, such as the cancellation of the event, is known after this time. */
export const LOOK_AGAIN_MAX_SECONDS = 5 * 60;
/** Under `skip` a booking may be promoted before earlier ones. 100,000 waiting customers make 5,000 requests a second. */
export const LOOK_AGAIN_SKIP_SECONDS = 20;
/** While the position cannot be found, because the table is busy. */
export const LOOK_AGAIN_UNKNOWN_SECONDS = 10;
/** An offer changes by its customer, by the clock, which the client reads itself, and seldom by the organizer. */
export const LOOK_AGAIN_OFFERED_SECONDS = 30;
/** Confirmed tickets change when the organizer cancels, of which a mail tells, too. */
export const LOOK_AGAIN_CONFIRMED_SECONDS = 10 * 60;
/** All bookings of a cancelled event end one after another. */
export const LOOK_AGAIN_CANCELLED_EVENT_SECONDS = 30;
/**
 * Beyond this multiple of the capacity a position is looked at as seldom as possible: as many tickets would have to be
 * given up, or added to the capacity, before its turn.
 */
export const PROMOTABLE_CAPACITIES = 2;
/**
 * How long a process uses a position that it found. Bookings before it that leave the waitlist meanwhile are not
 * noticed.
 */
export const POSITION_MARK_TTL_MS = 60_000;
/** The number of bookings before one is known well enough if its bounds differ by this ratio at most. */
export const POSITION_BOUNDS_RATIO = 0.6;
/** Events of which a process keeps positions; each has at most some dozens. */
export const POSITION_MARKED_EVENTS = 1_000;

/**
 * Streams of updates that one process holds open, on one machine. Each costs a socket, about 50 KB, and a read of its
 * booking at each interval of the check.
 */
export const UPDATE_STREAMS_MAX = 2_000;
/** For one booking: some devices and pages, so that nobody takes all streams with one booking. */
export const UPDATE_STREAMS_PER_BOOKING = 5;
/**
 * How often an open stream is checked: whether its token is still valid and its connection alive, and whether a change
 * was missed. Proxies close connections that are silent for a minute.
 */
export const UPDATE_CHECK_MS = 25_000;
/** A check that found the service busy is repeated after this time. */
export const UPDATE_RETRY_MS = 1_000;
/** Bookings that are read at the same time for their streams, so that other requests are not held up. */
export const UPDATES_AT_ONCE = 8;
/** What a slow client leaves unread, beyond the buffers of its connection, before the connection is closed. */
export const UPDATE_BUFFER_BYTES = 64 * 1024;
/** A client whose stream was closed may open it again after this time. */
export const UPDATE_RECONNECT_MS = 2_000;

/** Each takes about 100 bytes of the event, which lists read, and 30 of a booking that has it. */
export const TICKET_TYPES_LIMIT = 10;
/** Each is a number in every shard, and a condition of each booking that takes places of it. */
export const POOLS_LIMIT = 7;
/** A ticket takes one place of each, which may be in as many shards. */
export const POOLS_PER_TYPE_LIMIT = 3;
/** In the smallest unit of the currency: ten million euros. */
export const PRICE_MAX_AMOUNT = 1_000_000_000;

export * from './account-limits.ts';
export * from './audit-limits.ts';
export * from './challenge-limits.ts';
export * from './draw-limits.ts';
export * from './erasure-limits.ts';
export * from './listing-limits.ts';
export * from './mail-limits.ts';
export * from './rate-limits.ts';
export * from './webhook-limits.ts';
