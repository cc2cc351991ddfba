/** Reads the bookings and waitlist entries of an event, and the bookings of a customer, for lists. */
import type { Booking } from '../domain/model/booking.ts';
import { LISTING_READ_BOOKINGS, LISTING_READ_TALLIES } from '../domain/model/limits.ts';
import type { Entry } from '../domain/model/plan-promotions.ts';
import type { BookingCursor, ListingStore } from '../domain/ports/listing-store.ts';
import { BEFORE_BOOKINGS, bookingKey, bookingPartitions, fromBookingItem } from './items/booking.ts';
import {
  entryPartitions,
  fromEntryItem,
  mergePartitions,
  type PartitionEntries,
  quantityIn,
} from './items/entry.ts';
import { fromTallyItem, shardCountIn, tallyKey } from './items/tally.ts';
import { pagesOfPart } from './parts.ts';
import type { Table } from './table/client.ts';
import type { Item, Key } from './table/item.ts';
import { getItems, type Page, queryPage, queryPages } from './table/read.ts';

/**
 * Reads more than an even share of the limit from each waitlist partition. Entries are spread at random, so
 * with this margin one round of queries is usually enough.
 */
const PARTITION_MARGIN = 1.2;
const PARTITION_SPARE_ENTRIES = 8;

export function listingStore(table: Table): ListingStore {
  return {
    async *bookings(event, from, { atOnce, sideBySide }) {
      const partitions = bookingPartitions(event).map((pk, partition) => {
        const isFirst = partition === from.partition && from.after !== undefined;
        return { partition, pk, sk: isFirst ? `${BEFORE_BOOKINGS}${from.after}` : BEFORE_BOOKINGS };
      });
      for (let partition = from.partition; partition < partitions.length; ) {
        const together = partitions.slice(partition, partition + sideBySide());
        partition += together.length;
        const firsts = together.map((key) => queryPage(table, itemsAfter(key, atOnce)));
        for (const [index, first] of (await Promise.all(firsts)).entries()) {
          const key = together[index];
          if (key !== undefined) yield* partitionPages(table, key, first, atOnce, partitions.length);
        }
      }
    },

    async *ofCustomer(customerId, part) {
      const { pk } = tallyKey(customerId, '');
      for await (const { items, ...end } of pagesOfPart(table, pk, part, LISTING_READ_TALLIES)) {
        const batches = inBatches(items.map(namedIn));
        for (const [index, { keys, upTo }] of batches.entries()) {
          const bookings = (await getItems(table, keys, true)).map(fromBookingItem);
          yield { items: bookings, ...(index === batches.length - 1 ? end : { upTo }) };
        }
      }
    },

    async waitlist(event, after, limit) {
      const partitions = entryPartitions(event);
      const atOnce = Math.ceil((limit / partitions.length) * PARTITION_MARGIN) + PARTITION_SPARE_ENTRIES;
      const entries: Entry[] = [];
      for (let start = after; ; start = entries.at(-1)?.key ?? after) {
        const heads = partitions.map((pk) => readHead(table, { pk, sk: start }, atOnce));
        const merged = mergePartitions(await Promise.all(heads));
        entries.push(...merged.entries);
        if (merged.complete || entries.length >= limit) return entries.slice(0, limit);
      }
    },

    async countWaitlist(event) {
      const counts = await Promise.all(entryPartitions(event).map((pk) => countPartition(table, pk)));
      return {
        bookings: counts.reduce((sum, { bookings }) => sum + bookings, 0),
        tickets: counts.reduce((sum, { tickets }) => sum + tickets, 0),
      };
    },
  };
}

/** The keys of the bookings that a tally names, and the id of their event. */
type Named = { keys: Key[]; upTo: string };

function namedIn({ eventId, item }: { eventId: string; item: Item }): Named {
  const event = { id: eventId, shardCount: shardCountIn(item) };
  const ids = new Set(fromTallyItem(item).bookingIds);
  return { keys: [...ids].map((id) => bookingKey(event, id)), upTo: eventId };
}

/** Puts the bookings of successive tallies together, so that an answer can stop between two reads of bounded size. */
function inBatches(named: Named[]): Named[] {
  const batches: Named[] = [];
  for (const { keys, upTo } of named) {
    const last = batches.at(-1);
    if (last === undefined || last.keys.length + keys.length > LISTING_READ_BOOKINGS)
      batches.push({ keys, upTo });
    else batches[batches.length - 1] = { keys: [...last.keys, ...keys], upTo };
  }
  return batches;
}

/** Yields the pages of a booking partition, beginning with `first`. The last one names the next partition. */
async function* partitionPages(
  table: Table,
  { partition, ...key }: Key & { partition: number },
  first: Page,
  atOnce: number,
  partitions: number,
): AsyncGenerator<{ bookings: Booking[]; next?: BookingCursor }> {
  for (let page: Page | undefined = first; page !== undefined; ) {
    const { items, lastKey }: Page = page;
    const bookings: Booking[] = items.map(fromBookingItem);
    const after: string | undefined = bookings.at(-1)?.id;
    if (lastKey !== undefined && after !== undefined) yield { bookings, next: { partition, after } };
    else yield { bookings, ...(partition + 1 < partitions && { next: { partition: partition + 1 } }) };
    page =
      lastKey && (await queryPage(table, itemsAfter({ ...key, sk: `${BEFORE_BOOKINGS}${after}` }, atOnce)));
  }
}

function itemsAfter({ pk, sk }: Key, atOnce: number) {
  return {
    KeyConditionExpression: 'pk = :partition AND sk > :after',
    ExpressionAttributeValues: { ':partition': pk, ':after': sk },
    ConsistentRead: true,
    Limit: atOnce,
  };
}

/** Reads the first entries of a waitlist partition after a key. */
async function readHead(table: Table, after: Key, atOnce: number): Promise<PartitionEntries> {
  const page = await queryPage(table, itemsAfter(after, atOnce));
  return { entries: page.items.map(fromEntryItem), complete: page.lastKey === undefined };
}

async function countPartition(
  table: Table,
  partition: string,
): Promise<{ bookings: number; tickets: number }> {
  const count = { bookings: 0, tickets: 0 };
  const input = {
    KeyConditionExpression: 'pk = :partition',
    ExpressionAttributeValues: { ':partition': partition },
    ProjectionExpression: 'quantity',
    ConsistentRead: true,
  };
  for await (const { items } of queryPages(table, input)) {
    count.bookings += items.length;
    for (const item of items) count.tickets += quantityIn(item);
  }
  return count;
}
