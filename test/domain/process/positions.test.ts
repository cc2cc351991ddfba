/** Positions in any waitlist: exact near the head, in the order of arrival everywhere, about right further back, cheap. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Event } from '../../../functions/domain/model/event.ts';
import {
  EXACT_POSITIONS,
  HEAD_SEGMENT_ENTRIES,
  LINE_EXTENSIONS,
  MARKED_SEGMENT_ENTRIES,
  MARKS_RENEWED_MS,
  MARKS_SETTLED_MS,
  NEAR_COUNT_ENTRIES,
  UNMARKED_READ_ENTRIES,
} from '../../../functions/domain/model/waitlist-marks-limits.ts';
import type { MarksStore } from '../../../functions/domain/ports/marks-store.ts';
import { type Position, Positions } from '../../../functions/domain/process/positions.ts';
import { type MemoryEntry, MemoryWaitlist } from '../../kit/waitlist-in-memory.ts';

const EVENT = { id: 'e', waitlist: { policy: 'strict' } } as Event;
/** Entries that one answer may read: to make the line, and near the head. */
const READ_ENTRIES_MAX =
  2 * (HEAD_SEGMENT_ENTRIES + MARKED_SEGMENT_ENTRIES) +
  (LINE_EXTENSIONS + 1) * UNMARKED_READ_ENTRIES +
  NEAR_COUNT_ENTRIES;
/** Further back a position is between two marks of the line. */
const spacingAt = (truly: number) => Math.max(truly / 16, MARKED_SEGMENT_ENTRIES);
/** Joins of a millisecond, at most. A mark is behind all of a millisecond, so two marks may be further apart by so many. */
const JOINS_OF_A_MILLISECOND = 4;
/** Bookings that leave after the waitlist was counted. */
const LEAVERS = 40;

type Step =
  | { kind: 'join'; count: number; everyMs: number; skew: number }
  | { kind: 'serve'; count: number }
  | { kind: 'leave'; from: number; count: number }
  | { kind: 'return'; agoMs: number }
  | { kind: 'wait'; ms: number }
  | { kind: 'ask'; at: number };

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const JOIN: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('join' as const),
  count: fc.integer({ min: 1, max: 900 }),
  everyMs: fc.constantFrom(0.25, 1, 40, 1_000),
  skew: fc.integer({ min: 1, max: 16 }),
});
const SERVE = fc.record({ kind: fc.constant('serve' as const), count: fc.integer({ min: 1, max: 700 }) });
const LEAVE = fc.record({
  kind: fc.constant('leave' as const),
  from: share,
  count: fc.integer({ min: 1, max: 200 }),
});
/** A booking waits again at its place, after an offer that it let lapse. */
const RETURN = fc.record({
  kind: fc.constant('return' as const),
  agoMs: fc.integer({ min: 60_000, max: 900_000 }),
});
const WAIT = fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(100, 1_000, 20_000) });
const ASK = fc.record({ kind: fc.constant('ask' as const), at: share });

const anyOf = (...kinds: fc.Arbitrary<Step>[]) =>
  fc.array(fc.oneof(JOIN, ...kinds), { minLength: 3, maxLength: 12 });

