/** Reads and replaces the marks of a waitlist, and counts what is between them. It changes no entry and no booking. */
import { arrivalKey, arrivalKeyBound } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import type { Arrived } from '../domain/model/line.ts';
import { joiningShards } from '../domain/model/shard.ts';
import { NO_MARKS, type PartitionArrivals } from '../domain/model/waitlist-marks.ts';
import {
  NEAR_COUNT_ENTRIES,
  SAMPLED_SHARDS,
  UNMARKED_READ_ENTRIES,
} from '../domain/model/waitlist-marks-limits.ts';
import { waitingCount } from '../domain/model/waitlist-state.ts';
import type { EntryRange, MarksStore } from '../domain/ports/marks-store.ts';
import { arrivedIn, entriesBetween, entryPartitions } from './items/entry.ts';
import { fromShardItem, shardKeys } from './items/shard.ts';
import { claimMarks, fromMarksItem, marksKey, replaceMarks } from './items/waitlist-marks.ts';
import { fromWaitlistItem, waitlistKey } from './items/waitlist-state.ts';
import type { Table } from './table/client.ts';
import { getItem, getItems, type Page, queryPage, queryPages } from './table/read.ts';
import { write } from './table/write.ts';

export function waitlistMarksStore(table: Table): MarksStore {
  return {
    async read({ id }) {
      const [item] = await getItems(table, [marksKey(id)], false);
      return item === undefined ? NO_MARKS : fromMarksItem(item);
    },

    async claim({ id }, now) {
      return (await write(table, claimMarks(id, now))).kind === 'done';
    },

    async write({ id }, seen, marks, now) {
      const stored = { ...marks, revision: seen.revision + 1 };
      const { kind } = await write(table, replaceMarks(id, seen.revision, stored, now));
      return kind === 'done' ? stored : undefined;
    },

    async count(event, range) {
      const counts = entryPartitions(event).map((pk) => countIn(table, pk, range));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },

    async countNear(event, before) {
      const partitions = entryPartitions(event);
      const limit = Math.ceil(NEAR_COUNT_ENTRIES / partitions.length);
      const counts = partitions.map((pk) => countFirst(table, pk, before, limit));
      const pages = await Promise.all(counts);
      return {
        count: pages.reduce((sum, { count }) => sum + count, 0),
        isComplete: pages.every(({ lastKey }) => lastKey === undefined),
      };
    },

    async readAll(event, range) {
      const parts = await Promise.all(entryPartitions(event).map((pk) => readAllIn(table, pk, range)));
      return parts.flat().sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
    },

    async readFirst(event, range) {
      const partitions = entryPartitions(event);
      const limit = Math.ceil(UNMARKED_READ_ENTRIES / partitions.length);
      return Promise.all(partitions.map((pk) => readFirst(table, pk, range, limit)));
    },

    async firstArrival(event) {
      const range = { before: arrivalKeyBound(Number.MAX_SAFE_INTEGER) };
      const read = entryPartitions(event).map((pk) => readFirst(table, pk, range, 1));
      const arrivals = (await Promise.all(read)).flatMap(({ arrived }) =>
        arrived.map(({ arrival }) => arrival),
      );
      return arrivals.length === 0 ? undefined : Math.min(...arrivals);
    },

    sampleLength: (event) => sampleLength(table, event),
  };
}

async function countIn(table: Table, pk: string, range: EntryRange): Promise<number> {
  let count = 0;
  const input = { ...entriesBetween(pk, range), Select: 'COUNT' as const };
  for await (const page of queryPages(table, input)) count += page.count;
  return count;
}

function countFirst(table: Table, pk: string, before: string, limit: number): Promise<Page> {
  const range = entriesBetween(pk, { before });
  return queryPage(table, { ...range, Select: 'COUNT', ConsistentRead: true, Limit: limit });
}

async function readAllIn(table: Table, pk: string, range: EntryRange): Promise<Arrived[]> {
  const read: Arrived[] = [];
  const input = { ...entriesBetween(pk, range), ProjectionExpression: 'sk' };
  for await (const page of queryPages(table, input)) read.push(...page.items.map(arrivedIn));
  return read;
}

async function readFirst(
  table: Table,
  pk: string,
  range: EntryRange,
  limit: number,
): Promise<PartitionArrivals> {
  const page = await queryPage(table, {
    ...entriesBetween(pk, range),
    ProjectionExpression: 'sk',
    Limit: limit,
  });
  return { arrived: page.items.map(arrivedIn), isComplete: page.lastKey === undefined };
}

/** Bookings join through these shards alike, so some of them say how many joined through all. */
async function sampleLength(table: Table, event: Event): Promise<number> {
  const joining = joiningShards(event);
  const sampled = shardKeys(event).slice(0, Math.min(joining, SAMPLED_SHARDS));
  const [waitlist, shards] = await Promise.all([
    getItem(table, waitlistKey(event.id)),
    getItems(table, sampled, false),
  ]);
  if (waitlist === undefined) return 0;
  const share = joining / Math.max(1, shards.length);
  const scaled = shards.map(fromShardItem).map((shard) => ({
    ...shard,
    joined: shard.joined * share,
    room: (shard.room ?? 0) * share,
  }));
  return Math.round(waitingCount(event, scaled, fromWaitlistItem(waitlist)));
}
