/**
 * Reads the index of pending work: releases that are not handed on, and other work by its due time. Also
 * stores the cursor of the sweep. The keys are written with the items that they belong to.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Event } from '../domain/model/event.ts';
import type { PendingWorkStore, SweepCursor } from '../domain/ports/pending-work-store.ts';
import {
  duePartitionOf,
  fromCursorItem,
  fromPendingWorkItem,
  PENDING_WORK_PARTITION_NAMES,
  pendingWorkKeyIn,
  releasePartitionsOf,
  SWEEP_CURSOR,
  sortableInstant,
  toCursorItem,
} from './items/pending-work.ts';
import { orBusy, type Table } from './table/client.ts';
import { PENDING_WORK_INDEX } from './table/definition.ts';
import { getItem, queryPage, queryPages } from './table/read.ts';

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
              : { partition, after: pendingWorkKeyIn(lastKey) };
          const found = items.map((item) => fromPendingWorkItem(kind, item));
          yield { due: found.filter(({ dueAt }) => dueAt <= now), cursor };
        }
      }
    },

    async readCursor() {
      const item = await getItem(table, SWEEP_CURSOR);
      return item && fromCursorItem(item);
    },

    async saveCursor(cursor) {
      const TableName = table.name;
      if (cursor === undefined)
        await orBusy(table.client.send(new DeleteCommand({ TableName, Key: SWEEP_CURSOR })));
      else await orBusy(table.client.send(new PutCommand({ TableName, Item: toCursorItem(cursor) })));
    },
  };
}

/** @returns the ids of up to `limit` bookings of the event with a release, in order of due time. */
export async function releasedBookingIds(
  table: Table,
  event: Pick<Event, 'id' | 'shardCount'>,
  limit: number,
): Promise<string[]> {
  const pages = await Promise.all(
    releasePartitionsOf(event).map((partition) =>
      queryPage(table, {
        IndexName: PENDING_WORK_INDEX.name,
        KeyConditionExpression: 'pendingWorkPartition = :partition AND begins_with(pendingWorkKey, :event)',
        ExpressionAttributeValues: { ':partition': partition, ':event': `${event.id}#` },
        Limit: limit,
      }),
    ),
  );
  const found = pages.flatMap(({ items }) => items).map((item) => fromPendingWorkItem('release', item));
  const oldestFirst = found.sort((one, other) => one.dueAt - other.dueAt).slice(0, limit);
  return oldestFirst.flatMap((work) => ('bookingId' in work ? work.bookingId : []));
}

/**
 * Yields the ids of an event's bookings with an open offer, and of those that wait only to be served at once.
 * The index sorts them by due time among those of other events, so this reads a whole partition. Only the
 * rare sale that closes before its offers expire needs it.
 */
export async function* offeredBookingIds(table: Table, eventId: string): AsyncGenerator<string[]> {
  for await (const { items } of queryPages(table, between(duePartitionOf(eventId), BEFORE_ALL, AFTER_ALL))) {
    const found = items.map((item) => fromPendingWorkItem('due', item));
    yield found.flatMap((work) =>
      work.reason === 'booking' && work.eventId === eventId ? work.bookingId : [],
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