/** A waitlist on a clock of its own. */
function aWaitlist(partitions: number) {
  const stored = new MemoryWaitlist(partitions);
  const clock = { now: 1_000_000_000 };
  const runtime = { now: () => Math.floor(clock.now), sleep: async () => undefined };
  const positions = new Positions({ marks: stored.store(), runtime });
  let ids = 0;
  const add = (arrival: number, skew: number) => {
    ids += 1;
    const partition = Math.floor(ids / skew) % partitions;
    stored.add({ id: String(ids).padStart(22, '0'), arrival: Math.floor(arrival), partition });
  };
  return {
    stored,
    clock,
    of: (entry: MemoryEntry): Promise<Position> => positions.of(EVENT, entry),
    async take(step: Step): Promise<void> {
      const { entries } = stored;
      const indexAt = (at: number) => Math.floor(at * entries.length);
      if (step.kind === 'serve') entries.splice(0, step.count);
      if (step.kind === 'leave') entries.splice(indexAt(step.from), step.count);
      if (step.kind === 'wait') clock.now += step.ms;
      if (step.kind === 'return') {
        add(clock.now - step.agoMs, 1);
      }
      for (let n = 0; step.kind === 'join' && n < step.count; n += 1) {
        clock.now += step.everyMs;
        add(clock.now, step.skew);
      }
      const asked = step.kind === 'ask' ? entries[indexAt(step.at)] : undefined;
      if (asked !== undefined) await positions.of(EVENT, asked);
    },
    /** Asks for the last position until all is marked and counted. */
    async settle(): Promise<void> {
      clock.now += MARKS_SETTLED_MS + 1;
      for (let turn = 0; turn < stored.marks.segments.length + stored.entries.length / 128 + 2; turn += 1) {
        const last = stored.entries.at(-1);
        if (last !== undefined) await positions.of(EVENT, last);
        clock.now += MARKS_RENEWED_MS;
      }
    },
    /** Asks for some positions at one moment, after the marks of that moment are written. */
    async ask(every: number) {
      const last = stored.entries.at(-1);
      if (last !== undefined) await positions.of(EVENT, last);
      const answers: (Position & { truly: number; read: number })[] = [];
      for (let index = 0; index < stored.entries.length; index += every) {
        const before = stored.read;
        const answer = await positions.of(EVENT, stored.entries[index] as MemoryEntry);
        answers.push({ ...answer, truly: index + 1, read: stored.read - before });
      }
      return answers;
    },
  };
}

const PARTITIONS = fc.constantFrom(1, 4, 8, 16);
const BEGUN: Step = { kind: 'join', count: 2_500, everyMs: 2, skew: 3 };

/** A waitlist of which everything is marked. */
async function aMarkedWaitlist(partitions = 8) {
  const it = aWaitlist(partitions);
  await it.take(BEGUN);
  await it.settle();
  return it;
}

describe('After any joins, promotions and departures', () => {
  test('a position is exact near the head, and elsewhere within the distance of two marks', async () => {
    const property = fc.asyncProperty(
      anyOf(SERVE, LEAVE, WAIT, ASK),
      PARTITIONS,
      async (steps, partitions) => {
        const it = await aMarkedWaitlist(partitions);
        for (const step of steps) await it.take(step);
        await it.settle();
        await it.ask(1_000);
        it.stored.entries.splice(Math.floor(it.stored.entries.length / 3), LEAVERS);
        it.stored.entries.splice(0, 1);
        for (const { position, truly, ahead } of await it.ask(11)) {
          const late =
            truly < EXACT_POSITIONS - LEAVERS ? 0 : spacingAt(truly) + JOINS_OF_A_MILLISECOND + LEAVERS + 1;
          expect(Math.abs(position - truly)).toBeLessThanOrEqual(late);
          expect(ahead).toBeLessThan(position);
        }
      },
    );
    await fc.assert(property, { numRuns: 6 });
  });

  test('at any moment no position is behind a later one, and none costs more than its bound', async () => {
    const property = fc.asyncProperty(
      anyOf(SERVE, LEAVE, RETURN, WAIT, ASK),
      PARTITIONS,
      async (steps, partitions) => {
        const it = await aMarkedWaitlist(partitions);
        for (const step of steps) {
          await it.take(step);
          const writes = it.stored.writes;
          const answers = await it.ask(83);
          expect(it.stored.writes - writes).toBeLessThanOrEqual(1);
          for (const [index, { position, read }] of answers.entries()) {
            expect(position).toBeGreaterThanOrEqual(answers[index - 1]?.position ?? 1);
            expect(read).toBeLessThanOrEqual(READ_ENTRIES_MAX);
          }
        }
      },
    );
    await fc.assert(property, { numRuns: 6 });
  });
});

test('bookings that return to their place leave nobody behind a later one', async () => {
  const it = await aMarkedWaitlist();
  const { segments } = it.stored.marks;
  const [before, own] = [segments[3], segments[4]];
  if (before === undefined || own === undefined) throw new Error('There are fewer segments.');
  for (let n = 0; n < 5; n += 1) await it.take({ kind: 'return', agoMs: it.clock.now - before.upTo - 1 });
  const last = it.stored.entries.findLastIndex(({ arrival }) => arrival <= own.upTo);
  const [one, next] = it.stored.entries.slice(last, last + 2) as [MemoryEntry, MemoryEntry];
  await it.of(next);
  expect((await it.of(one)).position).toBeLessThanOrEqual((await it.of(next)).position);
});

