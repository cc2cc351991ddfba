/** Limits of the marks of a waitlist, of which the line is made without counting everybody. */
import { ACKNOWLEDGED_MS, BOOKING_RETRY_BUDGET_MS } from './limits.ts';

/** A count of so many entries of about 100 bytes costs 7 read units, and one for each partition. */
export const MARKED_SEGMENT_ENTRIES = 256;
/** The head segment is read for every line, so that the places near the head are exact. */
export const HEAD_SEGMENT_ENTRIES = 512;
/** A position up to this one is exact: the entries before it are counted, strongly consistent. */
export const EXACT_POSITIONS = 256;
/**
 * Entries that such a count looks at in all waitlist partitions together: four times an even share of each, so that a partition with
 * many of them is counted, too. 17 read units for 256 entries in 8 partitions, and 33 in 32; 34 units at most.
 */
export const NEAR_COUNT_ENTRIES = 1_024;
/** Entries after the last mark that one request reads: 13 read units, and one for each partition. */
export const UNMARKED_READ_ENTRIES = 512;
/** More segments than these are not stored: about 14 KB, and at least 131,000 entries. */
export const MARKED_SEGMENTS_MAX = 1_024;
/** One request of each event makes its line at most once in this time, and a process remembers it for as long. */
export const MARKS_RENEWED_MS = 1_000;
/**
 * Nobody else changes the marks for this time after a claim. A change takes less. After a rush it leaves five changes a second
 * for entries without a mark, each up to `UNMARKED_READ_ENTRIES`.
 */
export const MARKS_CLAIM_MS = 200;
/** After this time since an arrival, no entry that arrived earlier is written any more. */
export const MARKS_SETTLED_MS = BOOKING_RETRY_BUDGET_MS + ACKNOWLEDGED_MS;
/** Marks that nobody renewed are removed: they are made anew when somebody asks. */
export const MARKS_KEPT_SECONDS = 30 * 24 * 60 * 60;
/** Shards from which the length of the waitlist is estimated where no mark says it: 8 read units. */
export const SAMPLED_SHARDS = 16;

/** The line has a mark at each of so many first places. About 5 KB of an answer, and a read unit where it is stored. */
export const LINE_EXACT_PLACES = 100;
/** Behind them the distance of two marks is this part of the place, or one segment. A line has 300 marks at most. */
export const LINE_STEPS_PER_PLACE = 1 / 32;
/** Clients look at the line after this time, and caches keep it for as long: a promotion is known within twice of it. */
export const LINE_SECONDS = 5;
/** The same where nobody can be served any more. */
export const LINE_OVER_SECONDS = 60;
/** Events of which a process remembers the line: about 20 KB each. */
export const LINE_REMEMBERED_EVENTS = 100;
/** How often a request that finds the line being made for the first time looks for it, and how long it waits in between. */
export const LINE_LOOKS = 10;
export const LINE_LOOK_MS = 50;
/** How often one making of the line reads `UNMARKED_READ_ENTRIES` more after a rush: 1,024 entries. */
export const LINE_EXTENSIONS = 2;
/**
 * How often one making of the line reads the head segment, if it is found short. All but the last of these find fewer entries
 * than `LINE_EXACT_PLACES`.
 */
export const LINE_HEAD_READS = 4;
