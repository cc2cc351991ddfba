/** Reads an event as an audit wants it: all of it, fast, and nothing that names a person. */
import { arrivalKeyBound } from '../domain/booking.ts';
import { AUDIT_PARTITIONS_AT_ONCE, AUDIT_READ_BOOKINGS } from '../domain/limits.ts';
import type { AuditedBooking, AuditStore } from '../domain/ports.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { eventStore } from './events.ts';
import { entryKeyOf, fromBookingItem, fromEntryItem } from './items.ts';
import { bookingPartitions } from './keys.ts';
import { lineStore } from './line.ts';
import { listingStore } from './listings.ts';
import { getItems, type Page, queryPages } from './read.ts';
import { userStore } from './users.ts';

const AUDITED_ATTRIBUTES = [
  'bookingId',
  'customerId',
  'bookingStatus',
  'quantity',
  'releasedTickets',
  'grantedTickets',
  'offerExpiresAt',
  'arrival',
  'facts',
  'joinedShard',
];

export function auditStore(table: Table): AuditStore {
  return {
    async counters({ id }) {
      const event = await eventStore(table).read(id);
      if (event === undefined) throw new Refusal('not-found', 'There is no such event.');
      const shards = await eventStore(table).readShards(event, 'strong');
      return { event, shards, line: await lineStore(table).read(event) };
    },

    async *bookings(event) {
      const partitions = bookingPartitions(event).map((partition) =>
        queryPages(table, {
          KeyConditionExpression: 'pk = :partition',
          ExpressionAttributeValues: { ':partition': partition },
          ProjectionExpression: AUDITED_ATTRIBUTES.join(', '),
          ConsistentRead: true,
          Limit: AUDIT_READ_BOOKINGS,
        }),
      );
      for await (const { items } of sideBySide(partitions, AUDIT_PARTITIONS_AT_ONCE)) {
        yield items.map((item): AuditedBooking => fromBookingItem(item));
      }
    },

    async *entries(event) {
      const { line } = listingStore(table);
      for (let after = arrivalKeyBound(0); ; ) {
        const page = await line(event, after, AUDIT_READ_BOOKINGS);
        if (page.length > 0) yield page;
        after = page.at(-1)?.key ?? after;
        if (page.length < AUDIT_READ_BOOKINGS) return;
      }
    },

    async entriesOf(event, waiting): Promise<Entry[]> {
      const stood = waiting.filter(({ shard }) => shard !== undefined);
      const keys = stood.map((booking) => entryKeyOf(event, booking));
      return (await getItems(table, keys, true)).map(fromEntryItem);
    },

    async isAdmin(userId) {
      return (await userStore(table).read(userId))?.role === 'admin';
    },
  };
}

type Source = AsyncGenerator<Page>;
type Next = { source: Source; result: IteratorResult<Page> };

/** Pages of several queries as they come, `atOnce` of them under way at a time. */
async function* sideBySide(sources: Source[], atOnce: number): AsyncGenerator<Page> {
  const waiting = [...sources];
  const underWay = new Map<Source, Promise<Next>>();
  const advance = (source: Source) => {
    const next = source.next().then((result) => ({ source, result }));
    // Whoever waits for it hears of its error; that nobody may wait any more is no error.
    next.catch(() => undefined);
    underWay.set(source, next);
  };
  for (const source of waiting.splice(0, atOnce)) advance(source);
  while (underWay.size > 0) {
    const { source, result } = await Promise.race(underWay.values());
    if (!result.done) {
      advance(source);
      yield result.value;
      continue;
    }
    underWay.delete(source);
    const next = waiting.shift();
    if (next !== undefined) advance(next);
  }
}
