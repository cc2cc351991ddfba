/**
 * Stores events and their shards, and reads all bookings of an event. Events with many shards are created and
 * removed in several transactions, which a repeat completes.
 */

import type { Event } from '../domain/model/event.ts';
import { TRANSACTION_LIMIT_ACTIONS } from '../domain/model/limits.ts';
import { Busy } from '../domain/model/refusal.ts';
import { NEVER_SOLD } from '../domain/model/sale-terms.ts';
import { newShards } from '../domain/model/shard.ts';
import { membersOf } from '../domain/model/staff.ts';
import type { CancellationCursor } from '../domain/model/waitlist-state.ts';
import type { EventStore } from '../domain/ports/event-store.ts';
import { bookingPartitions, fromBookingItem } from './items/booking.ts';
import { SALE_IS_CANCELLED } from './items/copied-terms.ts';
import {
  createdKey,
  EVENT_IS_CANCELLED,
  endOfSpreading,
  eventKey,
  fromCreatedItem,
  fromEventItem,
  organizedKey,
  overKey,
  toCreatedItem,
  toEventItem,
} from './items/event.ts';
import { claimQuota, fromQuotaItem, quotaKey } from './items/event-quota.ts';
import { copyAction, fromShardItem, shardKey, shardKeys, toShardItem } from './items/shard.ts';
import { staffChangeKey } from './items/staff-change.ts';
import { toWaitlistItem, waitlistKey } from './items/waitlist-state.ts';
import { readStaffChanges } from './staff-changes.ts';
import type { Table } from './table/client.ts';
import { type Action, commit } from './table/commit.ts';
import { IS_NEW, MAY_EXIST } from './table/existence.ts';
import type { Key } from './table/item.ts';
import { getItem, getItems, queryPages } from './table/read.ts';
import { write } from './table/write.ts';

/**
 * The transactions that create an event, in the order in which they are written. The first stores the event
 * as it was requested, so that a repeat continues with the same event after a crash. The last stores the
 * event itself, so that an incomplete event is never visible.
 */
function creationParts(event: Event): [[Action, ...Action[]], ...Action[][]] {
  const shards = newShards(event).map((shard) => toShardItem(event, shard));
  const organized = organizedKey(event.organizerId, event.id);
  const items = [...shards, toWaitlistItem(event), organized, { ...toEventItem(event), ...overKey(event) }];
  const actions = items.map((put): Action => ({ put, when: IS_NEW }));
  const created: Action = { put: toCreatedItem(event), when: IS_NEW };
  // The first has room for the claim of a quota, whether there is one or not, so that a repeat has the same parts.
  const first = actions.splice(0, TRANSACTION_LIMIT_ACTIONS - 2);
  return [[created, ...first], ...inParts(actions, TRANSACTION_LIMIT_ACTIONS)];
}

/** The places of the event as created, and of the claim of a quota, in the first transaction. */
const [CREATED, CLAIM] = [0, 1];

/** Writes all but the first transaction of a creation. */
async function createRest(table: Table, event: Event): Promise<Event> {
  for (const part of creationParts(event).slice(1)) {
    const { kind } = await commit(table, part);
    // A refused transaction means that an earlier request wrote all of this part.
    if (kind !== 'done' && kind !== 'refused') throw new Busy();
  }
  return event;
}

async function readCounted(table: Table, organizerId: string): Promise<{ events: Event[]; raises: number }> {
  const item = await getItem(table, quotaKey(organizerId));
  if (item === undefined) return { events: [], raises: 0 };
  const { eventIds, raises } = fromQuotaItem(item);
  const ids = [...new Set(eventIds)];
  const events = (await getItems(table, ids.map(eventKey), true)).map(fromEventItem);
  const found = new Set(events.map(({ id }) => id));
  const others = ids.filter((id) => !found.has(id)).map(createdKey);
  const incomplete = (await getItems(table, others, true)).map(fromCreatedItem);
  return { events: [...events, ...incomplete], raises };
}

async function readCreated(table: Table, eventId: string): Promise<Event | undefined> {
  const stored = await getItem(table, createdKey(eventId));
  return stored && fromCreatedItem(stored);
}

async function staffChangeKeys(table: Table, eventId: string): Promise<Key[]> {
  const changes = await readStaffChanges(table, eventId);
  return changes.map(({ id }) => staffChangeKey(eventId, id));
}

const FROM_THE_BEGINNING: CancellationCursor = { partition: 0, after: '', found: false };

/**
 * Partitions whose first pages are read in parallel, because many are empty and each page costs a round trip.
 */
