/** The line of an event: its closing, and everything that the clerk reads and writes. */
import type { Event } from '../domain/event.ts';
import { WAITLIST_PAGE_ENTRIES } from '../domain/limits.ts';
import type { LineStore } from '../domain/ports.ts';
import { Refusal } from '../domain/refusal.ts';
import { NEVER_SOLD, salesWindow } from '../domain/sale-terms.ts';
import type { Entry } from '../domain/serve-line.ts';
import { offeredBookingIds, releasedBookingIds } from './attention.ts';
import type { Table } from './client.ts';
import { commit } from './commit.ts';
import {
  EXISTS,
  LOOK_IS_WHAT_WAS_SEEN,
  NOBODY_IS_CLOSING,
  NOT_QUEUEING_YET,
  PASS_IS_MINE,
  PASS_IS_NEXT,
  POOL_IS_WHAT_WAS_SEEN,
  RAISE_IS_WHAT_WAS_SEEN,
  SHARD_HOLDS_WHAT_WAS_SEEN,
  SHARD_IS_OPEN,
} from './conditions.ts';
import { endingActions } from './ended-bookings.ts';
import { fromEntryItem, fromLineItem } from './items.ts';
import { entryPartitions, type Key, lineKey, lineKeys, shardKey } from './keys.ts';
import { lineActions, writeLine } from './line-update.ts';
import { getItem, queryPage } from './read.ts';
import { handOn, promote, seenPool, turnOfLine } from './turns.ts';
import { write } from './write.ts';

export function lineStore(table: Table): LineStore {
  const copyToRead = chooseCopy();
  return {
    async read(event) {
      const item = await getItem(table, copyToRead(event));
      if (item === undefined) throw new Refusal('not-found', 'There is no such event.');
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

    async markQueueing(event, seen, isDrained, lookAt) {
      const outcome = await writeLine(table, event, {
        set: ['isQueueing = :true', 'isDrained = :isDrained'],
        remove: ['closerUntil'],
        when: NOT_QUEUEING_YET,
        values: {
          ':true': true,
          ':false': false,
          ':isDrained': isDrained,
          ':seenClose': salesWindow(event).salesCloseAt,
          ':seenRaised': seen.raised,
        },
        look: { at: lookAt },
      });
      return outcome.kind === 'done';
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

    async freeRaised(event, raised, { index, quantity }) {
      const isLast = quantity === raised;
      const outcome = await commit(table, [
        ...lineActions(event, {
          set: ['raisedTickets = :left'],
          when: RAISE_IS_WHAT_WAS_SEEN,
          values: { ':left': raised - quantity, ':seen': raised, ':false': false, ':cancelled': NEVER_SOLD },
          ...(isLast && { look: { at: undefined } }),
        }),
        {
          update: shardKey(event.id, index),
          set: 'SET freeTickets = freeTickets + :free',
          when: SHARD_IS_OPEN,
          values: { ':free': quantity, ':false': false },
        },
      ]);
      return outcome.kind === 'done';
    },

    releasedBookingIds: (eventId, limit) => releasedBookingIds(table, eventId, limit),

    offeredBookingIds: (eventId) => offeredBookingIds(table, eventId),

    async startPass(event, pass, servingUpTo) {
      const outcome = await writeLine(table, event, {
        set: ['passNumber = :pass', 'servingUpTo = :servingUpTo'],
        when: PASS_IS_NEXT,
        values: { ':pass': pass, ':previousPass': pass - 1, ':servingUpTo': servingUpTo, ':true': true },
      });
      return outcome.kind === 'done';
    },

    async drainShards(event, line, { shards, isLast }, lookAt) {
      const pool = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool + line.raised);
      const outcome = await commit(table, [
        ...lineActions(event, {
          set: ['poolTickets = :pool', 'raisedTickets = :none', 'isDrained = :isDrained'],
          when: POOL_IS_WHAT_WAS_SEEN,
          values: {
            ...seenPool(line),
            ':pool': pool,
            ':none': 0,
            ':isDrained': isLast,
          },
          look: { at: lookAt },
        }),
        ...shards.map((shard) => ({
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
      const actions = [...turnOfLine(event, line, turn, when), ...collected, ...promoted];
      return (await commit(table, actions)).kind === 'done';
    },

    async endBookings(event, line, ended, when) {
      return (await commit(table, endingActions(event, line, ended, when))).kind === 'done';
    },

    async markEnded(event, line, lookAt) {
      const outcome = await writeLine(table, event, {
        set: ['endedFor = :endedFor'],
        when: POOL_IS_WHAT_WAS_SEEN,
        values: { ...seenPool(line), ':endedFor': line.salesCloseAt },
        look: { at: lookAt },
      });
      return outcome.kind === 'done';
    },

    async completeCancellation(event, pass) {
      const outcome = await writeLine(table, event, {
        set: ['isCancellationDone = :true'],
        when: PASS_IS_MINE,
        values: { ':true': true, ':pass': pass },
        look: { at: undefined },
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

    async postponeLook(event, line, lookAt) {
      await writeLine(table, event, {
        when: LOOK_IS_WHAT_WAS_SEEN,
        values: {
          ':seenLook': line.lookAt ?? 0,
          ':seenPool': line.pool,
          ':seenRaised': line.raised,
          ':seenClose': line.salesCloseAt,
        },
        look: { at: lookAt },
      });
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
