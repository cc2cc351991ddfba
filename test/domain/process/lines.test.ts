/**
 * The line in any waitlist: the place that a client computes from it is exact at the front, within its bounds elsewhere, and
 * never too far ahead; what was served is said; and a making reads a bounded number of entries.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event } from '../../../functions/domain/model/event.ts';
import type { Line } from '../../../functions/domain/model/line.ts';
import {
  HEAD_SEGMENT_ENTRIES,
  LINE_EXACT_PLACES,
  LINE_EXTENSIONS,
  LINE_HEAD_READS,
  MARKED_SEGMENT_ENTRIES,
  MARKS_RENEWED_MS,
  MARKS_SETTLED_MS,
  UNMARKED_READ_ENTRIES,
} from '../../../functions/domain/model/waitlist-marks-limits.ts';
import { Lines } from '../../../functions/domain/process/lines.ts';
import { inLineView, lineJson } from '../../../functions/http/views/line.ts';
import {
  type Line as LineAnswer,
  type Own,
  placeInLine,
  tellsOf,
} from '../../../web/src/api/place-in-line.ts';
import { type MemoryEntry, MemoryWaitlist } from '../../kit/waitlist-in-memory.ts';

const EVENT = {
  ...{ id: 'e', salesOpenAt: '1970-01-01T00:00:00Z', salesCloseAt: '2099-01-01T00:00:00Z' },
  waitlist: { policy: 'strict' },
} as Event;
const PARTITIONS = fc.constantFrom(1, 4, 8, 16);
const READ_ENTRIES_MAX =
  HEAD_SEGMENT_ENTRIES +
  (LINE_HEAD_READS - 1) * LINE_EXACT_PLACES +
  LINE_HEAD_READS * MARKED_SEGMENT_ENTRIES +
  (LINE_EXTENSIONS + 1) * UNMARKED_READ_ENTRIES;
/** All of it, stored a while ago, is marked after so many seconds in which somebody asks. */
const LAP_SECONDS = 20;
/** A segment ends at the end of a millisecond. */
const ARRIVALS_OF_ONE_MS = 4;
/** The first instant has a form as long as that of all others. */
const BEGUN_AT = 1_700_000_000_000;

type Step =
  | { kind: 'join'; count: number; everyMs: number; skew: number }
  | { kind: 'serve'; count: number }
  | { kind: 'leave'; from: number; count: number }
  | { kind: 'wait'; ms: number };

const JOIN: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('join' as const),
  count: fc.integer({ min: 1, max: 900 }),
  everyMs: fc.constantFrom(0.25, 1, 40, 1_000),
  skew: fc.integer({ min: 1, max: 16 }),
});
const SERVE = fc.record({ kind: fc.constant('serve' as const), count: fc.integer({ min: 1, max: 700 }) });
const LEAVE = fc.record({
  kind: fc.constant('leave' as const),
  from: fc.double({ min: 0, max: 0.999, noNaN: true }),
  count: fc.integer({ min: 1, max: 200 }),
});
const WAIT = fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(100, 1_000, 20_000) });
const STEPS = fc.array(fc.oneof(JOIN, SERVE, LEAVE, WAIT), { minLength: 3, maxLength: 12 });

const shownOf = (entry: MemoryEntry) => inLineView(entry).inLine as Own;

