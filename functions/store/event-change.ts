/** A change of an event as one transaction: its item, the facts copied into shards and line, and its capacity. */
import { type Event, salesWindow } from '../domain/event.ts';
import type { ShardTake } from '../domain/shard-choice.ts';
import type { Action } from './commit.ts';
import { EVENT_IS_UNCHANGED, EXISTS, POOL_CAN_SPARE, SHARD_CAN_SPARE } from './conditions.ts';
import { toEventItem } from './items.ts';
import { attentionKeyOf, lineKey, shardKey } from './keys.ts';

/** What shards and line know of the event; instants in ms. */
function copiedFacts(event: Event) {
  return { ...salesWindow(event), maxPerCustomer: event.maxPerCustomer };
}

type Copy = { set: string[]; values: Record<string, number> };

function copyOf(before: Event, after: Event): Copy {
  const isSame = JSON.stringify(copiedFacts(before)) === JSON.stringify(copiedFacts(after));
  if (isSame) return { set: [], values: {} };
  const { salesOpenAt, salesCloseAt, maxPerCustomer } = copiedFacts(after);
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
  const copy = copyOf(before, after);
  const event: Action = {
    put: toEventItem(after),
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
  return [event, ...lineChange(before, after, spared, dueAt, copy), ...shardChanges(after, spared, copy)];
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
  const { attentionBucket, attentionKey } = attentionKeyOf(after.id, dueAt, 'pool');
  const set = [
    ...copy.set,
    ...(raised > 0 ? ['raisedTickets = raisedTickets + :raised'] : []),
    ...(fromPool > 0 ? ['poolTickets = poolTickets - :spared'] : []),
    ...(needsClerk ? ['attentionBucket = :bucket', 'attentionKey = :attention'] : []),
  ];
  if (set.length === 0) return [];
  return [
    {
      update: lineKey(after.id),
      set: `SET ${set.join(', ')}`,
      when: fromPool > 0 ? POOL_CAN_SPARE : EXISTS,
      values: {
        ...copy.values,
        ...(raised > 0 && { ':raised': raised }),
        ...(fromPool > 0 && { ':spared': fromPool, ':true': true }),
        ...(needsClerk && { ':bucket': attentionBucket, ':attention': attentionKey }),
      },
    },
  ];
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
