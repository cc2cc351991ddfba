/**
 * The marks of a waitlist: how many entries each of its consecutive segments holds, of which its line is made. Pure rules; they serve answers only, and no ticket depends on them.
 *
 *     head segment       segments in order of arrival          entries without a mark
 *   |----------------|--------|--------|--------|--------|...........................> arrival
 *    counted exactly   256 at most, each counted in its turn   read; marked once no earlier entry can appear
 *
 * A marked segment gets no new entries, except those of lapsed offers that return to their place. So its stored count is
 * not below the true one but for those, and lags behind departures until it is counted again.
 */
import { arrivalKey } from './booking.ts';
import { type Arrived, type Line, type LineMark, thinMarks } from './line.ts';
import { mergeInOrder } from './merge-in-order.ts';
import {
  HEAD_SEGMENT_ENTRIES,
  LINE_EXACT_PLACES,
  MARKED_SEGMENT_ENTRIES,
  MARKED_SEGMENTS_MAX,
} from './waitlist-marks-limits.ts';

/** The entries after the end of the segment before it, up to and including the arrivals at `upTo` (ms). */
export type Segment = { upTo: number; count: number };

/**
 * What the line has besides the segments, as of `asOf` (ms). `near`: marks of the first entries. `behind`: how many entries wait
 * behind the last segment, which ended at `after` (ms; 0 if there was none), and behind `near`. `tail`: marks of the first of
 * them, with places counted from the segment's end.
 */
export type LineParts = { asOf: number; near: LineMark[]; after: number; behind: number; tail: LineMark[] };

/**
 * `revision`: raised by each write, 0 if nothing is stored. `lapAt`: the end (ms) of the segment that was counted last in its
 * turn. `line`: undefined if an earlier version added segments since it was made.
 */
export type WaitlistMarks = {
  revision: number;
  lapAt: number;
  segments: Segment[];
  line?: LineParts;
};

export const NO_MARKS: Readonly<WaitlistMarks> = { revision: 0, lapAt: 0, segments: [] };

/** @returns the marked entries with an arrival of at most `upTo` (ms), where a segment ended when it was read. */
export const markedUpTo = ({ segments }: Pick<WaitlistMarks, 'segments'>, upTo: number): number =>
  totalOf(segments.filter((segment) => segment.upTo <= upTo));

const totalOf = (segments: Segment[]) => segments.reduce((sum, { count }) => sum + count, 0);

/** Entries of one waitlist partition, in order. `isComplete`: there are no more in the range. */
export type PartitionArrivals = { arrived: Arrived[]; isComplete: boolean };

/**
 * `before`: how many wait before them.
 * @returns the first entries of all partitions, in order, up to the first one that was not read. The last mark of a line counts
 * all that arrived in its millisecond, so one that may have further entries is left out, unless its entries have their own marks.
 */
export function firstOf(read: PartitionArrivals[], before: number): Arrived[] {
  const parts = read.map(({ arrived, isComplete }) => ({ read: arrived, isComplete }));
  const merged = mergeInOrder(parts, arrivalKey);
  const last = merged.read.at(-1)?.arrival;
  if (merged.isComplete) return merged.read;
  return merged.read.filter(({ arrival }, index) => before + index < LINE_EXACT_PLACES || arrival !== last);
}

/**
 * Marks entries after the last mark. `read`: the first ones of each partition. Entries that arrived after `settledAt` (ms) may
 * still get others before them, and stay without a mark.
 * @returns undefined if there is nothing to mark
 */
export function extendMarks(
  marks: WaitlistMarks,
  read: PartitionArrivals[],
  settledAt: number,
): WaitlistMarks | undefined {
  const cutOffs = read
    .filter(({ isComplete }) => !isComplete)
    .map(({ arrived }) => arrived.at(-1)?.arrival ?? 0);
  const known = Math.min(settledAt, ...cutOffs.map((last) => last - 1));
  const arrivals = read
    .flatMap(({ arrived }) => arrived.map(({ arrival }) => arrival))
    .filter((arrival) => arrival <= known)
    .sort((a, b) => a - b);
  const added = segmentsOf(arrivals);
  if (added.length === 0) return undefined;
  const segments = joinThin([...marks.segments, ...added]);
  return segments.length > MARKED_SEGMENTS_MAX ? undefined : { ...marks, segments };
}

/** Arrivals of one millisecond are in one segment. */
function segmentsOf(arrivals: number[]): Segment[] {
  const segments: Segment[] = [];
  let count = 0;
  arrivals.forEach((upTo, index) => {
    count += 1;
    const isEnd = index === arrivals.length - 1;
    if (!isEnd && (count < MARKED_SEGMENT_ENTRIES || arrivals[index + 1] === upTo)) return;
    segments.push({ upTo, count });
    count = 0;
  });
  return segments;
}

/** The segment whose turn it is to be counted, and where it begins (ms). The head segment is counted every time. */
export function nextInTurn({ segments, lapAt }: WaitlistMarks): (Segment & { after: number }) | undefined {
  const [head, ...others] = segments;
  const segment = others.find(({ upTo }) => upTo > lapAt) ?? others[0];
  if (head === undefined || segment === undefined) return undefined;
  return { ...segment, after: segments[segments.indexOf(segment) - 1]?.upTo ?? head.upTo };
}

/**
 * `counted`: segments with their counts of now. `firstArrival`: of the first entry of all (ms), Infinity if there is none, if it
 * was looked for; the segments before it are empty.
 */
export function recountMarks(marks: WaitlistMarks, counted: Segment[], firstArrival = 0): WaitlistMarks {
  const countOf = new Map(counted.map(({ upTo, count }) => [upTo, count]));
  const segments = marks.segments
    .map(({ upTo, count }) => ({ upTo, count: countOf.get(upTo) ?? count }))
    .filter(({ upTo }) => upTo >= firstArrival);
  return { ...marks, lapAt: counted.at(-1)?.upTo ?? marks.lapAt, segments: joinThin(segments) };
}

/** Joins neighbours that have become small, so that there are few segments, and the head segment is long. */
function joinThin(segments: Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    const most = joined.length === 1 ? HEAD_SEGMENT_ENTRIES : MARKED_SEGMENT_ENTRIES;
    if (last !== undefined && last.count + segment.count <= most)
      joined[joined.length - 1] = { upTo: segment.upTo, count: last.count + segment.count };
    else joined.push(segment);
  }
  return joined;
}

/** @returns the line by these marks; undefined if it was not made since the last segment changed. */
export function lineOf({ segments, line }: WaitlistMarks): Line | undefined {
  if (line === undefined || line.after !== (segments.at(-1)?.upTo ?? 0)) return undefined;
  const { asOf, near, behind, tail } = line;
  const nearest = near.at(-1) ?? { place: 0, arrival: Number.NEGATIVE_INFINITY };
  const marked = segments.length === 0 ? nearest.place : totalOf(segments);
  const ends = segments.map(({ upTo }) => ({ place: markedUpTo({ segments }, upTo), arrival: upTo }));
  const further = [...ends, ...tail.map((mark) => ({ ...mark, place: marked + mark.place }))].filter(
    ({ place, arrival }) => arrival > nearest.arrival && place > nearest.place,
  );
  return { asOf, waiting: marked + behind, marks: thinMarks([...near, ...further]) };
}
