/** Reads everything that is stored of an event's tickets, for checking it. */
import type { EventPicture } from '../domain/audit-event.ts';
import type { Event } from '../domain/event.ts';
import type { Table } from './client.ts';
import type { Item } from './commit.ts';
import { eventStore } from './events.ts';
import { fromBookingItem, fromEntryItem } from './items.ts';
import { bookingPartitions, entryPartitions } from './keys.ts';
import { lineStore } from './line.ts';
import { queryPages } from './read.ts';

async function readPartitions(table: Table, partitions: string[]): Promise<Item[]> {
  const items: Item[] = [];
  for (const partition of partitions) {
    const input = {
      KeyConditionExpression: 'pk = :partition',
      ExpressionAttributeValues: { ':partition': partition },
      ConsistentRead: true,
    };
    for await (const page of queryPages(table, input)) items.push(...page.items);
  }
  return items;
}

/** Not one instant: what moves while it is read may be seen twice or not at all. */
export async function readEventPicture(table: Table, event: Event): Promise<EventPicture> {
  const shards = await eventStore(table).readShards(event, 'strong');
  const line = await lineStore(table).read(event.id);
  const bookings = await readPartitions(table, bookingPartitions(event));
  const entries = await readPartitions(table, entryPartitions(event));
  return {
    event,
    shards,
    line,
    bookings: bookings.map(fromBookingItem),
    entries: entries.map(fromEntryItem).sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}
