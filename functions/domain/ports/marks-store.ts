/**
 * Stores the marks of a waitlist, and counts the parts of it that they need. Reads throw Busy on throttling or a timeout.
 */
import type { Event } from '../model/event.ts';
import type { Arrived } from '../model/line.ts';
import type { PartitionArrivals, WaitlistMarks } from '../model/waitlist-marks.ts';

/** Arrivals after the instant `after` (ms), or from the first one on, and before the arrival key `before`. */
export type EntryRange = { after?: number | undefined; before: string };

export type MarksStore = {
  /** @returns marks of a moment ago, or `NO_MARKS` */
  read(event: Event): Promise<WaitlistMarks>;
  /**
   * Claims the next change of the marks. A claim needs no end: it is void after `MARKS_CLAIM_MS`. `now` in ms.
   * @returns false if there is a claim, or on contention
   */
  claim(event: Event, now: number): Promise<boolean>;
  /**
   * Replaces the marks `seen` by these, with the next revision. `now` in ms.
   * @returns the stored marks; undefined if others replaced `seen` before, or on contention
   */
  write(
    event: Event,
    seen: WaitlistMarks,
    marks: WaitlistMarks,
    now: number,
  ): Promise<WaitlistMarks | undefined>;
  /** Counts the entries in the range, as of a moment ago. The caller knows that they are few. */
  count(event: Event, range: EntryRange): Promise<number>;
  /**
   * Counts the entries before the arrival key `before`, strongly consistent, a bounded number of each waitlist partition.
   * `isComplete`: there are no more.
   */
  countNear(event: Event, before: string): Promise<{ count: number; isComplete: boolean }>;
  /** Reads the entries in the range, in order, as of a moment ago. The caller knows that they are few. */
  readAll(event: Event, range: EntryRange): Promise<Arrived[]>;
  /** Reads the first entries in the range, a bounded number of each waitlist partition, as of a moment ago. */
  readFirst(event: Event, range: EntryRange): Promise<PartitionArrivals[]>;
  /** @returns the arrival (ms) of the first entry of all, a moment ago; undefined if nobody waits */
  firstArrival(event: Event): Promise<number | undefined>;
  /** @returns how many bookings wait, exact for a waitlist with a limit, else estimated from some shards */
  sampleLength(event: Event): Promise<number>;
};
