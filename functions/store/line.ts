/** The line of an event: its closing, and everything that the clerk reads and writes. */
import { NEVER_SOLD, splitCapacity } from '../domain/event.ts';
import { TRANSACTION_LIMIT_ACTIONS, WAITLIST_PAGE_ENTRIES } from '../domain/limits.ts';
import type { LineStore } from '../domain/ports.ts';
import type { Entry } from '../domain/serve-line.ts';
import type { Table } from './client.ts';
import { commit } from './commit.ts';
import {
  EXISTS,
  NOBODY_IS_CLOSING,
  NOT_QUEUEING_YET,
  PASS_IS_MINE,
  PASS_IS_NEXT,
  POOL_IS_WHAT_WAS_SEEN,
  RAISE_IS_WHAT_WAS_SEEN,
  SHARD_HOLDS_WHAT_WAS_SEEN,
  SHARD_IS_OPEN,
} from './conditions.ts';
import { cancellationActions } from './event-cancellation.ts';
import { fromEntryItem, fromLineItem } from './items.ts';
import { attentionBucketOf, entryPartitions, lineKey, parseAttentionKey, shardKey } from './keys.ts';
import { getItem, queryPage } from './read.ts';
import { ATTENTION_INDEX } from './table.ts';
import { handOn, lineAttention, NO_ATTENTION, promote, seenPool, turnOfLine } from './turns.ts';
import { write } from './write.ts';

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

    async markQueueing(eventId, isDrained, dueAt) {
      const attention = isDrained ? NO_ATTENTION : lineAttention(eventId, dueAt);
      const outcome = await write(table, {
        update: lineKey(eventId),
        set: `SET isQueueing = :true, isDrained = :isDrained${attention.set} REMOVE closerUntil`,
        when: NOT_QUEUEING_YET,
        values: { ...attention.values, ':true': true, ':false': false, ':isDrained': isDrained },
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
        handOn(event, release, now),
      ]);
      return outcome.kind === 'done';
    },

    async spreadRaise(event, raised) {
      const shares = splitCapacity(raised, event.shardCount).map((free, shard) => ({ free, shard }));
      const outcome = await commit(table, [
        {
          update: lineKey(event.id),
          set: 'SET raisedTickets = :none REMOVE attentionBucket, attentionKey',
          when: RAISE_IS_WHAT_WAS_SEEN,
          values: { ':none': 0, ':seen': raised, ':false': false, ':cancelled': NEVER_SOLD },
        },
        ...shares
          .filter(({ free }) => free > 0)
          .map(({ free, shard }) => ({
            update: shardKey(event.id, shard),
            set: 'SET freeTickets = freeTickets + :free',
            when: SHARD_IS_OPEN,
            values: { ':free': free, ':false': false },
          })),
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
      const isDrained = full.length === shards.filter((shard) => shard.freeTickets > 0).length;
      const pool = full.reduce((sum, shard) => sum + shard.freeTickets, line.pool + line.raised);
      const attention = pool > 0 ? lineAttention(eventId, dueAt) : NO_ATTENTION;
      const outcome = await commit(table, [
        {
          update: lineKey(eventId),
          set: `SET poolTickets = :pool, raisedTickets = :none, isDrained = :isDrained${attention.set}`,
          when: POOL_IS_WHAT_WAS_SEEN,
          values: {
            ...attention.values,
            ...seenPool(line),
            ':pool': pool,
            ':none': 0,
            ':isDrained': isDrained,
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

    async readHead(event, range) {
      const pages = await Promise.all(
        entryPartitions(event).map((stripe) => readStripe(table, stripe, range)),
      );
      return mergeStripes(pages);
    },

    async applyTurn(event, line, turn, when) {
      const collected = turn.collect.map((release) => handOn(event, release, when.now));
      const promoted = turn.promote.flatMap((promotion, index) =>
        promote(event, promotion, line.turns + index + 1, when.now),
      );
      return (
        (await commit(table, [turnOfLine(event, line, turn, when), ...collected, ...promoted])).kind ===
        'done'
      );
    },

    async cancelBookings(event, line, bookings, now) {
      return (await commit(table, cancellationActions(event, line, bookings, now))).kind === 'done';
    },

    async completeCancellation(eventId, pass) {
      const outcome = await write(table, {
        update: lineKey(eventId),
        set: 'SET isCancellationDone = :true REMOVE attentionBucket, attentionKey',
        when: PASS_IS_MINE,
        values: { ':true': true, ':pass': pass },
      });
      return outcome.kind === 'done';
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

export type Stripe = { entries: Entry[]; complete: boolean };

async function readStripe(
  table: Table,
  partition: string,
  range: { after?: string; upTo: string },
): Promise<Stripe> {
  const page = await queryPage(table, {
    KeyConditionExpression: 'pk = :partition AND sk BETWEEN :from AND :upTo',
    ExpressionAttributeValues: {
      ':partition': partition,
      ':from': `${range.after ?? ''} `,
      ':upTo': range.upTo,
    },
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
