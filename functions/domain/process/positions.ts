/**
 * The position of a waiting booking, at a cost that does not grow with the waitlist: the sum of the marked segments before its
 * own, and a count of its own one. Near the head everything before it is counted, so the position is exact. Behind the last mark
 * the entries are read, up to a bound, and beyond the bound they are estimated.
 *
 * Who asks keeps the marks up to date: one request a second counts the head segment and the next one in its turn, and one that
 * finds too many entries without a mark adds some. Steps of either: claim, read, write if nobody else did. A process that
 * dies in between leaves the marks as they were; its claim is void a moment later. Two that write at once do not mix their
 * counts, because the second one finds another revision.
 */
import { arrivalKey, arrivalKeyBound, type Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { CLOCK_SKEW_MS, PROMOTIONS_PER_EVENT_AND_SECOND } from '../model/limits.ts';
import {
  estimateEntries,
  extendMarks,
  markedUpTo,
  type PartitionArrivals,
  placeOf,
  type WaitlistMarks,
} from '../model/waitlist-marks.ts';
import { EXACT_POSITIONS, MARKS_RENEWED_MS, MARKS_SETTLED_MS } from '../model/waitlist-marks-limits.ts';
import type { MarksStore } from '../ports/marks-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { recount } from './recount-marks.ts';

/** `position`: counted from 1. `ahead`: how many bookings wait before this one, or fewer. */
export type Position = { position: number; ahead: number };

type Waiting = Pick<Booking, 'id' | 'arrival'>;
type Ports = { marks: MarksStore; runtime: Pick<Runtime, 'now'> };

export class Positions {
  readonly #marks: MarksStore;
  readonly #runtime: Pick<Runtime, 'now'>;

  constructor({ marks, runtime }: Ports) {
    this.#marks = marks;
    this.#runtime = runtime;
  }

  /** Not for a booking that waits for a draw, whose entry may still get earlier ones. @throws Busy */
  async of(event: Event, booking: Waiting): Promise<Position> {
    const marks = await this.#marks.read(event);
    const { segment, before } = placeOf(marks, booking.arrival);
    if (segment === undefined) return this.#afterMarks(event, booking, marks);
    return before <= EXACT_POSITIONS
      ? this.#counted(event, booking)
      : this.#inSegment(event, booking, await this.#renew(event, marks));
  }

  async #counted(event: Event, booking: Waiting): Promise<Position> {
    const ahead = await this.#marks.count(event, { before: arrivalKey(booking) }, true);
    return { position: ahead + 1, ahead };
  }

  /** It is not behind the end of its segment, whatever returned to an earlier place meanwhile. */
  async #inSegment(event: Event, booking: Waiting, marks: WaitlistMarks): Promise<Position> {
    const { segment, before, after } = placeOf(marks, booking.arrival);
    if (segment === undefined || before <= EXACT_POSITIONS) return this.#counted(event, booking);
    const own = await this.#marks.count(event, { after, before: arrivalKey(booking) }, false);
    return this.#sinceMarks(marks, before + Math.min(own, Math.max(0, segment.count - 1)));
  }

  async #afterMarks(event: Event, booking: Waiting, marks: WaitlistMarks): Promise<Position> {
    const after = marks.segments.at(-1)?.upTo;
    const isSettled = booking.arrival <= this.#runtime.now() - MARKS_SETTLED_MS;
    const range = { after, before: arrivalKey(booking) };
    const read = await this.#marks.readFirst(event, range, !isSettled);
    const own = read.reduce((sum, { arrived }) => sum + arrived.length, 0);
    if (read.some(({ isComplete }) => !isComplete)) return this.#estimated(event, booking, marks, read);
    if (after === undefined) return { position: own + 1, ahead: own };
    if (markedUpTo(marks, after) <= EXACT_POSITIONS) {
      const before = await this.#marks.count(event, { before: arrivalKeyBound(after) }, true);
      return { position: before + own + 1, ahead: before + own };
    }
    const renewed = await this.#renew(event, marks);
    return this.#sinceMarks(renewed, markedUpTo(renewed, after) + own);
  }

  /** At least what was read, and at most as many as wait. */
  async #estimated(
    event: Event,
    booking: Waiting,
    seen: WaitlistMarks,
    read: PartitionArrivals[],
  ): Promise<Position> {
    const after = seen.segments.at(-1)?.upTo;
    const [length] = await Promise.all([this.#marks.sampleLength(event), this.#extend(event, seen, read)]);
    const marked = markedUpTo(seen, after ?? 0);
    const least = marked + read.reduce((sum, { arrived }) => sum + arrived.length, 0);
    const since =
      after ?? Math.min(...read.flatMap(({ arrived }) => arrived.slice(0, 1).map((one) => one.arrival)));
    const estimate = marked + estimateEntries(read, since, booking.arrival);
    const { ahead } = this.#sinceMarks(seen, least);
    return { position: Math.max(least, Math.min(estimate, length - 1)) + 1, ahead };
  }

  /** `ahead` is lower by the promotions that may have been made since the head was counted. */
  #sinceMarks({ countedAt, segments }: WaitlistMarks, before: number): Position {
    const seconds = segments.length === 0 ? 0 : Math.max(0, this.#runtime.now() - countedAt) / 1000;
    const ahead = Math.max(0, Math.floor(before - seconds * PROMOTIONS_PER_EVENT_AND_SECOND));
    return { position: before + 1, ahead };
  }

  /** Counts the head segment, and another one in its turn, unless somebody did within a second. */
  async #renew(event: Event, seen: WaitlistMarks): Promise<WaitlistMarks> {
    const now = this.#runtime.now();
    if (seen.segments.length === 0 || !isDue(seen, now)) return seen;
    if (!(await this.#marks.claim(event, now))) return seen;
    const { marks } = await recount(event, seen, this.#marks);
    return (await this.#marks.write(event, seen, { ...marks, countedAt: now }, now)) ?? seen;
  }

  /** Marks what was read, unless somebody marked a part of it within a moment. */
  async #extend(event: Event, seen: WaitlistMarks, read: PartitionArrivals[]): Promise<void> {
    const now = this.#runtime.now();
    const extended = extendMarks(seen, read, now - MARKS_SETTLED_MS);
    if (extended === undefined || !(await this.#marks.claim(event, now))) return;
    const countedAt = seen.segments.length === 0 ? now : seen.countedAt;
    const { line: _before, ...same } = extended;
    await this.#marks.write(event, seen, { ...same, countedAt }, now);
  }
}

/** Whether the marks are to be counted again: after a second, or if a clock that was far ahead wrote them. */
function isDue({ countedAt }: WaitlistMarks, now: number): boolean {
  return now - countedAt >= MARKS_RENEWED_MS || countedAt > now + CLOCK_SKEW_MS;
}
