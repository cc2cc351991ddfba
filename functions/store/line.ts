/** The line of an event: its closing, and everything that the clerk reads and writes. */
import { TRANSACTION_LIMIT_ACTIONS, WAITLIST_PAGE_ENTRIES } from '../domain/limits.ts';
import type { LineStore } from '../domain/ports.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { type Action, commit } from './commit.ts';
import {
  BOOKING_STILL_WAITS,
  EXISTS,
  NOBODY_IS_CLOSING,
  NOT_QUEUEING_YET,
  PASS_IS_MINE,
  PASS_IS_NEXT,
  POOL_IS_WHAT_WAS_SEEN,
  RELEASE_IS_WHAT_WAS_SEEN,
  SALES_HAVE_NOT_CLOSED,
  SHARD_HOLDS_WHAT_WAS_SEEN,
  SHARD_IS_OPEN,
} from './conditions.ts';
import { fromEntryItem, fromLineItem } from './items.ts';
import {
  attentionBucketOf,
  attentionKeyOf,
  bookingKey,
  entryPartitions,
  lineKey,
  parseAttentionKey,
  shardKey,
} from './keys.ts';
import { getItem, queryPage } from './read.ts';
import { ATTENTION_INDEX } from './table.ts';
import { write } from './write.ts';

/** While the pool holds tickets the sweep looks after it: a joiner's message may have been lost. */
function poolAttention(eventId: string, pool: number, dueAt: number) {
  if (pool === 0) return { set: '', remove: ['attentionBucket', 'attentionKey'], values: {} };
  const { attentionBucket, attentionKey } = attentionKeyOf(eventId, dueAt, 'pool');
  return {
    set: ', attentionBucket = :bucket, attentionKey = :attention',
    remove: [],
    values: { ':bucket': attentionBucket, ':attention': attentionKey },
  };
}

function removeClause(names: string[]): string {
  return names.length === 0 ? '' : ` REMOVE ${names.join(', ')}`;
}

export function lineStore(table: Table): LineStore {
  return {
    async read(eventId) {
      const item = await getItem(table, lineKey(eventId));
      if (item === undefined) throw new Error('An event has no line.');
      return fromLineItem(item);
    },

    async electCloser(eventId, now, leaseUntil) {
      const outcome = await write(table, {
        update: lineKey(eventId),
        set: 'SET closerUntil = :leaseUntil',
        when: NOBODY_IS_CLOSING,
        values: { ':leaseUntil': leaseUntil, ':now': now, ':false': false },
      });
      return outcome.kind === 'done';
    },

    async closeShard(eventId, shard) {
      const outcome = await write(table, {
        update: shardKey(eventId, shard),
        set: 'SET isClosed = :true',
        when: EXISTS,
        values: { ':true': true },
      });
      return outcome.kind === 'done';
    },

    async markQueueing(eventId, isDrained) {
      const outcome = await write(table, {
        update: lineKey(eventId),
        set: 'SET isQueueing = :true, isDrained = :isDrained REMOVE closerUntil',
        when: NOT_QUEUEING_YET,
        values: { ':true': true, ':false': false, ':isDrained': isDrained },
      });
      return outcome.kind === 'done' || outcome.kind === 'refused';
    },

    async returnToShard(event, release, shard, now) {
      const outcome = await commit(table, [
        {
          update: shardKey(event.id, shard),
          set: 'SET freeTickets = freeTickets + :quantity',
          when: SHARD_IS_OPEN,
          values: { ':quantity': release.quantity, ':false': false },
        },
        handOn(bookingKey(event, release.bookingId), release.quantity, now),
      ]);
      return outcome.kind === 'done';
    },

    async releasedBookingIds(eventId, limit) {
      const page = await queryPage(table, {
        IndexName: ATTENTION_INDEX.name,
        KeyConditionExpression: 'attentionBucket = :bucket AND begins_with(attentionKey, :event)',
        ExpressionAttributeValues: { ':bucket': attentionBucketOf(eventId), ':event': `${eventId}#` },
        Limit: limit,
      });
      return page.items
        .map((item) => parseAttentionKey(item['attentionKey']).about)
        .filter((about) => about !== 'pool');
    },

    async startPass(eventId, pass, servingUpTo) {
      const outcome = await write(table, {
        update: lineKey(eventId),
        set: 'SET passNumber = :pass, servingUpTo = :servingUpTo',
        when: PASS_IS_NEXT,
        values: { ':pass': pass, ':previousPass': pass - 1, ':servingUpTo': servingUpTo, ':true': true },
      });
      return outcome.kind === 'done';
    },

    async drainShards(eventId, line, shards, dueAt) {
      const full = shards.filter((shard) => shard.freeTickets > 0).slice(0, TRANSACTION_LIMIT_ACTIONS - 1);
      const moved = full.reduce((sum, shard) => sum + shard.freeTickets, 0);
      const isDrained = full.length === shards.filter((shard) => shard.freeTickets > 0).length;
      const pool = line.pool + moved;
      const attention = poolAttention(eventId, pool, dueAt);
      const outcome = await commit(table, [
        {
          update: lineKey(eventId),
          set: `SET poolTickets = :pool, isDrained = :isDrained${attention.set}${removeClause(attention.remove)}`,
          when: POOL_IS_WHAT_WAS_SEEN,
          values: {
            ...attention.values,
            ':pool': pool,
            ':isDrained': isDrained,
            ':pass': line.pass,
            ':seenPool': line.pool,
          },
        },
        ...full.map((shard) => ({
          update: shardKey(eventId, shard.index),
          set: 'SET freeTickets = :none',
          when: SHARD_HOLDS_WHAT_WAS_SEEN,
          values: { ':none': 0, ':seen': shard.freeTickets, ':true': true },
        })),
      ]);
      return outcome.kind === 'done';
    },

    async readHead(event, servingUpTo) {
      const stripes = entryPartitions(event);
      const pages = await Promise.all(stripes.map((stripe) => readStripe(table, stripe, servingUpTo)));
      return mergeStripes(pages);
    },

    async applyTurn(event, line, turn, { now, dueAt, last }) {
      const attention = poolAttention(event.id, turn.pool, dueAt);
      const lastServed = turn.promote.at(-1);
      const remove = removeClause([...attention.remove, ...(last ? ['servingUpTo'] : [])]);
      const narrowed = !last && lastServed ? ', servingUpTo = :servingUpTo' : '';
      const serving = narrowed && lastServed ? { ':servingUpTo': lastServed.key } : {};
      const promotes = lastServed !== undefined;
      const own: Action = {
        update: lineKey(event.id),
        set: `SET poolTickets = :pool, servedCount = servedCount + :promoted${attention.set}${narrowed}${remove}`,
        when: promotes ? `${POOL_IS_WHAT_WAS_SEEN} AND ${SALES_HAVE_NOT_CLOSED}` : POOL_IS_WHAT_WAS_SEEN,
        values: {
          ...attention.values,
          ...serving,
          ...(promotes && { ':now': now }),
          ':pool': turn.pool,
          ':promoted': turn.promote.length,
          ':pass': line.pass,
          ':seenPool': line.pool,
        },
      };
      const collected = turn.collect.map((release) =>
        handOn(bookingKey(event, release.bookingId), release.quantity, now),
      );
      const promoted = turn.promote.flatMap((entry, index) => [
        promote(bookingKey(event, entry.bookingId), entry, line.served + index + 1, now),
        { delete: { pk: entry.partition, sk: entry.key }, when: EXISTS },
      ]);
      return (await commit(table, [own, ...collected, ...promoted])).kind === 'done';
    },

    async endPass(eventId, pass) {
      const outcome = await write(table, {
        update: lineKey(eventId),
        set: 'REMOVE servingUpTo',
        when: PASS_IS_MINE,
        values: { ':pass': pass },
      });
      return outcome.kind === 'done' || outcome.kind === 'refused';
    },
  };
}