test('near the head a position is exact although the line is old, and far behind it is not', async () => {
  const it = await aMarkedWaitlist();
  const { entries } = it.stored;
  const [near, far] = [entries[200], entries[2_000]] as [MemoryEntry, MemoryEntry];
  const before = (await it.of(far)).position;
  entries.splice(10, LEAVERS);
  expect((await it.of(near)).position).toBe(201 - LEAVERS);
  expect((await it.of(far)).position).toBe(before);
});

test('while fewer wait than are counted, nothing is marked', async () => {
  const it = aWaitlist(8);
  await it.take({ kind: 'join', count: EXACT_POSITIONS, everyMs: 2, skew: 1 });
  expect((await it.of(it.stored.entries.at(-1) as MemoryEntry)).position).toBe(EXACT_POSITIONS);
  expect([it.stored.claims, it.stored.writes]).toEqual([0, 0]);
});

test('of many who ask at once far behind, one pays for the line, and the others read nothing of the waitlist', async () => {
  const it = await aMarkedWaitlist();
  it.clock.now += MARKS_RENEWED_MS;
  const { claims, read } = it.stored;
  const asking = it.stored.entries.slice(1_000, 1_100);
  const found = await Promise.all(asking.map((entry) => it.of(entry)));
  expect(it.stored.claims - claims).toBe(1);
  expect(it.stored.read - read).toBeLessThanOrEqual(
    HEAD_SEGMENT_ENTRIES + MARKED_SEGMENT_ENTRIES + UNMARKED_READ_ENTRIES,
  );
  expect(found.map(({ position }) => position)).toEqual(
    found.map(({ position }) => position).toSorted((a, b) => a - b),
  );
});

test('a rush is marked while people ask, and no answer costs more than its bound', async () => {
  const it = aWaitlist(8);
  await it.take({ kind: 'join', count: 20_000, everyMs: 1, skew: 3 });
  it.clock.now += MARKS_SETTLED_MS;
  const errors: number[] = [];
  for (let second = 0; second < 60; second += 1) {
    const before = it.stored.read;
    const { position, ahead } = await it.of(it.stored.entries[19_999] as MemoryEntry);
    expect(it.stored.read - before).toBeLessThanOrEqual(READ_ENTRIES_MAX);
    expect(ahead).toBeLessThan(20_000);
    errors.push(Math.abs(position - 20_000));
    it.clock.now += MARKS_RENEWED_MS;
  }
  expect(Math.max(...errors)).toBeLessThan(2_000);
  expect(errors.at(-1)).toBeLessThanOrEqual(spacingAt(20_000));
  expect(it.stored.marks.segments.length).toBeLessThan(100);
});

describe('A line that does not have the last arrivals yet', () => {
  /** @returns two positions, the earlier one first, of a waitlist whose line was read before most of its entries. */
  async function askBoth(change: Partial<MarksStore>) {
    const it = aWaitlist(8);
    await it.take({ kind: 'join', count: 300, everyMs: 1, skew: 1 });
    const [near, far] = [it.stored.entries[250], it.stored.entries[290]] as [MemoryEntry, MemoryEntry];
    const late = { readFirst: async () => [], sampleLength: async () => 100 };
    const runtime = { now: () => Math.floor(it.clock.now), sleep: async () => undefined };
    const of = (entry: MemoryEntry, more: Partial<MarksStore>) =>
      new Positions({ marks: { ...it.stored.store(), ...late, ...more }, runtime }).of(EVENT, entry);
    return [(await of(near, {})).position, (await of(far, change)).position];
  }

  test('puts nobody before an earlier one whose position was counted', async () => {
    expect(await askBoth({})).toEqual([251, EXACT_POSITIONS + 1]);
  });

  test('a negative control: does so without the count', async () => {
    const [near = 0, far] = await askBoth({ countNear: async () => ({ count: 0, isComplete: false }) });
    expect(far).toBeLessThan(near);
  });
});
