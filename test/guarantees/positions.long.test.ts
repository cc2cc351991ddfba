/**
 * Positions over a real engine: those of a burst, the units of an answer in waitlists of any length, and two readers who change
 * the marks at once. `test/domain/process/positions.test.ts` has the properties.
 */
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Event } from '../../functions/domain/model/event.ts';
import { NO_MARKS } from '../../functions/domain/model/waitlist-marks.ts';
import {
  EXACT_POSITIONS,
  LINE_HEAD_READS,
  MARKED_SEGMENT_ENTRIES,
  MARKED_SEGMENTS_MAX,
  MARKS_RENEWED_MS,
} from '../../functions/domain/model/waitlist-marks-limits.ts';
import { Positions } from '../../functions/domain/process/positions.ts';
import { entryKeyOf, toEntryItem } from '../../functions/store/items/entry.ts';
import { CLAIM_IS_VOID, MARKS_ARE_WHAT_WAS_SEEN } from '../../functions/store/items/waitlist-marks.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { commit } from '../../functions/store/table/commit.ts';
import { EXISTS } from '../../functions/store/table/existence.ts';
import { waitlistMarksStore } from '../../functions/store/waitlist-marks.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { meter, type Use } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const BATCH_ITEMS = 25;
const BATCHES_IN_FLIGHT = 8;
const ARRANGING_MS = 120_000;

type Entry = { id: string; arrival: number; shard: number; quantity: number; granted: number };

/** An event with as many entries, one each 10 ms, the last one a minute ago. */
async function aLongWaitlist(length: number, peakRequestsPerSecond?: number) {
  const { anEvent, table } = aBoxoffice();
  const event = await anEvent({
    capacity: 1_000,
    ...(peakRequestsPerSecond !== undefined && { peakRequestsPerSecond }),
  });
  const first = realRuntime.now() - 60_000 - length * 10;
  const entries = Array.from({ length }, (_, nth) => ({
    ...{ id: realRuntime.newId(), arrival: first + nth * 10, shard: (nth * 7) % event.shardCount },
    ...{ quantity: 1, granted: 0 },
  }));
  const rest = entries.map((entry) => toEntryItem(event, entry));
  const storeRest = async () => {
    for (let batch = rest.splice(0, BATCH_ITEMS); batch.length > 0; batch = rest.splice(0, BATCH_ITEMS)) {
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, storeRest));
  return { event, entries };
}

/** A process with a clock of its own, and the units of its calls. */
function aReader(event: Event, clock = { now: realRuntime.now() }) {
  const table = strictTable(TABLE_NAME);
  const uses = meter(table);
  const marks = waitlistMarksStore(table);
  const positions = new Positions({ marks, runtime: { now: () => clock.now, sleep: realRuntime.sleep } });
  const unitsOf = (isWrite: boolean) =>
    uses
      .filter(({ command }: Use) => /^Put/.test(command) === isWrite)
      .reduce((sum, { units }) => sum + units, 0);
  return {
    ...{ clock, marks },
    /** @returns the position, and its read and write units. */
    async ask(entry: Entry) {
      uses.length = 0;
      const { position } = await positions.of(event, entry);
      return { position, read: unitsOf(false), write: unitsOf(true) };
    },
    /** Stores the marks of these entries. */
    async store(entries: Entry[]) {
      const ends = entries.filter(
        (_, index) => index % MARKED_SEGMENT_ENTRIES === MARKED_SEGMENT_ENTRIES - 1,
      );
      const segments = ends.map(({ arrival }) => ({ upTo: arrival, count: MARKED_SEGMENT_ENTRIES }));
      await marks.write(event, NO_MARKS, { ...NO_MARKS, segments }, clock.now);
    },
    /** Asks for the last position until all entries are marked. @returns the most that an answer cost, but for the first one. */
    async markAll(last: Entry, segments: number) {
      const first = await this.ask(last);
      clock.now += MARKS_RENEWED_MS;
      let most = { read: 0, write: 0 };
      for (let asked = 0; asked < segments; asked += 1) {
        const { read, write } = await this.ask(last);
        most = { read: Math.max(most.read, read), write: Math.max(most.write, write) };
        clock.now += MARKS_RENEWED_MS;
      }
      return { first, most };
    },
  };
}

