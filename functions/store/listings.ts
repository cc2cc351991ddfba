/** Reads what an event holds in the orders that listings want. */
import type { ListingStore } from '../domain/ports.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { fromBookingItem, fromEntryItem } from './items.ts';
import { bookingKey, bookingPartitions, entryPartitions, type Key } from './keys.ts';
import { mergeStripes, type Stripe } from './line.ts';
import { queryPage, queryPages } from './read.ts';

/** Sorts before every booking of its partition. */
const BEFORE_BOOKINGS = 'BOOKING#';

/** Entries are spread by chance: with so many more of each stripe than its share, one look at all is mostly enough. */
const STRIPE_MARGIN = 1.2;
const STRIPE_SPARE_ENTRIES = 8;

export function listingStore(table: Table): ListingStore {
  return {
    async *bookings(event, after, atOnce) {
      const place = after === undefined ? undefined : bookingKey(event, after);
      const partitions = bookingPartitions(event);
      for (const pk of partitions.slice(place && partitions.indexOf(place.pk))) {
        const start = place?.pk === pk ? place.sk : BEFORE_BOOKINGS;
        for await (const { items } of queryPages(table, itemsAfter({ pk, sk: start }, atOnce))) {
          for (const item of items) yield fromBookingItem(item);
        }
      }
    },

    async line(event, after, limit) {
      const stripes = entryPartitions(event);
      const atOnce = Math.ceil((limit / stripes.length) * STRIPE_MARGIN) + STRIPE_SPARE_ENTRIES;
      const entries: Entry[] = [];
      for (let start = after; ; start = entries.at(-1)?.key ?? after) {
        const heads = stripes.map((pk) => readHead(table, { pk, sk: start }, atOnce));
        const merged = mergeStripes(await Promise.all(heads));
        entries.push(...merged.entries);
        if (merged.complete || entries.length >= limit) return entries.slice(0, limit);
      }
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

function itemsAfter({ pk, sk }: Key, atOnce: number) {
  return {
    KeyConditionExpression: 'pk = :partition AND sk > :after',
    ExpressionAttributeValues: { ':partition': pk, ':after': sk },
    ConsistentRead: true,
    Limit: atOnce,
  };
}

/** The first entries of a stripe after a place. */
async function readHead(table: Table, after: Key, atOnce: number): Promise<Stripe> {
  const page = await queryPage(table, itemsAfter(after, atOnce));
  return { entries: page.items.map(fromEntryItem), complete: page.lastKey === undefined };
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
