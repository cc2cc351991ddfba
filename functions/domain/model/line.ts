/**
 * The line of an event: what everybody may know of its waitlist, and from which a client computes its own place. Pure rules;
 * no ticket depends on them.
 *
 *     a mark at every place         marks farther and farther apart       entries that are not marked yet
 *   |-|-|-|-|-|-|-|-|-|-|-|-|----|-----|-------|--------|--------|--------|...........................> arrival
 *    exact                         between two marks: interpolated          up to `waiting`, at `asOf`
 *
 * A mark says how many bookings wait that arrived up to its instant. The only thing that it says of one of them is a tie.
 */
import { createHash } from 'node:crypto';
import type { Booking } from './booking.ts';
import { LINE_EXACT_PLACES, LINE_STEPS_PER_PLACE } from './waitlist-marks-limits.ts';

/** What orders a booking in the waitlist. */
export type Arrived = Pick<Booking, 'arrival' | 'id'>;

/**
 * With `tie` it is the mark of one booking, which is at `place` and arrived at `arrival` (ms). Without it, `place` is how many
 * bookings wait that arrived at `arrival` or earlier.
 */
export type LineMark = { place: number; arrival: number; tie?: string };

/** `asOf`: when the waitlist was read, ms. `marks`: in order. Places behind the last mark are known by `waiting` alone. */
export type Line = { asOf: number; waiting: number; marks: LineMark[] };

/** 18 bits, of which nothing about the booking can be learned without its id. */
const TIE_CHARACTERS = 3;

/** @returns what tells a booking from others that arrived in the same millisecond. */
export function tieOf({ id }: Pick<Booking, 'id'>): string {
  return createHash('sha256').update(`line ${id}`).digest('base64url').slice(0, TIE_CHARACTERS);
}

/**
 * Marks bookings that wait in a row. `before`: how many wait before them. Each of the first places of all has a mark of its own,
 * and so has the last booking. Further back, bookings of one millisecond have no mark between them.
 */
export function markAll(arrived: Arrived[], before: number): LineMark[] {
  const marks: LineMark[] = [];
  let last = before;
  for (const [index, own] of arrived.entries()) {
    const place = before + index + 1;
    const next = arrived[index + 1];
    const isExact = place <= LINE_EXACT_PLACES;
    const isNeeded = place - last >= stepAfter(last) && next?.arrival !== own.arrival;
    if (!isExact && !isNeeded && next !== undefined) continue;
    marks.push({ place, arrival: own.arrival, ...(isExact && { tie: tieOf(own) }) });
    last = place;
  }
  return marks;
}

/** @returns of these marks as many as a line needs, and always the last one. */
export function thinMarks(marks: LineMark[]): LineMark[] {
  const kept: LineMark[] = [];
  for (const [index, mark] of marks.entries()) {
    const last = kept.at(-1)?.place ?? 0;
    const next = marks[index + 1];
    if (mark.tie !== undefined || next === undefined || next.place - last > stepAfter(last)) kept.push(mark);
  }
  return kept;
}

/** How far the next mark is at most after a place, where there are more. */
const stepAfter = (place: number) => Math.max(1, Math.floor(place * LINE_STEPS_PER_PLACE));
