/**
 * Changes of an event. Its item and its line change in one transaction; what its shards know of it is copied into each of
 * them afterwards, in a write of its own, so that no change has to win against a running sale in many shards at once.
 */
import { copiedTerms, type Event } from '../domain/event.ts';
import type { CutFrom } from '../domain/ports.ts';
import { NEVER_SOLD } from '../domain/sale-terms.ts';
import type { ShardTake } from '../domain/shard-choice.ts';
import type { Action, UpdateAction } from './commit.ts';
import {
  EVENT_IS_UNCHANGED,
  EXISTS,
  LINE_IS_NOT_QUEUEING,
  POOL_CAN_SPARE,
  RAISED_CAN_SPARE,
  SHARD_CAN_SPARE,
  TERMS_ARE_OLDER,
} from './conditions.ts';
import { toEventItem } from './items.ts';
import { dueKeyOf, eventKey, shardKey } from './keys.ts';
import { type LineUpdate, lineActions } from './line-update.ts';

/** The event as it is from now on, and what its line has to know. From `dueAt` (ms) on the sweep looks after the rest. */
export function changeActions(
  before: Event,
  after: Event,
  cutFrom: CutFrom | undefined,
  dueAt: number,
): Action[] {
  const spreading = after.isSpreading ? dueKeyOf(after.id, dueAt, 'event') : {};
  const event: Action = {
    put: { ...toEventItem(after), ...spreading },
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
  return [event, ...lineActions(after, { ...lineChange(before, after, cutFrom), look: { at: dueAt } })];
}

/** What only describes the event. */
export function describeAction(before: Event, after: Event) {
  return {
    put: toEventItem(after),
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
}

/** The terms in one shard. */
export function copyAction(event: Event, shard: number): UpdateAction {
  const copy = termsUpdate(event);
  return {
    update: shardKey(event.id, shard),
    set: `SET ${[...copy.set, 'termsRevision = :revision'].join(', ')}`,
    when: TERMS_ARE_OLDER,
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

/** Tickets of an open shard moved to those that wait in the line to be made free. */
export function withdrawActions(event: Event, { index, quantity }: ShardTake, dueAt: number): Action[] {
  const taken = {
    update: shardKey(event.id, index),
    set: 'SET freeTickets = freeTickets - :spared',
    when: SHARD_CAN_SPARE,
    values: { ':spared': quantity, ':false': false },
  };
  const given = lineActions(event, {
    set: ['raisedTickets = raisedTickets + :spared'],
    when: LINE_IS_NOT_QUEUEING,
    values: { ':spared': quantity, ':false': false, ':cancelled': NEVER_SOLD },
    look: { at: dueAt },
  });
  return [taken, ...given];
}

function termsUpdate(event: Event) {
  const { salesOpenAt, salesCloseAt, doorClosesAt, maxPerCustomer } = copiedTerms(event);
  return {
    set: [
      'salesOpenAt = :openAt',
      'salesCloseAt = :closeAt',
      'doorClosesAt = :doorClosesAt',
      'maxPerCustomer = :maxPerCustomer',
    ],
    values: {
      ':openAt': salesOpenAt,
      ':closeAt': salesCloseAt,
      ':doorClosesAt': doorClosesAt,
      ':maxPerCustomer': maxPerCustomer,
    },
  };
}

const CAN_SPARE: Record<CutFrom, string> = { pool: POOL_CAN_SPARE, raised: RAISED_CAN_SPARE };

/** What the line says about the end of a sale is not said of another end, nor of the same one again. */
function lineChange(before: Event, after: Event, cutFrom: CutFrom | undefined): LineUpdate {
  const difference = after.capacity - before.capacity;
  const terms = termsUpdate(after);
  if (cutFrom === undefined) {
    const raise = difference > 0;
    return {
      set: [...terms.set, ...(raise ? ['raisedTickets = raisedTickets + :raised'] : [])],
      remove: ['endedFor'],
      when: EXISTS,
      values: { ...terms.values, ...(raise && { ':raised': difference }) },
    };
  }
  const counter = cutFrom === 'pool' ? 'poolTickets' : 'raisedTickets';
  return {
    set: [...terms.set, `${counter} = ${counter} - :spared`],
    remove: ['endedFor'],
    when: CAN_SPARE[cutFrom],
    values: {
      ...terms.values,
      ':spared': -difference,
      ...(cutFrom === 'pool' ? { ':true': true } : { ':false': false }),
    },
  };
}
