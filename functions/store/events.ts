/** Events and their shards. */
import { type Event, newShards } from '../domain/event.ts';
import type { EventStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import type { Table } from './client.ts';
import { commit } from './commit.ts';
import { IS_NEW } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { changeActions } from './event-change.ts';
import {
  fromBookingItem,
  fromCreatedItem,
  fromEventItem,
  fromShardItem,
  toCreatedItem,
  toEventItem,
  toLineItem,
  toShardItem,
} from './items.ts';
import { bookingPartitions, createdKey, eventKey, shardKey } from './keys.ts';
import { getItem, getItems, queryPage, queryPages } from './read.ts';
import { LISTINGS_INDEX } from './table.ts';

export function eventStore(table: Table): EventStore {
  return {
    async create(event: Event): Promise<Event> {
      const shards = newShards(event).map((shard) => toShardItem(event, shard));
      const items = [toEventItem(event), toCreatedItem(event), toLineItem(event), ...shards];
      const outcome = await commit(
        table,
        items.map((put) => ({ put, when: IS_NEW })),
      );
      if (outcome.kind === 'done') return event;
      const stored = await getItem(table, createdKey(event.id));
      if (stored === undefined) throw new Busy();
      return fromCreatedItem(stored);
    },

    async read(eventId: string): Promise<Event | undefined> {
      const item = await getItem(table, eventKey(eventId));
      return item && fromEventItem(item);
    },

    async list({ limit, cursor }) {
      const page = await queryPage(table, {
        IndexName: LISTINGS_INDEX.name,
        KeyConditionExpression: 'listing = :events',
        ExpressionAttributeValues: { ':events': 'EVENTS' },
        Limit: limit,
        ExclusiveStartKey: decodeCursor(cursor),
      });
      const nextCursor = encodeCursor(page.lastKey);
      return { items: page.items.map(fromEventItem), ...(nextCursor && { nextCursor }) };
    },

    async change(before, after, spared, dueAt) {
      return (await commit(table, changeActions(before, after, spared, dueAt))).kind === 'done';
    },

    async *bookings(event) {
      for (const partition of bookingPartitions(event)) {
        const input = {
          KeyConditionExpression: 'pk = :partition',
          ExpressionAttributeValues: { ':partition': partition },
          ConsistentRead: true,
        };
        for await (const page of queryPages(table, input)) yield page.items.map(fromBookingItem);
      }
    },

    async readShards(event, consistency) {
      const keys = Array.from({ length: event.shardCount }, (_, shard) => shardKey(event.id, shard));
      const items = await getItems(table, keys, consistency === 'strong');
      return items.map(fromShardItem);
    },
  };
}
