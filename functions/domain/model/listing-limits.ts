/**
 * The bounds of lists, as part of `limits.ts`, from which everything imports them: what a page holds, and what one answer
 * reads. Names end in their unit.
 */

export const PAGE_DEFAULT_ITEMS = 20;
export const PAGE_MAX_ITEMS = 100;
/**
 * Rows of CSV in one answer. Lambda sends at most 6 MB, and a row takes up to 2.9 KB in the JSON of the
 * answer: it holds each name twice, and a control character, which older names may contain, takes six bytes.
 */
export const EXPORT_PAGE_MAX_ROWS = 2_000;
/**
 * Names on tickets in one page of CSV. Ordinary pages have a tenth of it; where it is used up, the page says so instead of
 * exceeding what Lambda sends.
 */
export const EXPORT_PAGE_NAMES_MAX_BYTES = 1_000_000;
/**
 * Bookings in one page, by their JSON; a page has at least one. Their views are up to a fifth longer, and the JSON of an answer takes
 * two bytes for each quotation mark in it, so 2 MB fit the 6 MB that Lambda sends, also with names of nothing else.
 */
export const LISTING_PAGE_BYTES = 2 * 1024 * 1024;
/**
 * A larger booking counts as several towards what one answer reads, so that large ones cost no more than as many small ones: they
 * have 64 KB, and up to 156 KB more from the door.
 */
export const LISTING_BOOKING_BYTES = 1_024;
/** The same for a customer's own bookings, which are read one by one: a unit for each 4 KB. */
export const LISTING_OWN_BOOKING_BYTES = 4_096;
/** One answer of a listing reads at most this many bookings, however few of them match: about 8 MB. */
export const LISTING_LOOK_BOOKINGS = 10_000;
/**
 * The largest number of bookings of an event that is sorted. Each page reads and sorts all of them:
 * about 1 MB, 250 read units, and for an order by name 1,000 for their accounts. A filter is applied before an order by
 * name or by arrival at the door, so such a page reads up to `LISTING_LOOK_BOOKINGS`.
 */
export const LISTING_SORTED_BOOKINGS = 2_000;
/**
 * One answer of a search for words looks at this many bookings, or two pages more, and reads as many accounts at most:
 * 250 read units for the bookings and 1,000 for the accounts.
 */
export const LISTING_SEARCHED_BOOKINGS = 2_000;
/** Longer than the code of a ticket, which a list can be searched for. */
export const SEARCH_LIMIT_CHARACTERS = 200;
/** Partitions read in parallel for such a page. 64 partitions take as long as eight queries in sequence. */
export const LISTING_PARTITIONS_AT_ONCE = 8;
/**
 * The largest number of a customer's own bookings that is sorted, strongly consistent: 500 read units, and twice as many on
 * later pages. Any customer may cause it.
 */
export const LISTING_OWN_BOOKINGS = 500;
/**
 * Tallies that one query reads for a customer's own list. Each names up to 200 bookings of one event, which are read in
 * batches of about `LISTING_READ_BOOKINGS`.
 */
export const LISTING_READ_TALLIES = 50;
/**
 * The largest number of events that one answer of the event list reads, however few match: about 0.5 MB, 50
 * read units of the index. The first page reads up to as many again when it looks back, and one page of the index. An
 * organizer's own events cost up to 500 read units, because they are read strongly consistent.
 */
export const LISTING_LOOK_EVENTS = 500;
/**
 * An event with texts of more bytes counts as several, so that 500 events with the longest texts, 11 KB each, do not cost 700
 * read units: an answer ends with the read of up to 1 MB that reaches the bound.
 */
export const LISTING_EVENT_TEXT_BYTES = 2_048;
/**
 * First pages that a process remembers for a second, by the number of events that was asked for: that of the page, that of the API
 * and two others. Each may hold 100 events with the longest texts, about 1 MB.
 */
export const FIRST_PAGES_REMEMBERED = 4;
/** The largest number of events whose summaries one answer reads: as many as the largest page shows. */
export const LISTING_COUNTED_EVENTS = PAGE_MAX_ITEMS;
/**
 * A list shows the availability of an event by a summary that is at most this old, if one answer can look at all that are
 * older. From half of this age on, an answer may look already, so that many readers do not all look at the same instant.
 */
export const SUMMARY_AGE_MS = 5_000;
/**
 * One answer looks anew at events of this many shards in all, which is half a read unit for each: one event of the most
 * shards, or 64 of the fewest.
 */
export const SUMMARY_LOOK_SHARDS = 256;
/** One answer looks anew at this many events. Each is a write. */
export const SUMMARY_LOOK_EVENTS = 25;
/** A summary of which no list was read for this long is deleted. The next list looks at its event anew. */
export const SUMMARY_KEPT_SECONDS = 30 * 24 * 60 * 60;
/** Summaries that a process remembers for a second. */
export const SUMMARY_MEMORY_EVENTS = 1_000;
/** Events that one read fetches if a filter discards some, and for an organizer's own list: one batch. */
export const LISTING_READ_EVENTS = 100;
/**
 * Partitions of the list of attendees. One takes 1,000 registrations a second, so these take as many as the largest event has
 * requests (`PEAK_LIMIT_REQUESTS_PER_SECOND`), also if they are spread unevenly. A page reads a share of each.
 */
export const ATTENDEE_LIST_PARTITIONS = 16;
/** One answer of a search for accounts looks at so many: about 0.2 MB of each role, 35 read units for attendees. */
export const LISTING_LOOK_ACCOUNTS = 500;
/** A page of announcements has at most so many, of up to 14 KB each: 105 read units. */
export const ANNOUNCEMENTS_PAGE_MAX_ITEMS = 30;
/** One answer of a filtered list of deliveries looks at so many: about 0.5 MB, 120 read units. */
export const LISTING_LOOK_DELIVERIES = 300;
/**
 * How far the event list looks back for events that have begun and not ended. The index sorts by start, so
 * the first page reads every event that began in these days. Few events last longer than a month.
 */
export const EVENTS_LOOK_BACK_DAYS = 31;
/**
 * After this time a list stops reading and answers with what it has. A function has ten seconds. The rest is
 * for the query that is running at that moment and for reading the accounts of the listed bookings.
 */
export const LISTING_RETRY_BUDGET_MS = 4_000;
/**
 * One answer of a receipt reads at most this many bookings, or a page more: 63 read units at half a kilobyte each, which
 * any customer who was in the waitlist may cause.
 */
export const RECEIPT_LOOK_BOOKINGS = 500;
/** Bookings of the waitlist that are read together: at most 1.3 MB, besides what the door adds to those that have tickets already. */
export const LISTING_READ_WAITING = 20;
/** Bookings in one page of a listing: about 200 KB, for few calls and few bookings read in vain. */
export const LISTING_READ_BOOKINGS = 250;
