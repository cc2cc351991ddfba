/** The index of pending work: releases that nobody was given yet, and what is due at some instant. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Attention, AttentionStore, SweepPlace } from '../domain/ports.ts';
import { orBusy, type Table } from './client.ts';
import type { Item } from './commit.ts';
import {
  ATTENTION_BUCKET_LIST,
  type AttentionBucket,
  dueBucketOf,
  parseAttentionKey,
  releaseBucketOf,
  SWEEP_PLACE,
  sortableInstant,
} from './keys.ts';
import { getItem, queryPage, queryPages } from './read.ts';
import { ATTENTION_INDEX } from './table.ts';

/** Sorts after everything that is due at an instant. */
const AFTER_ALL = '~';
/** Sorts before every key. */
const BEFORE_ALL = '!';

export function attentionStore(table: Table): AttentionStore {
  return {
    async *due(now, from = { bucket: 0, after: BEFORE_ALL }) {
      for (const [bucket, { name, kind }] of ATTENTION_BUCKET_LIST.entries()) {
        if (bucket < from.bucket) continue;
        const after = bucket === from.bucket ? from.after : BEFORE_ALL;
        const upTo = kind === 'due' ? `${sortableInstant(now)}${AFTER_ALL}` : AFTER_ALL;
        if (after > upTo) continue;
        for await (const { items, lastKey } of queryPages(table, between(name, after, upTo))) {
          const place: SweepPlace =
            lastKey === undefined
              ? { bucket: bucket + 1, after: BEFORE_ALL }
              : { bucket, after: lastKey['attentionKey'] };
          const marks = items.map((item) => attentionIn(kind, item));
          yield { due: marks.filter(({ dueAt }) => dueAt <= now), place };
        }
      }
    },

    async readPlace() {
      const item = await getItem(table, SWEEP_PLACE);
      return item && { bucket: item['bucket'], after: item['after'] };
    },

    async savePlace(place) {
      const TableName = table.name;
      if (place === undefined)
        await orBusy(table.client.send(new DeleteCommand({ TableName, Key: SWEEP_PLACE })));
      else await orBusy(table.client.send(new PutCommand({ TableName, Item: { ...SWEEP_PLACE, ...place } })));
    },
  };
}

/** Releases of an event, oldest first. */
export async function releasedBookingIds(table: Table, eventId: string, limit: number): Promise<string[]> {
  const page = await queryPage(table, {
    IndexName: ATTENTION_INDEX.name,
    KeyConditionExpression: 'attentionBucket = :bucket AND begins_with(attentionKey, :event)',
    ExpressionAttributeValues: { ':bucket': releaseBucketOf(eventId), ':event': `${eventId}#` },
    Limit: limit,
  });
  return page.items.map((item) => parseAttentionKey('release', item['attentionKey']).about);
}

/**
 * Bookings of an event with an open offer, and those of requests that would not wait. The index has them by the instant
 * at which they run out, among those of other events, so all of a partition are read: for when a sale ends before its
 * offers do, which is rare.
 */
export async function* offeredBookingIds(table: Table, eventId: string): AsyncGenerator<string[]> {
  for await (const { items } of queryPages(table, between(dueBucketOf(eventId), BEFORE_ALL, AFTER_ALL))) {
    const marks = items.map((item) => attentionIn('due', item));
    yield marks.flatMap((mark) =>
      mark.eventId === eventId && mark.about === 'booking' ? mark.bookingId : [],
    );
  }
}

function between(bucket: string, after: string, upTo: string) {
  return {
    IndexName: ATTENTION_INDEX.name,
    KeyConditionExpression: 'attentionBucket = :bucket AND attentionKey BETWEEN :after AND :upTo',
    ExpressionAttributeValues: { ':bucket': bucket, ':after': after, ':upTo': upTo },
  };
}

function attentionIn(kind: AttentionBucket['kind'], item: Item): Attention {
  const { eventId, dueAt, about } = parseAttentionKey(kind, item['attentionKey']);
  if (kind === 'release') return { eventId, dueAt, about: 'release', bookingId: about };
  if (about === 'line' || about === 'event') return { eventId, dueAt, about };
  return { eventId, dueAt, about: 'booking', bookingId: about };
}
