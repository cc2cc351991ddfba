/**
 * Reads an event for an audit: its state, all bookings, their notice logs and all entries, several partitions in
 * parallel. The projection leaves personal data in the table.
 */
import { arrivalKeyBound } from '../domain/model/booking.ts';
import { AUDIT_PARTITIONS_AT_ONCE, AUDIT_READ_BOOKINGS } from '../domain/model/limits.ts';
import type { NoticeLog } from '../domain/model/notice-log.ts';
import type { Entry } from '../domain/model/plan-promotions.ts';
import { Refusal } from '../domain/model/refusal.ts';
import type { AuditStore } from '../domain/ports/audit-store.ts';
import { eventStore } from './events.ts';
import { AUDITED_ATTRIBUTES, bookingPartitions, fromAuditedItem } from './items/booking.ts';
import { entryKeyOf, fromEntryItem } from './items/entry.ts';
import { fromNoticesItem, LOG_ATTRIBUTES, loggedBookingId, noticesKey } from './items/notices.ts';
import { listingStore } from './listings.ts';
import { readStaffChanges } from './staff-changes.ts';
import type { Table } from './table/client.ts';
import { getItems, only, type Page, queryPages } from './table/read.ts';
import { userStore } from './users.ts';
import { waitlistStore } from './waitlist.ts';

const TELLING_UNITS = { ReturnConsumedCapacity: 'TOTAL' } as const;

export function auditStore(table: Table): AuditStore {
  return {
    async state({ id }) {
      const event = await eventStore(table).read(id);
      if (event === undefined) throw new Refusal('not-found', 'There is no such event.');
      const shards = await eventStore(table).readShards(event, 'strong');
      return { event, shards, waitlist: await waitlistStore(table).read(event) };
    },

    async *bookings(event) {
      const partitions = bookingPartitions(event).map((partition) =>
        queryPages(table, {
          KeyConditionExpression: 'pk = :partition',
          ExpressionAttributeValues: { ':partition': partition },
          ProjectionExpression: AUDITED_ATTRIBUTES.join(', '),
          ConsistentRead: true,
          Limit: AUDIT_READ_BOOKINGS,
          ...TELLING_UNITS,
        }),
      );
      for await (const { items, units } of sideBySide(partitions, AUDIT_PARTITIONS_AT_ONCE)) {
        yield { read: items.map(fromAuditedItem), units };
      }
    },

    async *noticeLogs(event, bookings) {
      const keys = bookings.map(({ id }) => noticesKey(event, id));
      const pages = [...Map.groupBy(keys, ({ pk }) => pk)].map(([partition, ofPage]) => {
        const sorted = ofPage.map(({ sk }) => sk).sort();
        return queryPages(table, {
          ...only(LOG_ATTRIBUTES),
          ...TELLING_UNITS,
          KeyConditionExpression: 'pk = :partition AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':partition': partition,
            ':first': sorted.at(0),
            ':last': sorted.at(-1),
          },
        });
      });
      for await (const { items, units } of sideBySide(pages, AUDIT_PARTITIONS_AT_ONCE)) {
        const logs = items.map((item): [string, NoticeLog] => [loggedBookingId(item), fromNoticesItem(item)]);
        yield { read: new Map(logs), units };
      }
    },

    async *entries(event) {
      const { waitlist } = listingStore(table);
      for (let after = arrivalKeyBound(0); ; ) {
        const page = await waitlist(event, after, AUDIT_READ_BOOKINGS);
        if (page.length > 0) yield page;
        after = page.at(-1)?.key ?? after;
        if (page.length < AUDIT_READ_BOOKINGS) return;
      }
    },

    async entriesOf(event, waiting): Promise<Entry[]> {
      const joined = waiting.filter(({ shard }) => shard !== undefined);
      const keys = joined.map((booking) => entryKeyOf(event, booking));
      return (await getItems(table, keys, true)).map(fromEntryItem);
    },

    staffChanges: ({ id }) => readStaffChanges(table, id),

    async isAdmin(userId) {
      return (await userStore(table).read(userId))?.role === 'admin';
    },
  };
}

type Source = AsyncGenerator<Page>;
type Next = { source: Source; result: IteratorResult<Page> };

/** Yields the pages of several queries as they arrive, and runs up to `atOnce` queries in parallel. */
async function* sideBySide(sources: Source[], atOnce: number): AsyncGenerator<Page> {
  const waiting = [...sources];
  const underWay = new Map<Source, Promise<Next>>();
  const advance = (source: Source) => {
    const next = source.next().then((result) => ({ source, result }));
    // The loop below throws its error; this handler prevents an unhandled rejection if the loop has ended.
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
