/**
 * Finds the place of a booking in the line of its event, and whether it may have been served. Pure, and without imports: tests
 * and benchmarks import this file, too.
 */

type Mark = { place: number; arrivedAt: string; tie?: string };
/** As the API answers it. */
export type Line = {
  servedUpTo?: string;
  waiting: number;
  mayBePassed?: true;
  marks: Mark[];
  asOf: string;
  nextLookSeconds: number;
};
/** The `inLine` of a booking. */
export type Own = { arrivedAt: string; tie: string };

/**
 * `place` is from `from` to `to`, which are equal where it is exact. `gone`: the booking does not wait by this line: it was
 * served, or left, or had not joined yet at `asOf`. `unknown`: it arrived later, or the positions are to be drawn.
 */
export type Found = { place: number; from: number; to: number } | 'gone' | 'unknown';

export function placeInLine({ asOf, servedUpTo, waiting, marks }: Line, own: Own): Found {
  const mark = markOf(marks, own);
  if (mark !== undefined) return { place: mark.place, from: mark.place, to: mark.place };
  const index = marks.findIndex((one) => isBound(one, own));
  const bound = marks[index];
  if (servedUpTo === undefined || (bound === undefined && own.arrivedAt > asOf)) return 'unknown';
  const before = bound === undefined ? marks.at(-1) : marks[index - 1];
  const from = (before?.place ?? 0) + 1;
  const to = bound?.place ?? waiting;
  if (own.arrivedAt < servedUpTo || bound?.tie !== undefined || to < from) return 'gone';
  const until = Date.parse(bound?.arrivedAt ?? asOf);
  const since = Date.parse(before?.arrivedAt ?? own.arrivedAt);
  const share = until === since ? 1 : (Date.parse(own.arrivedAt) - since) / (until - since);
  return { place: Math.max(from, from - 1 + Math.ceil((to - from + 1) * share)), from, to };
}

/** @returns the mark of the booking alone, if it has one. */
export const markOf = (marks: Mark[], own: Own): Mark | undefined =>
  marks.find(({ arrivedAt, tie }) => arrivedAt === own.arrivedAt && tie === own.tie);

/** Whether the mark is not before the booking, nor of another one of its millisecond. Instants of one form sort as text. */
const isBound = ({ arrivedAt, tie }: Mark, own: Own): boolean =>
  arrivedAt > own.arrivedAt || (arrivedAt === own.arrivedAt && tie === undefined);

/** Positions up to this one are exact in the answer of a booking. */
const EXACT_POSITIONS = 256;

/** Whether the position in the answer of a booking is between two marks of the line. */
export const isBetweenMarks = (position: number): boolean => position > EXACT_POSITIONS;

/** Two clocks of the service may differ by so much, and the `Date` header has whole seconds. */
const CLOCKS_DIFFER_MS = 2_000;

/**
 * Whether a client has to read its booking now, which it read last at `readAt` (ms, by the service): the line is not older, and
 * says that the booking may have been served.
 */
export function mayBeServed(line: Line, own: Own, readAt: number): boolean {
  return placeInLine(line, own) === 'gone' && Date.parse(line.asOf) + CLOCKS_DIFFER_MS > readAt;
}

/**
 * Whether the line tells of every promotion of the booking. If somebody further back may be served before others, it does so
 * only where the booking has a mark of its own.
 */
export function tellsOf({ mayBePassed, marks }: Line, own: Own): boolean {
  return mayBePassed === undefined || markOf(marks, own) !== undefined;
}
