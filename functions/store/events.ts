/** Events and their shards. */
import { type CancellationPlace, type Event, newShards } from '../domain/event.ts';
import { TRANSACTION_LIMIT_ACTIONS } from '../domain/limits.ts';
import type { EventStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import { NEVER_SOLD } from '../domain/sale-terms.ts';
import type { Table } from './client.ts';
import { type Action, commit } from './commit.ts';
import { EVENT_IS_CANCELLED, IS_NEW, MAY_EXIST, SALE_IS_CANCELLED } from './conditions.ts';
import {
  changeActions,
  copyAction,
  describeAction,
  endOfSpreading,
  withdrawActions,
} from './event-change.ts';
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
import { bookingPartitions, createdKey, eventKey, lineKeys, organizedKey, shardKey } from './keys.ts';
import { getItem, getItems, queryPages } from './read.ts';
import { write } from './write.ts';

/**
 * A new event as transactions to be written one after the other. The first has what was asked, so that a repeat
 * goes on with that wherever the request before it ended; the last has the event, which nobody sees before.
 */
function creationParts(event: Event): [Action[], ...Action[][]] {
  const shards = newShards(event).map((shard) => toShardItem(event, shard));
  const lines = lineKeys(event).map((key) => toLineItem(event, key));
  const organized = organizedKey(event.organizerId, event.id);
  const items = [toCreatedItem(event), ...shards, ...lines, organized, toEventItem(event)];
  const actions = items.map((put) => ({ put, when: IS_NEW }));
  const parts: [Action[], ...Action[][]] = [actions.splice(0, TRANSACTION_LIMIT_ACTIONS)];
  while (actions.length > 0) parts.push(actions.splice(0, TRANSACTION_LIMIT_ACTIONS));
  return parts;
}

/** The event as it was asked for at first. @throws Busy when nothing is known of it. */
async function readCreated(table: Table, eventId: string): Promise<Event> {
  const stored = await getItem(table, createdKey(eventId));
  if (stored === undefined) throw new Busy();
  return fromCreatedItem(stored);
}

const FROM_THE_BEGINNING: CancellationPlace = { partition: 0, after: '', found: false };

/** Partitions whose first pages are asked for side by side: many are empty, and each page takes its time. */
const PARTITIONS_AT_ONCE = 8;

async function* bookingPages(table: Table, event: Event, from: CancellationPlace = FROM_THE_BEGINNING) {
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
      // Its error is heard of when its turn comes.
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
          place: isLast ? { partition: partition + 1, after: '', found } : { partition, after, found },
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

export function eventStore(table: Table): EventStore {
  return {
    async create(asked: Event): Promise<Event> {
      const first = await commit(table, creationParts(asked)[0]);
      const event = first.kind === 'done' ? asked : await readCreated(table, asked.id);
      for (const part of creationParts(event).slice(1)) {
        const { kind } = await commit(table, part);
        // Refused: it is there already, and whole.
        if (kind !== 'done' && kind !== 'refused') throw new Busy();
      }
      return event;
    },

    async read(eventId: string): Promise<Event | undefined> {
      const item = await getItem(table, eventKey(eventId));
      return item && fromEventItem(item);
    },

    async change(before, after, cutFrom, dueAt) {
      return (await commit(table, changeActions(before, after, cutFrom, dueAt))).kind === 'done';
    },

    async describe(before, after) {
      return (await write(table, describeAction(before, after))).kind === 'done';
    },

    async copyTerms(event, shard) {
      const { kind } = await write(table, copyAction(event, shard));
      return kind === 'done' || kind === 'refused';
    },

    async endSpreading(event) {
      const { kind } = await write(table, endOfSpreading(event));
      return kind === 'done' || kind === 'refused';
    },

    async withdraw(event, take, dueAt) {
      return (await commit(table, withdrawActions(event, take, dueAt))).kind === 'done';
    },

    bookings: (event, from) => bookingPages(table, event, from),

    async remove(event) {
      const shards = Array.from({ length: event.shardCount }, (_, shard) => shardKey(event.id, shard));
      const values = { ':cancelled': NEVER_SOLD };
      const ended = [...shards, ...lineKeys(event)].map(
        (key): Action => ({ delete: key, when: SALE_IS_CANCELLED, values }),
      );
      const named: Action[] = [
        { delete: createdKey(event.id), when: MAY_EXIST },
        { delete: organizedKey(event.organizerId, event.id), when: MAY_EXIST },
        { delete: eventKey(event.id), when: EVENT_IS_CANCELLED },
      ];
      // The event goes last, and its line with it, by which the sweep would find what is left.
      for (const part of inParts([...ended, ...named], TRANSACTION_LIMIT_ACTIONS)) {
        if ((await commit(table, part)).kind !== 'done') return false;
      }
      return true;
    },

    async readShards(event, consistency) {
      const keys = Array.from({ length: event.shardCount }, (_, shard) => shardKey(event.id, shard));
      const items = await getItems(table, keys, consistency === 'strong');
      return items.map(fromShardItem);
    },
  };
}
