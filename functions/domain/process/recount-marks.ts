/**
 * Counts segments of a waitlist again: the head segment, whose entries are read, and another one in its turn. It stores nothing.
 */
import { arrivalKeyBound } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { Arrived } from '../model/line.ts';
import { nextInTurn, recountMarks, type WaitlistMarks } from '../model/waitlist-marks.ts';
import type { MarksStore } from '../ports/marks-store.ts';

type Store = Pick<MarksStore, 'count' | 'firstArrival' | 'readAll'>;

/** `head`: the entries of the head segment, before it was joined with the next one. */
type Recounted = { marks: WaitlistMarks; head: Arrived[] };

/** @returns the marks with the counts of now. */
export async function recount(event: Event, seen: WaitlistMarks, store: Store): Promise<Recounted> {
  const [head] = seen.segments;
  if (head === undefined) return { marks: seen, head: [] };
  const next = nextInTurn(seen);
  const [arrived, count] = await Promise.all([
    store.readAll(event, { before: arrivalKeyBound(head.upTo) }),
    next && store.count(event, { after: next.after, before: arrivalKeyBound(next.upTo) }),
  ]);
  const counted = [{ upTo: head.upTo, count: arrived.length }];
  if (next !== undefined) counted.push({ upTo: next.upTo, count: count ?? 0 });
  const isServed = arrived.length === 0;
  const first = isServed ? ((await store.firstArrival(event)) ?? Infinity) : undefined;
  return { marks: recountMarks(seen, counted, first), head: arrived };
}
