/**
 * A change of an event as one transaction: its item, the facts copied into shards and line, and its capacity. Facts
 * that do not fit are copied after it, shard by shard.
 */
import { type Event, salesWindow } from '../domain/event.ts';
import { TRANSACTION_LIMIT_ACTIONS } from '../domain/limits.ts';
import type { ShardTake } from '../domain/shard-choice.ts';
import type { Action, UpdateAction } from './commit.ts';
import {
  EVENT_IS_UNCHANGED,
  EXISTS,
  FACTS_ARE_OLDER,
  POOL_CAN_SPARE,
  SHARD_CAN_SPARE,
  SHARD_IS_OPEN,
} from './conditions.ts';
import { toEventItem } from './items.ts';
import { attentionKeyOf, eventKey, shardKey } from './keys.ts';
import { lineActions, lineAttention } from './line-update.ts';

/** What shards and line know of the event; instants in ms. */
function copiedFacts(event: Event) {
  return { ...salesWindow(event), maxPerCustomer: event.maxPerCustomer };
}

type Copy = { set: string[]; values: Record<string, number> };

const NO_COPY: Copy = { set: [], values: {} };

function copyOf(event: Event): Copy {
  const { salesOpenAt, salesCloseAt, maxPerCustomer } = copiedFacts(event);
  return {
    set: ['salesOpenAt = :openAt', 'salesCloseAt = :closeAt', 'maxPerCustomer = :maxPerCustomer'],
    values: { ':openAt': salesOpenAt, ':closeAt': salesCloseAt, ':maxPerCustomer': maxPerCustomer },
  };
}

/** `spared`: where a lower capacity is taken from. `dueAt` (ms): from when the sweep looks after what is left to do. */
export function changeActions(
  before: Event,
  after: Event,
  spared: ShardTake[] | number,
  dueAt: number,
): Action[] {
  const isSame =
    !before.isSpreading && JSON.stringify(copiedFacts(before)) === JSON.stringify(copiedFacts(after));
  const copy = isSame ? NO_COPY : copyOf(after);
  const ofLine = lineChange(before, after, spared, dueAt, copy);
  const ofShards = shardChanges(after, spared, copy);
  const fits = 1 + ofLine.length + ofShards.length <= TRANSACTION_LIMIT_ACTIONS;
  const { isSpreading: _isSpreading, ...whole } = after;
  const spreading = {
    ...toEventItem({ ...whole, isSpreading: true }),
    ...attentionKeyOf(after.id, dueAt, 'pool'),
  };
  const event: Action = {
    put: fits ? toEventItem(whole) : spreading,
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
  return [event, ...ofLine, ...(fits ? ofShards : shardChanges(after, spared, NO_COPY))];
}

/** The facts in one shard, after the transaction. */
export function copyAction(event: Event, shard: number): UpdateAction {
  const copy = copyOf(event);
  return {
    update: shardKey(event.id, shard),
    set: `SET ${[...copy.set, 'factsRevision = :revision'].join(', ')}`,
    when: FACTS_ARE_OLDER,
    values: { ...copy.values, ':revision': event.revision },
  };
}

export function endOfSpreading(event: Event): UpdateAction {
  return {
    update: eventKey(event.id),
    set: 'REMOVE isSpreading, attentionBucket, attentionKey',
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': event.revision },
  };
}

/** Tickets of open shards moved to the first of them. */
export function gatherActions(event: Event, [into, ...from]: ShardTake[]): Action[] {
  const moved = from.reduce((sum, { quantity }) => sum + quantity, 0);
  const given = into && {
    update: shardKey(event.id, into.index),
    set: 'SET freeTickets = freeTickets + :moved',
    when: SHARD_IS_OPEN,
    values: { ':moved': moved, ':false': false },
  };
  const taken = from.map(({ index, quantity }) => ({
    update: shardKey(event.id, index),
    set: 'SET freeTickets = freeTickets - :spared',
    when: SHARD_CAN_SPARE,
    values: { ':spared': quantity, ':false': false },
  }));
  return given ? [given, ...taken] : [];
}

function lineChange(
  before: Event,
  after: Event,
  spared: ShardTake[] | number,
  dueAt: number,
  copy: Copy,
): Action[] {
  const raised = Math.max(0, after.capacity - before.capacity);
  const fromPool = typeof spared === 'number' ? spared : 0;
  const needsClerk = raised > 0 || (after.cancelledAt !== undefined && before.cancelledAt === undefined);
  return lineActions(after, {
    set: [
      ...copy.set,
      ...(raised > 0 ? ['raisedTickets = raisedTickets + :raised'] : []),
      ...(fromPool > 0 ? ['poolTickets = poolTickets - :spared'] : []),
    ],
    when: fromPool > 0 ? POOL_CAN_SPARE : EXISTS,
    values: {
      ...copy.values,
      ...(raised > 0 && { ':raised': raised }),
      ...(fromPool > 0 && { ':spared': fromPool, ':true': true }),
    },
    ...(needsClerk && { attention: lineAttention(after.id, dueAt) }),
  });
}

function shardChanges(event: Event, spared: ShardTake[] | number, copy: Copy): Action[] {
  const takes = new Map(typeof spared === 'number' ? [] : spared.map((take) => [take.index, take.quantity]));
  const shards = Array.from({ length: event.shardCount }, (_, shard) => shard);
  return shards.flatMap((shard) => {
    const taken = takes.get(shard);
    const set = [...copy.set, ...(taken === undefined ? [] : ['freeTickets = freeTickets - :spared'])];
    if (set.length === 0) return [];
    return {
      update: shardKey(event.id, shard),
      set: `SET ${set.join(', ')}`,
      when: taken === undefined ? EXISTS : SHARD_CAN_SPARE,
      values: { ...copy.values, ...(taken !== undefined && { ':spared': taken, ':false': false }) },
    };
  });
}