const PARTITIONS_AT_ONCE = 8;

async function* bookingPages(table: Table, event: Event, from: CancellationCursor = FROM_THE_BEGINNING) {
  const partitions = bookingPartitions(event).map((pk, partition) => ({ pk, partition }));
  let { found } = from;
  for (const some of inParts(partitions.slice(from.partition), PARTITIONS_AT_ONCE)) {
    const readers = some.map(({ pk, partition }) => {
      const after = partition === from.partition ? from.after : '';
      const reader = queryPages(table, {
        KeyConditionExpression: 'pk = :partition AND sk > :after',
        ExpressionAttributeValues: { ':partition': pk, ':after': `BOOKING#${after}` },
        ConsistentRead: true,
      });
      const first = reader.next();
      // The loop below awaits `first` and throws its error; this handler prevents an unhandled rejection
      // until then.
      first.catch(() => undefined);
      return { partition, reader, first };
    });
    for (const { partition, reader, first } of readers) {
      for (let page = await first; !page.done; page = await reader.next()) {
        const bookings = page.value.items.map(fromBookingItem);
        found ||= bookings.length > 0;
        const isLast = page.value.lastKey === undefined;
        const after = bookings.at(-1)?.id ?? '';
        yield {
          bookings,
          cursor: isLast ? { partition: partition + 1, after: '', found } : { partition, after, found },
        };
      }
    }
  }
}

function inParts<T>(all: T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, part) =>
    all.slice(part * most, (part + 1) * most),
  );
}

/** The removal of a cancelled event in transactions; an incomplete one can be repeated. */
async function removalOf(table: Table, event: Event): Promise<Action[][]> {
  const values = { ':cancelled': NEVER_SOLD };
  const ended = (key: Key): Action => ({ delete: key, when: SALE_IS_CANCELLED, values });
  const gone = (key: Key): Action => ({ delete: key, when: MAY_EXIST });
  const others = [
    ...shardKeys(event).map(ended),
    gone(createdKey(event.id)),
    ...membersOf(event).map(({ userId }) => gone(organizedKey(userId, event.id))),
    ...(await staffChangeKeys(table, event.id)).map(gone),
  ];
  // Last and together: a sweep finds an incomplete removal through the waitlist's item.
  const last = [ended(waitlistKey(event.id)), { delete: eventKey(event.id), when: EVENT_IS_CANCELLED }];
  const all = [...others, ...last];
  return all.length <= TRANSACTION_LIMIT_ACTIONS
    ? [all]
    : [...inParts(others, TRANSACTION_LIMIT_ACTIONS), last];
}

export function eventStore(table: Table): EventStore {
  return {
    async create(asked) {
      const { kind } = await commit(table, creationParts(asked)[0]);
      const event = kind === 'done' ? asked : await readCreated(table, asked.id);
      if (event === undefined) throw new Busy();
      return createRest(table, event);
    },

    async createCounted(asked, claim) {
      const [[created, ...firsts]] = creationParts(asked);
      const outcome = await commit(table, [created, claimQuota(asked, claim), ...firsts]);
      if (outcome.kind === 'done') return createRest(table, asked);
      const isNew = outcome.kind === 'refused' && !outcome.failed.has(CREATED);
      if (isNew && outcome.failed.has(CLAIM)) return 'over-quota';
      const event = await readCreated(table, asked.id);
      if (event === undefined) throw new Busy();
      return createRest(table, event);
    },

    readCounted: (organizerId) => readCounted(table, organizerId),

    readCreated: (eventId) => readCreated(table, eventId),

    async read(eventId: string): Promise<Event | undefined> {
      const item = await getItem(table, eventKey(eventId));
      return item && fromEventItem(item);
    },

    async copyTerms(event, shard) {
      const { kind } = await write(table, copyAction(event, shard));
      return kind === 'done' || kind === 'refused';
    },

    async endSpreading(event) {
      const { kind } = await write(table, endOfSpreading(event));
      return kind === 'done' || kind === 'refused';
    },

    bookings: (event, from) => bookingPages(table, event, from),

    async remove(event) {
      for (const part of await removalOf(table, event)) {
        if ((await commit(table, part)).kind !== 'done') return false;
      }
      return true;
    },

    async readShards(event, consistency) {
      const items = await getItems(table, shardKeys(event), consistency === 'strong');
      return items.map(fromShardItem);
    },

    async readSomeShards(event, indexes, consistency) {
      const keys = indexes.map((index) => shardKey(event.id, index));
      return (await getItems(table, keys, consistency === 'strong')).map(fromShardItem);
    },
  };
}
