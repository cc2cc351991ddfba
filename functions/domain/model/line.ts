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
import { LINE_EXACT_PLACES, LINE_STEPS_PER_PLACE, MARKED_SEGMENT_ENTRIES } from './waitlist-marks-limits.ts';

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

/**
 * Where an arrival (ms) is in the line. `least`: its first possible place. `place`: between the marks before and after it, in
 * proportion to the time; behind the last mark as many a millisecond as before it, up to all who wait. It does not fall with the
 * arrival.
 */
export function placeIn({ asOf, waiting, marks }: Line, arrival: number): { least: number; place: number } {
  const next = marks.findIndex((mark) => mark.arrival >= arrival);
  const above = marks[next];
  const below = next === -1 ? marks.at(-1) : marks[next - 1];
  const least = (below?.place ?? 0) + 1;
  if (above === undefined && arrival > asOf) return { least, place: Math.max(least, waiting + 1) };
  const most = Math.max(least, above?.place ?? waiting);
  const until = above?.arrival ?? asOf;
  const since = below?.arrival ?? arrival;
  const share = until === since ? 1 : (arrival - since) / (until - since);
  const added = Math.ceil((most - least + 1) * share);
  const dense = above === undefined ? Math.ceil((arrival - since) * densityOf(marks)) : 0;
  return { least, place: Math.max(least, Math.min(most, least - 1 + Math.max(added, dense))) };
}

/** @returns bookings a millisecond among the last ones that are marked. */
function densityOf(marks: LineMark[]): number {
  const last = marks.at(-1);
  const before = marks.findLast(({ place }) => place <= (last?.place ?? 0) - MARKED_SEGMENT_ENTRIES);
  if (last === undefined || before === undefined || before.arrival === last.arrival) return 0;
  return (last.place - before.place) / (last.arrival - before.arrival);
}

/** How far the next mark is at most after a place, where there are more. */
const stepAfter = (place: number) => Math.max(1, Math.floor(place * LINE_STEPS_PER_PLACE));