/** The release leaves the booking: its tickets are counted elsewhere from this transaction on. */
function handOn(booking: { pk: string; sk: string }, quantity: number, now: number): Action {
  return {
    update: booking,
    set: 'SET releasedTickets = :none, facts = list_append(facts, :fact) REMOVE attentionBucket, attentionKey',
    when: RELEASE_IS_WHAT_WAS_SEEN,
    values: { ':none': 0, ':seen': quantity, ':fact': [{ what: 'handed-on', at: now, quantity }] },
  };
}

function promote(booking: { pk: string; sk: string }, entry: Entry, turn: number, now: number): Action {
  return {
    update: booking,
    set: 'SET bookingStatus = :confirmed, facts = list_append(facts, :fact)',
    when: BOOKING_STILL_WAITS,
    values: {
      ':confirmed': 'confirmed',
      ':waitlisted': 'waitlisted',
      ':quantity': entry.quantity,
      ':fact': [{ what: 'promoted', at: now, quantity: entry.quantity, turn }],
    },
  };
}

export type Stripe = { entries: Entry[]; complete: boolean };

async function readStripe(table: Table, partition: string, servingUpTo: string): Promise<Stripe> {
  const page = await queryPage(table, {
    KeyConditionExpression: 'pk = :partition AND sk <= :servingUpTo',
    ExpressionAttributeValues: { ':partition': partition, ':servingUpTo': servingUpTo },
    ConsistentRead: true,
    Limit: WAITLIST_PAGE_ENTRIES,
  });
  return { entries: page.items.map(fromEntryItem), complete: page.lastKey === undefined };
}

/** Merges stripes in order of arrival, up to where a stripe that was cut off may hold the next one. */
export function mergeStripes(stripes: Stripe[]): Stripe {
  const cutOff = stripes
    .filter((stripe) => !stripe.complete)
    .map((stripe) => stripe.entries.at(-1)?.key ?? '');
  const bound = cutOff.sort()[0];
  const entries = stripes
    .flatMap((stripe) => stripe.entries)
    .filter((entry) => bound === undefined || entry.key <= bound)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return { entries, complete: bound === undefined };
}
