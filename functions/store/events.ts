/** Events and their shards. */
import { type Event, splitCapacity } from '../domain/event.ts';
import type { EventStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import type { Table } from './client.ts';
import { commit } from './commit.ts';
import { IS_NEW } from './conditions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { fromEventItem, fromShardItem, toEventItem, toLineItem, toShardItem } from './items.ts';
import { eventKey, shardKey } from './keys.ts';
import { getItem, getItems, queryPage } from './read.ts';
import { LISTINGS_INDEX } from './table.ts';

export function eventStore(table: Table): EventStore {
  return {
    async create(event: Event): Promise<Event> {
      const shares = splitCapacity(event.capacity, event.shardCount);
      const shards = shares.map((free, shard) => toShardItem(event, shard, free));
      const items = [toEventItem(event), toLineItem(event), ...shards];
      const outcome = await commit(
        table,
        items.map((put) => ({ put, when: IS_NEW })),
      );
      const stored = outcome.kind === 'done' ? event : await this.read(event.id);
      if (stored === undefined) throw new Busy();
      return stored;
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

    async readShards(event, consistency) {
      const keys = Array.from({ length: event.shardCount }, (_, shard) => shardKey(event.id, shard));
      const items = await getItems(table, keys, consistency === 'strong');
      return items.map(fromShardItem);
    },
  };
}
