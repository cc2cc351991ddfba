/** Reads what an event holds in the orders that listings want. */
import type { ListingStore } from '../domain/ports.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { fromBookingItem, fromEntryItem } from './items.ts';
import { bookingKey, bookingPartitions, entryPartitions } from './keys.ts';
import { queryPages } from './read.ts';

/** Sorts before every booking of its partition. */
const BEFORE_BOOKINGS = 'BOOKING#';

export function listingStore(table: Table): ListingStore {
  return {
    async *bookings(event, after, atOnce) {
      const place = after === undefined ? undefined : bookingKey(event, after);
      const partitions = bookingPartitions(event);
      for (const pk of partitions.slice(place && partitions.indexOf(place.pk))) {
        const start = place?.pk === pk ? place.sk : BEFORE_BOOKINGS;
        for await (const { items } of pagesAfter(table, { pk, sk: start }, atOnce)) {
          for (const item of items) yield fromBookingItem(item);
        }
      }
    },

    async line(event, after, limit) {
      const heads = entryPartitions(event).map((pk) => readHead(table, { pk, sk: after }, limit));
      const entries = (await Promise.all(heads)).flat();
      return entries.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit);
    },

    async countLine(event) {
      const counts = await Promise.all(entryPartitions(event).map((pk) => countStripe(table, pk)));
      return {
        bookings: counts.reduce((sum, { bookings }) => sum + bookings, 0),
        tickets: counts.reduce((sum, { tickets }) => sum + tickets, 0),
      };
    },
  };
}

function pagesAfter(table: Table, { pk, sk }: { pk: string; sk: string }, atOnce: number) {
  return queryPages(table, {
    KeyConditionExpression: 'pk = :partition AND sk > :after',
    ExpressionAttributeValues: { ':partition': pk, ':after': sk },
    ConsistentRead: true,
    Limit: atOnce,
  });
}

/** The first entries of a stripe after a place. */
async function readHead(table: Table, after: { pk: string; sk: string }, limit: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const { items } of pagesAfter(table, after, limit)) {
    entries.push(...items.map(fromEntryItem));
    if (entries.length >= limit) break;
  }
  return entries;
}

async function countStripe(table: Table, partition: string): Promise<{ bookings: number; tickets: number }> {
  const count = { bookings: 0, tickets: 0 };
  const input = {
    KeyConditionExpression: 'pk = :partition',
    ExpressionAttributeValues: { ':partition': partition },
    ProjectionExpression: 'quantity',
    ConsistentRead: true,
  };
  for await (const { items } of queryPages(table, input)) {
    count.bookings += items.length;
    for (const { quantity } of items) count.tickets += quantity;
  }
  return count;
}
