/**
 * Reads the index of pending work: releases that are not handed on, and other work by its due time. Also
 * stores the cursor of the sweep. The keys are written with the items that they belong to.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PendingWork, PendingWorkStore, SweepCursor } from '../domain/ports/pending-work-store.ts';
import { orBusy, type Table } from './client.ts';
import type { Item } from './commit.ts';
import {
  duePartitionOf,
  PENDING_WORK_PARTITION_NAMES,
  type PendingWorkPartition,
  parsePendingWorkKey,
  releasePartitionOf,
  SWEEP_CURSOR,
  sortableInstant,
} from './keys.ts';
import { getItem, queryPage, queryPages } from './read.ts';
import { PENDING_WORK_INDEX } from './table.ts';

/** Sorts after all keys that begin with the text before it. */
const AFTER_ALL = '~';
/** Sorts before every key. */
const BEFORE_ALL = '!';

export function pendingWorkStore(table: Table): PendingWorkStore {
  return {
    async *due(now, from = { partition: 0, after: BEFORE_ALL }) {
      for (const [partition, { name, kind }] of PENDING_WORK_PARTITION_NAMES.entries()) {
        if (partition < from.partition) continue;
        const after = partition === from.partition ? from.after : BEFORE_ALL;
        const upTo = kind === 'due' ? `${sortableInstant(now)}${AFTER_ALL}` : AFTER_ALL;
        if (after > upTo) continue;
        for await (const { items, lastKey } of queryPages(table, between(name, after, upTo))) {
          const cursor: SweepCursor =
            lastKey === undefined
              ? { partition: partition + 1, after: BEFORE_ALL }
              : { partition, after: lastKey['pendingWorkKey'] };
          const found = items.map((item) => pendingWorkIn(kind, item));
          yield { due: found.filter(({ dueAt }) => dueAt <= now), cursor };
        }
      }
    },

    async readCursor() {
      const item = await getItem(table, SWEEP_CURSOR);
      return item && { partition: item['partition'], after: item['after'] };
    },

    async saveCursor(cursor) {
      const TableName = table.name;
      if (cursor === undefined)
        await orBusy(table.client.send(new DeleteCommand({ TableName, Key: SWEEP_CURSOR })));
      else
        await orBusy(table.client.send(new PutCommand({ TableName, Item: { ...SWEEP_CURSOR, ...cursor } })));
    },
  };
}

/** @returns the ids of up to `limit` bookings of the event with a release, in order of due time. */
export async function releasedBookingIds(table: Table, eventId: string, limit: number): Promise<string[]> {
  const page = await queryPage(table, {
    IndexName: PENDING_WORK_INDEX.name,
    KeyConditionExpression: 'pendingWorkPartition = :partition AND begins_with(pendingWorkKey, :event)',
    ExpressionAttributeValues: { ':partition': releasePartitionOf(eventId), ':event': `${eventId}#` },
    Limit: limit,
  });
  return page.items.map((item) => parsePendingWorkKey('release', item['pendingWorkKey']).reason);
}

/**
 * Yields the ids of an event's bookings with an open offer, and of those that wait only to be served at once.
 * The index sorts them by due time among those of other events, so this reads a whole partition. Only the
 * rare sale that closes before its offers expire needs it.
 */
export async function* offeredBookingIds(table: Table, eventId: string): AsyncGenerator<string[]> {
  for await (const { items } of queryPages(table, between(duePartitionOf(eventId), BEFORE_ALL, AFTER_ALL))) {
    const found = items.map((item) => pendingWorkIn('due', item));
    yield found.flatMap((work) =>
      work.eventId === eventId && work.reason === 'booking' ? work.bookingId : [],
    );
  }
}

function between(partition: string, after: string, upTo: string) {
  return {
    IndexName: PENDING_WORK_INDEX.name,
    KeyConditionExpression: 'pendingWorkPartition = :partition AND pendingWorkKey BETWEEN :after AND :upTo',
    ExpressionAttributeValues: { ':partition': partition, ':after': after, ':upTo': upTo },
  };
}

function pendingWorkIn(kind: PendingWorkPartition['kind'], item: Item): PendingWork {
  const { eventId, dueAt, reason } = parsePendingWorkKey(kind, item['pendingWorkKey']);
  if (kind === 'release') return { eventId, dueAt, reason: 'release', bookingId: reason };
  if (reason === 'waitlist' || reason === 'event') return { eventId, dueAt, reason };
  return { eventId, dueAt, reason: 'booking', bookingId: reason };
}
