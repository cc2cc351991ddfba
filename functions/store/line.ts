/** The line of an event: its closing, and everything that the clerk reads and writes. */
import { type Event, lineCopies, NEVER_SOLD, splitCapacity } from '../domain/event.ts';
import { SHARDS_UNASKED_MAX, TRANSACTION_LIMIT_ACTIONS, WAITLIST_PAGE_ENTRIES } from '../domain/limits.ts';
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
import {
  attentionBucketOf,
  entryPartitions,
  type Key,
  lineKey,
  lineKeys,
  parseAttentionKey,
  shardKey,
} from './keys.ts';
import { lineActions, lineAttention, NO_ATTENTION, writeLine } from './line-update.ts';
import { getItem, queryPage } from './read.ts';
import { ATTENTION_INDEX } from './table.ts';
import { handOn, promote, seenPool, turnOfLine } from './turns.ts';
import { write } from './write.ts';

export function lineStore(table: Table): LineStore {
  const copyToRead = chooseCopy();
  return {
    async read(event) {
      const item = await getItem(table, copyToRead(event));
      if (item === undefined) throw new Error('An event has no line.');
      return fromLineItem(item);
    },

    async electCloser(event, now, leaseUntil) {
      const outcome = await writeLine(table, event, {
        set: ['closerUntil = :leaseUntil'],
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

    async markQueueing(event, isDrained, dueAt) {
      const outcome = await writeLine(table, event, {
        set: ['isQueueing = :true', 'isDrained = :isDrained'],
        remove: ['closerUntil'],
        when: NOT_QUEUEING_YET,
        values: { ':true': true, ':false': false, ':isDrained': isDrained },
        ...(!isDrained && { attention: lineAttention(event.id, dueAt) }),
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
      const shares = splitCapacity(raised, Math.min(event.shardCount, SHARDS_UNASKED_MAX));
      const outcome = await commit(table, [
        ...lineActions(event, {
          set: ['raisedTickets = :none'],
          when: RAISE_IS_WHAT_WAS_SEEN,
          values: { ':none': 0, ':seen': raised, ':false': false, ':cancelled': NEVER_SOLD },
          attention: NO_ATTENTION,
        }),
        ...shares
          .map((free, shard) => ({ free, shard }))
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

    async startPass(event, pass, servingUpTo) {
      const outcome = await writeLine(table, event, {
        set: ['passNumber = :pass', 'servingUpTo = :servingUpTo'],
        when: PASS_IS_NEXT,
        values: { ':pass': pass, ':previousPass': pass - 1, ':servingUpTo': servingUpTo, ':true': true },
      });
      return outcome.kind === 'done';
    },

    async drainShards(event, line, shards, dueAt) {
      const filled = shards.filter((shard) => shard.freeTickets > 0);
      const full = filled.slice(0, TRANSACTION_LIMIT_ACTIONS - lineCopies(event));
      const pool = full.reduce((sum, shard) => sum + shard.freeTickets, line.pool + line.raised);
      const outcome = await commit(table, [
        ...lineActions(event, {
          set: ['poolTickets = :pool', 'raisedTickets = :none', 'isDrained = :isDrained'],
          when: POOL_IS_WHAT_WAS_SEEN,
          values: {
            ...seenPool(line),
            ':pool': pool,
            ':none': 0,
            ':isDrained': full.length === filled.length,
          },
          ...(pool > 0 && { attention: lineAttention(event.id, dueAt) }),
        }),
        ...full.map((shard) => ({
          update: shardKey(event.id, shard.index),
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
        (await commit(table, [...turnOfLine(event, line, turn, when), ...collected, ...promoted])).kind ===
        'done'
      );
    },

    async cancelBookings(event, line, bookings, now) {
      return (await commit(table, cancellationActions(event, line, bookings, now))).kind === 'done';
    },

    async completeCancellation(event, pass) {
      const outcome = await writeLine(table, event, {
        set: ['isCancellationDone = :true'],
        when: PASS_IS_MINE,
        values: { ':true': true, ':pass': pass },
        attention: NO_ATTENTION,
      });
      return outcome.kind === 'done';
    },

    async endPass(event, pass) {
      const outcome = await writeLine(table, event, {
        remove: ['servingUpTo'],
        when: PASS_IS_MINE,
        values: { ':pass': pass },
      });
      return outcome.kind === 'done' || outcome.kind === 'refused';
    },
  };
}

/**
 * Each process looks at one copy of a line: what one copy says is never older than what it said before, while another
 * may be a moment behind, until the transaction that changes both is over.
 */
function chooseCopy(): (event: Event) => Key {
  let place: number | undefined;
  return (event) => {
    const keys = lineKeys(event);
    if (keys.length > 1) place ??= Math.random();
    return keys[Math.floor((place ?? 0) * keys.length)] ?? lineKey(event.id);
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