/** A waitlist on a clock of its own. Ids have no order, so that those of one millisecond are ordered by them alone. */
function aWaitlist(partitions: number, makeLine = (line: Line) => line) {
  const stored = new MemoryWaitlist(partitions);
  const clock = { now: BEGUN_AT };
  const runtime = { now: () => Math.floor(clock.now), sleep: async () => undefined };
  const lines = new Lines({ marks: stored.store(), runtime });
  let ids = 0;
  return {
    stored,
    clock,
    take(step: Step): void {
      const { entries } = stored;
      if (step.kind === 'serve') entries.splice(0, step.count);
      if (step.kind === 'leave') entries.splice(Math.floor(step.from * entries.length), step.count);
      if (step.kind === 'wait') clock.now += step.ms;
      for (let n = 0; step.kind === 'join' && n < step.count; n += 1) {
        clock.now += step.everyMs;
        ids += 1;
        const id = ((ids * 2_654_435_761) % 2 ** 32).toString(36).padStart(22, 'x');
        const partition = Math.floor(ids / step.skew) % partitions;
        stored.add({ id, arrival: runtime.now(), partition });
      }
    },
    /** @returns the line as a client gets it. */
    async read(): Promise<LineAnswer> {
      const line = makeLine(await lines.of(EVENT));
      return JSON.parse(lineJson(EVENT, line, runtime.now()).text);
    },
    /** @returns the line after all is marked and counted. */
    async settle(): Promise<LineAnswer> {
      clock.now += MARKS_SETTLED_MS + 1;
      for (let second = 0; second < LAP_SECONDS; second += 1) {
        await this.read();
        clock.now += MARKS_RENEWED_MS;
      }
      return this.read();
    },
  };
}

/** @throws unless each place is within its bounds, exact at the front, and not too far ahead. */
function judge(line: LineAnswer, entries: MemoryEntry[]): void {
  for (const [index, entry] of entries.entries()) {
    const truly = index + 1;
    const found = placeInLine(line, shownOf(entry));
    if (typeof found === 'string') throw new Error(`Place ${truly} is ${found}.`);
    const { place, from, to } = found;
    const isExact = truly <= LINE_EXACT_PLACES;
    const most = Math.max(truly / 16, MARKED_SEGMENT_ENTRIES + ARRIVALS_OF_ONE_MS);
    if (isExact ? place !== truly || from !== to : from > truly || to < truly || to - from > most)
      throw new Error(`Place ${truly} is said to be ${place}, from ${from} to ${to}.`);
  }
}

/** Two short segments at the front, the second of which is too long to join the first by its stored count. */
const TWO_SHORT_SEGMENTS: Step[] = [
  { kind: 'join', count: 741, everyMs: 1_000, skew: 10 },
  { kind: 'join', count: 259, everyMs: 0.25, skew: 1 },
  { kind: 'leave', from: 0, count: 1 },
  { kind: 'join', count: 275, everyMs: 40, skew: 1 },
  { kind: 'serve', count: 24 },
  { kind: 'serve', count: 617 },
  { kind: 'wait', ms: 100 },
];

