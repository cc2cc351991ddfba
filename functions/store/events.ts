/** Events and their shards. */
import { type Event, newShards } from '../domain/event.ts';
import { TRANSACTION_LIMIT_ACTIONS } from '../domain/limits.ts';
import type { EventStore } from '../domain/ports.ts';
import { Busy } from '../domain/refusal.ts';
import type { Table } from './client.ts';
import { type Action, commit } from './commit.ts';
import { IS_NEW } from './conditions.ts';
import { changeActions, copyAction, endOfSpreading, gatherActions } from './event-change.ts';
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

    async change(before, after, spared, dueAt) {
      return (await commit(table, changeActions(before, after, spared, dueAt))).kind === 'done';
    },

    async copyFacts(event, shard) {
      const { kind } = await write(table, copyAction(event, shard));
      return kind === 'done' || kind === 'refused';
    },

    async endSpreading(event) {
      const { kind } = await write(table, endOfSpreading(event));
      return kind === 'done' || kind === 'refused';
    },

    async gather(event, takes) {
      return (await commit(table, gatherActions(event, takes))).kind === 'done';
    },

    async *bookings(event) {
      for (const partition of bookingPartitions(event)) {
        const input = {
          KeyConditionExpression: 'pk = :partition',
          ExpressionAttributeValues: { ':partition': partition },
          ConsistentRead: true,
        };
        for await (const page of queryPages(table, input)) yield page.items.map(fromBookingItem);
      }
    },

    async readShards(event, consistency) {
      const keys = Array.from({ length: event.shardCount }, (_, shard) => shardKey(event.id, shard));
      const items = await getItems(table, keys, consistency === 'strong');
      return items.map(fromShardItem);
    },
  };
}
