/**
 * The marks of a waitlist, and the claim of their next change, in a partition of their own. Marks are lists of numbers, which
 * need half the space of a list of maps.
 */
import * as z from 'zod/mini';
import { CLOCK_SKEW_MS } from '../../domain/model/limits.ts';
import type { LineMark } from '../../domain/model/line.ts';
import type { WaitlistMarks } from '../../domain/model/waitlist-marks.ts';
import { MARKS_CLAIM_MS, MARKS_KEPT_SECONDS } from '../../domain/model/waitlist-marks-limits.ts';
import type { PutAction } from '../table/commit.ts';
import { marksPartition } from '../table/definition.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';

export const marksKey = (eventId: string): Key => ({ pk: marksPartition(eventId), sk: 'MARKS' });

export const claimKey = (eventId: string): Key => ({ ...marksKey(eventId), sk: 'CLAIM' });

const LINE_MARKS = z.object({
  places: z.array(z.int()),
  arrivals: z.array(z.int()),
  /** Of the first marks. */
  ties: z.array(z.string()),
});

const MARKS = z.object({
  revision: z.int(),
  lapAt: z.int(),
  ends: z.array(z.int()),
  counts: z.array(z.int()),
  line: optional(
    z.object({ asOf: z.int(), after: z.int(), behind: z.int(), near: LINE_MARKS, tail: LINE_MARKS }),
  ),
});

export function fromMarksItem(item: Item): WaitlistMarks {
  const { ends, counts, line, ...same } = parseItem('marks of a waitlist', MARKS, item);
  return {
    ...same,
    segments: ends.map((upTo, index) => ({ upTo, count: counts[index] ?? 0 })),
    ...(line && { line: { ...line, near: fromLists(line.near), tail: fromLists(line.tail) } }),
  };
}

function fromLists({ places, arrivals, ties }: z.infer<typeof LINE_MARKS>): LineMark[] {
  return places.map((place, index) => {
    const tie = ties[index];
    return { place, arrival: arrivals[index] ?? 0, ...(tie !== undefined && { tie }) };
  });
}

function toLists(marks: LineMark[]): z.infer<typeof LINE_MARKS> {
  return {
    places: marks.map(({ place }) => place),
    arrivals: marks.map(({ arrival }) => arrival),
    ties: marks.flatMap(({ tie }) => (tie === undefined ? [] : [tie])),
  };
}

/** Nobody replaced the marks since they were read. */
export const MARKS_ARE_WHAT_WAS_SEEN = 'attribute_not_exists(pk) OR revision = :seen';

/** `seen`: the revision of the marks that are replaced. `now` in ms. */
export function replaceMarks(eventId: string, seen: number, marks: WaitlistMarks, now: number): PutAction {
  const { segments, line, ...same } = marks;
  const item: z.infer<typeof MARKS> = {
    ...same,
    ends: segments.map(({ upTo }) => upTo),
    counts: segments.map(({ count }) => count),
    ...(line && { line: { ...line, near: toLists(line.near), tail: toLists(line.tail) } }),
  };
  /** Functions of an earlier version, which may run beside this one, require it. */
  const countedAt = line?.asOf ?? 0;
  return {
    put: { ...marksKey(eventId), ...item, countedAt, expiresAtSeconds: expiryOf(now) },
    when: MARKS_ARE_WHAT_WAS_SEEN,
    values: { ':seen': seen },
  };
}

/** The last claim is void by now, or is of a clock that is too far ahead. */
export const CLAIM_IS_VOID = 'attribute_not_exists(pk) OR claimedAt <= :voidAt OR claimedAt > :latest';

/** `now` in ms. */
export function claimMarks(eventId: string, now: number): PutAction {
  return {
    put: { ...claimKey(eventId), claimedAt: now, expiresAtSeconds: expiryOf(now) },
    when: CLAIM_IS_VOID,
    values: { ':voidAt': now - MARKS_CLAIM_MS, ':latest': now + CLOCK_SKEW_MS },
  };
}

const expiryOf = (now: number) => Math.ceil(now / 1000) + MARKS_KEPT_SECONDS;