describe('After any joins, promotions and departures', () => {
  test('a place is exact at the front, and within its bounds behind it', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, PARTITIONS, async (steps, partitions) => {
        const it = aWaitlist(partitions);
        for (const step of steps) {
          it.take(step);
          it.clock.now += MARKS_RENEWED_MS;
          const line = await it.read();
          judge(line, it.stored.entries.slice(0, LINE_EXACT_PLACES));
        }
        judge(await it.settle(), it.stored.entries);
      }),
      { numRuns: 20, examples: [[TWO_SHORT_SEGMENTS, 4]] },
    );
  });

  test.each<[string, (line: Line) => Line]>([
    [
      'a mark one place too far ahead',
      (line) => ({
        ...line,
        marks: line.marks.map((mark) => ({ ...mark, place: Math.max(1, mark.place - 1) })),
      }),
    ],
    [
      'a mark further back that counts too few',
      (line) => ({
        ...line,
        marks: line.marks.map((mark) => ({
          ...mark,
          place: mark.place > LINE_EXACT_PLACES ? Math.ceil(mark.place * 0.7) : mark.place,
        })),
      }),
    ],
    [
      'ties that are all the same',
      (line) => ({
        ...line,
        marks: line.marks.map((mark) => ({ ...mark, ...(mark.tie && { tie: 'xxx' }) })),
      }),
    ],
  ])('a negative control: %s is found', async (_, lie) => {
    const it = aWaitlist(8, lie);
    it.take({ kind: 'join', count: 2_000, everyMs: 0.25, skew: 3 });
    const line = await it.settle();
    expect(() => judge(line, it.stored.entries)).toThrow('Place');
  });

  test('who was served, and who left at the front, is gone at the next making', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, PARTITIONS, async (steps, partitions) => {
        const it = aWaitlist(partitions);
        it.take({ kind: 'join', count: 50, everyMs: 0.25, skew: 1 });
        for (const step of steps) {
          await it.read();
          const before = [...it.stored.entries];
          it.take(step);
          it.clock.now += MARKS_RENEWED_MS;
          const line = await it.read();
          const removed = before.filter((entry) => !it.stored.entries.includes(entry));
          const first = it.stored.entries[0];
          const isSeen = (entry: MemoryEntry) =>
            step.kind === 'serve' ||
            before.indexOf(entry) < LINE_EXACT_PLACES - removed.length ||
            first === undefined;
          const unseen = removed
            .filter(isSeen)
            .filter((entry) => placeInLine(line, shownOf(entry)) !== 'gone');
          expect(unseen).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a making is claimed once a second, and reads a bounded number of entries', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, PARTITIONS, async (steps, partitions) => {
        const it = aWaitlist(partitions);
        for (const step of steps) {
          it.take(step);
          it.clock.now += MARKS_RENEWED_MS;
          const [{ read, claims }, asked] = [{ ...it.stored }, 5];
          for (let n = 0; n < asked; n += 1) await it.read();
          expect(it.stored.claims - claims).toBe(1);
          expect(it.stored.read - read).toBeLessThanOrEqual(READ_ENTRIES_MAX);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test('a rush is marked while somebody asks, and the places meanwhile are within what waits', async () => {
  const it = aWaitlist(8);
  it.take({ kind: 'join', count: 20_000, everyMs: 1, skew: 3 });
  const own = it.stored.entries[15_000] as MemoryEntry;
  const first = placeInLine(await it.read(), shownOf(own));
  expect(first).toMatchObject({ to: 20_000 });
  const line = await it.settle();
  expect(line.marks.length).toBeLessThan(300);
  judge(line, it.stored.entries);
});

test('nobody waits: everybody who arrived was served, and who comes later is unknown to the line', async () => {
  const it = aWaitlist(4);
  const line = await it.read();
  expect(line).toMatchObject({ waiting: 0, marks: [], servedUpTo: line.asOf });
  const at = (ms: number) => shownOf({ id: 'a', arrival: it.clock.now + ms, partition: 0 });
  expect([placeInLine(line, at(-1)), placeInLine(line, at(1))]).toEqual(['gone', 'unknown']);
});

test('where others may be served first, the line tells of a booking only by its own mark', async () => {
  const it = aWaitlist(4);
  it.take({ kind: 'join', count: 2, everyMs: 1_000, skew: 1 });
  const [first, second] = it.stored.entries.map(shownOf) as [Own, Own];
  const line = await it.read();
  // Of the second one, which may be another booking by now, it says no more than the number of those who wait.
  const short = { ...line, marks: line.marks.slice(0, 1) };
  expect(placeInLine(short, second)).toMatchObject({ from: 2, to: 2 });
  const told = (mayBePassed: object) =>
    [first, second].map((own) => tellsOf({ ...short, ...mayBePassed }, own));
  expect(told({})).toEqual([true, true]);
  expect(told({ mayBePassed: true })).toEqual([true, false]);
});

test('a line whose reading ends within a millisecond marks none of it, so nobody of it is too far ahead', async () => {
  const it = aWaitlist(1);
  it.take({ kind: 'join', count: UNMARKED_READ_ENTRIES + ARRIVALS_OF_ONE_MS, everyMs: 0.25, skew: 1 });
  const cut = it.stored.entries.slice(UNMARKED_READ_ENTRIES - ARRIVALS_OF_ONE_MS);
  expect(cut[ARRIVALS_OF_ONE_MS - 1]?.arrival).toBe(cut[ARRIVALS_OF_ONE_MS]?.arrival);
  const line = await it.read();
  for (const [index, entry] of cut.entries()) {
    const truly = UNMARKED_READ_ENTRIES - ARRIVALS_OF_ONE_MS + index + 1;
    const found = placeInLine(line, shownOf(entry));
    expect(found).toEqual(expect.objectContaining({ to: expect.any(Number) }));
    const { from, to } = found as { from: number; to: number };
    expect(from <= truly && truly <= to).toBe(true);
  }
});