test('twenty who join at once get the positions 1 to 20', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 1 });
  await boxoffice.book(event);
  const waiters = await Promise.all(Array.from({ length: 20 }, () => boxoffice.book(event)));
  const positions = await Promise.all(waiters.map((booking) => boxoffice.positionOf(event, booking)));
  expect(positions.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, nth) => nth + 1));
  const stored = await waitlistMarksStore(boxoffice.table).read(event);
  expect(stored.revision).toBe(0);
});

/**
 * In units: the most that an answer may cost that makes the line, which one a second and event does. The first one for a long
 * waitlist costs more, because it counts before it knows how many wait.
 */
const MOST = { read: 48, write: 8 };
const FIRST_READ = 62;
/** The line, wherever the booking is, as a process reads it once a second. */
const FLAT_READ = 1.5;
const NEAR_READ = 17;
/** The marks of a longer waitlist are stored at once, which saves the test the time of the answers that would make them. */
const ASKED_LENGTH_MAX = 3_000;

/** How far a position behind the exact ones may be from the true one. */
const spacingAt = (truly: number) => Math.max(truly / 16, MARKED_SEGMENT_ENTRIES);

describe.each([
  ['3,000', { most: MOST.read, first: FIRST_READ, near: NEAR_READ }, 3_000, undefined],
  ['2,000 in 32 partitions', { most: 85, first: 95, near: 33 }, 2_000, 10_000],
  ['50,000', { most: MOST.read, first: FIRST_READ, near: NEAR_READ }, 50_000, undefined],
])('A position in a waitlist of %s', (_, units, length, peak) => {
  test(
    `costs ${FLAT_READ} read units behind the exact ones and ${units.near} among them, and the line ${units.most} once a second`,
    async () => {
      const { event, entries } = await aLongWaitlist(length, peak);
      const last = entries.at(-1) as Entry;
      const maker = aReader(event);
      if (length > ASKED_LENGTH_MAX) await maker.store(entries);
      const segments = Math.min(length, ASKED_LENGTH_MAX) / MARKED_SEGMENT_ENTRIES + 4;
      const { first, most } = await maker.markAll(last, segments);
      expect(first.read).toBeLessThanOrEqual(units.first);
      expect(most.read).toBeLessThanOrEqual(units.most);
      expect(most.write).toBeLessThanOrEqual(MOST.write);

      for (const share of [0, 0.01, 0.05, 0.3, 0.7, 1]) {
        const index = Math.min(length - 1, Math.floor(share * length));
        await maker.ask(last);
        // Another process, which does not know the line yet.
        const other = aReader(event, maker.clock);
        const { position, read, write } = await other.ask(entries[index] as Entry);
        const isExact = index < EXACT_POSITIONS;
        expect(Math.abs(position - (index + 1))).toBeLessThanOrEqual(isExact ? 0 : spacingAt(index));
        expect(read).toBeLessThanOrEqual(isExact ? units.near + FLAT_READ : FLAT_READ);
        expect(write).toBe(0);
        const again = await other.ask(entries[index] as Entry);
        expect(again.read).toBeLessThanOrEqual(isExact ? units.near : 0);
        maker.clock.now += MARKS_RENEWED_MS;
      }
    },
    ARRANGING_MS,
  );
});

