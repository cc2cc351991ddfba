/** Reads the bookings of an event or a customer for lists. */
import type { Booking } from '../domain/booking.ts';
import { LISTING_READ_TALLIES } from '../domain/limits.ts';
import type { BookingPlace, ListingStore } from '../domain/ports.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { fromBookingItem, fromEntryItem, fromTallyItem } from './items.ts';
import { bookingKey, bookingPartitions, entryPartitions, type Key, tallyKey } from './keys.ts';
import { mergeStripes, type Stripe } from './line.ts';
import { pagesOfPart } from './parts.ts';
import { getItems, type Page, queryPage, queryPages } from './read.ts';

/** Sorts before every booking of its partition. */
const BEFORE_BOOKINGS = 'BOOKING#';

/** Entries are spread by chance: with so many more of each stripe than its share, one look at all is mostly enough. */
const STRIPE_MARGIN = 1.2;
const STRIPE_SPARE_ENTRIES = 8;

export function listingStore(table: Table): ListingStore {
  return {
    async *bookings(event, from, { atOnce, sideBySide }) {
      const partitions = bookingPartitions(event).map((pk, bucket) => {
        const isFirst = bucket === from.bucket && from.after !== undefined;
        return { bucket, pk, sk: isFirst ? `${BEFORE_BOOKINGS}${from.after}` : BEFORE_BOOKINGS };
      });
      for (let bucket = from.bucket; bucket < partitions.length; bucket += sideBySide) {
        const together = partitions.slice(bucket, bucket + sideBySide);
        const firsts = together.map((key) => queryPage(table, itemsAfter(key, atOnce)));
        for (const [index, first] of (await Promise.all(firsts)).entries()) {
          const key = together[index];
          if (key !== undefined) yield* bucketPages(table, key, first, atOnce, partitions.length);
        }
      }
    },

    async *ofCustomer(customerId, part) {
      const { pk } = tallyKey(customerId, '');
      for await (const { items, ...end } of pagesOfPart(table, pk, part, LISTING_READ_TALLIES)) {
        const keys = items.flatMap(({ eventId, shardCount, ...tally }) => {
          const ids = new Set(fromTallyItem(tally).bookingIds);
          return [...ids].map((id) => bookingKey({ id: eventId, shardCount }, id));
        });
        yield { items: (await getItems(table, keys, true)).map(fromBookingItem), ...end };
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

/** The pages of one bucket. `first` was read already. After the last page the next bucket follows. */
async function* bucketPages(
  table: Table,
  { bucket, ...key }: Key & { bucket: number },
  first: Page,
  atOnce: number,
  buckets: number,
): AsyncGenerator<{ bookings: Booking[]; next?: BookingPlace }> {
  for (let page: Page | undefined = first; page !== undefined; ) {
    const { items, lastKey }: Page = page;
    const bookings = items.map(fromBookingItem);
    const after = bookings.at(-1)?.id;
    if (lastKey !== undefined && after !== undefined) yield { bookings, next: { bucket, after } };
    else yield { bookings, ...(bucket + 1 < buckets && { next: { bucket: bucket + 1 } }) };
    page = lastKey && (await queryPage(table, itemsAfter({ ...key, sk: lastKey['sk'] }, atOnce)));
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