describe('Two readers', () => {
  let event: Event;
  let entries: Entry[];
  let last: Entry;
  const clock = { now: 0 };
  beforeAll(async () => {
    ({ event, entries } = await aLongWaitlist(3_000));
    clock.now = realRuntime.now();
    last = entries.at(-1) as Entry;
  }, ARRANGING_MS);

  /** Lets two processes read the marks before either changes them. @returns how many of them counted. */
  async function renewTogether(table: Table): Promise<number> {
    const it = aReader(event, clock);
    clock.now += MARKS_RENEWED_MS;
    await it.markAll(last, 20);
    const bothHaveRead = barrier(2);
    let counted = 0;
    const ask = async () => {
      const marks = waitlistMarksStore(table);
      const racing = {
        ...marks,
        read: async (of: Event) => {
          const read = await marks.read(of);
          await bothHaveRead();
          return read;
        },
        write: async (...written: Parameters<typeof marks.write>) => {
          counted += 1;
          return marks.write(...written);
        },
      };
      const runtime = { now: () => it.clock.now, sleep: realRuntime.sleep };
      return (await new Positions({ marks: racing, runtime }).of(event, last)).position;
    };
    expect(await Promise.all([ask(), ask()])).toEqual([3_000, 3_000]);
    return counted;
  }

  test('that find the marks old count once', async () => {
    expect(await renewTogether(strictTable(TABLE_NAME))).toBe(1);
  });

  test('without the claim count twice', async () => {
    expect(await renewTogether(tableWithout(CLAIM_IS_VOID))).toBe(2);
  });

  /** A process counts, and is delayed for so long that another one counts before it writes. @returns the last revisions. */
  async function writeLate(table: Table): Promise<{ other: number; stored: number }> {
    const it = aReader(event, clock);
    clock.now += MARKS_RENEWED_MS;
    await it.markAll(last, 20);
    const marks = waitlistMarksStore(table);
    let other = 0;
    const late = {
      ...marks,
      write: async (...written: Parameters<typeof marks.write>) => {
        it.clock.now += MARKS_RENEWED_MS;
        await it.ask(last);
        it.clock.now += MARKS_RENEWED_MS;
        await it.ask(last);
        other = (await marks.read(event)).revision;
        return marks.write(...written);
      },
    };
    const runtime = { now: () => it.clock.now, sleep: realRuntime.sleep };
    const { position } = await new Positions({ marks: late, runtime }).of(event, last);
    expect(position).toBe(3_000);
    return { other, stored: (await marks.read(event)).revision };
  }

  test('that write at different times keep the later counts', async () => {
    const { other, stored } = await writeLate(strictTable(TABLE_NAME));
    expect(stored).toBe(other);
  });

  test('without the revision lose the later counts', async () => {
    const { other, stored } = await writeLate(tableWithout(MARKS_ARE_WHAT_WAS_SEEN));
    expect(stored).toBeLessThan(other);
  });
});

test('a renewal of as many segments as can be stored writes at most 15 units', async () => {
  const event = await aBoxoffice().anEvent();
  const reader = aReader(event);
  const end = reader.clock.now;
  const segments = Array.from({ length: MARKED_SEGMENTS_MAX }, (_, nth) => ({
    upTo: end - MARKED_SEGMENTS_MAX + nth,
    count: MARKED_SEGMENT_ENTRIES,
  }));
  const head = { id: realRuntime.newId(), arrival: 1, shard: 0, quantity: 1, granted: 0 };
  const Item = toEntryItem(event, head);
  await aBoxoffice().table.client.send(new PutCommand({ TableName: TABLE_NAME, Item }));
  const line = { asOf: 0, near: [], after: end - 1, behind: 0, tail: [] };
  await reader.marks.write(event, NO_MARKS, { ...NO_MARKS, segments, line }, end);
  const { position, write, read } = await reader.ask({ ...head, arrival: end - 1 });
  // Each read of the head finds its segment empty, and so does the count of another one.
  const counted = 2 * LINE_HEAD_READS;
  expect(position).toBeGreaterThan((MARKED_SEGMENTS_MAX - counted) * MARKED_SEGMENT_ENTRIES);
  expect(write).toBeGreaterThan(10);
  expect(write).toBeLessThanOrEqual(15);
  expect(read).toBeLessThanOrEqual(MOST.read);
});

test('those who are served and leave are seen within a second, or when their segment is counted again', async () => {
  const { event, entries } = await aLongWaitlist(2_000);
  const last = entries.at(-1) as Entry;
  const reader = aReader(event);
  await reader.markAll(last, 12);
  const remove = (gone: Entry[]) =>
    Promise.all(
      gone.map((entry) => commit(aBoxoffice().table, [{ delete: entryKeyOf(event, entry), when: EXISTS }])),
    );
  await remove(entries.slice(0, 700));
  reader.clock.now += MARKS_RENEWED_MS;
  // The first look finds the head served, and drops the empty segments; the second one counts the new head.
  await reader.ask(last);
  reader.clock.now += MARKS_RENEWED_MS;
  expect((await reader.ask(last)).position).toBe(1_300);
  await remove(entries.slice(1_500, 1_520));
  reader.clock.now += MARKS_RENEWED_MS;
  const seen: number[] = [];
  for (let second = 0; second < 8; second += 1) {
    seen.push((await reader.ask(last)).position);
    reader.clock.now += MARKS_RENEWED_MS;
  }
  expect([seen.at(-1), ...seen.filter((position) => position > 1_300)]).toEqual([1_280]);
  const { position } = await reader.ask(entries[1_519 + 1] as Entry);
  expect(Math.abs(position - 801)).toBeLessThanOrEqual(spacingAt(801));
});
