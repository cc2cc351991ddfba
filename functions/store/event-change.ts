/**
 * The writes that change an event. The event and its waitlist change in one transaction. The sale terms are
 * copied to each shard afterwards, in a write per shard, so that no transaction contends with a running sale
 * in many shards.
 */
import { copiedTerms, type Event } from '../domain/model/event.ts';
import { NEVER_SOLD } from '../domain/model/sale-terms.ts';
import type { ShardTake } from '../domain/model/shard-choice.ts';
import type { CutFrom } from '../domain/ports/event-store.ts';
import type { Action, UpdateAction } from './commit.ts';
import {
  EVENT_IS_UNCHANGED,
  EXISTS,
  PENDING_CAN_BE_CUT,
  SHARD_CAN_BE_CUT,
  SHARDS_STILL_SELL,
  TERMS_ARE_OLDER,
  UNASSIGNED_CAN_BE_CUT,
} from './conditions.ts';
import { toEventItem } from './items.ts';
import { dueKeyOf, eventKey, shardKey } from './keys.ts';
import { type WaitlistUpdate, waitlistActions } from './waitlist-update.ts';

/**
 * The transaction that changes the event, the sale terms of its waitlist and, with a changed capacity, the
 * tickets counted there. From `dueAt` (ms) on the sweep completes an unfinished change.
 */
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
  return [
    event,
    ...waitlistActions(after, { ...waitlistChange(before, after, cutFrom), look: { at: dueAt } }),
  ];
}

/** The write of a change that affects neither the sale terms nor the capacity, such as a new name. */
export function describeAction(before: Event, after: Event) {
  return {
    put: toEventItem(after),
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': before.revision },
  };
}

/** The copy of the event's sale terms to one shard. */
export function copyAction(event: Event, shard: number): UpdateAction {
  const copy = termsUpdate(event);
  return {
    update: shardKey(event.id, shard),
    set: `SET ${[...copy.set, 'termsRevision = :revision'].join(', ')}`,
    when: TERMS_ARE_OLDER,
    values: { ...copy.values, ':revision': event.revision },
  };
}

/** The end of a change: all shards have the new sale terms. Clears the pending-work key. */
export function endOfSpreading(event: Event): UpdateAction {
  return {
    update: eventKey(event.id),
    set: 'REMOVE isSpreading, pendingWorkPartition, pendingWorkKey',
    when: EVENT_IS_UNCHANGED,
    values: { ':seenRevision': event.revision },
  };
}

/** The transaction that moves free tickets of an open shard to the pending capacity, to cut the capacity. */
export function withdrawActions(event: Event, { index, quantity }: ShardTake, dueAt: number): Action[] {
  const taken = {
    update: shardKey(event.id, index),
    set: 'SET freeTickets = freeTickets - :spared',
    when: SHARD_CAN_BE_CUT,
    values: { ':spared': quantity, ':false': false },
  };
  const given = waitlistActions(event, {
    set: ['pendingTickets = pendingTickets + :spared'],
    when: SHARDS_STILL_SELL,
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

const CAN_SPARE: Record<CutFrom, string> = { unassigned: UNASSIGNED_CAN_BE_CUT, pending: PENDING_CAN_BE_CUT };

/**
 * The waitlist's part of the change. It removes `endedFor`, because waiting has to be ended again if sales
 * close at another time or a second time.
 */
function waitlistChange(before: Event, after: Event, cutFrom: CutFrom | undefined): WaitlistUpdate {
  const difference = after.capacity - before.capacity;
  const terms = termsUpdate(after);
  if (cutFrom === undefined) {
    const raise = difference > 0;
    return {
      set: [...terms.set, ...(raise ? ['pendingTickets = pendingTickets + :pending'] : [])],
      remove: ['endedFor'],
      when: EXISTS,
      values: { ...terms.values, ...(raise && { ':pending': difference }) },
    };
  }
  const counter = cutFrom === 'unassigned' ? 'unassignedTickets' : 'pendingTickets';
  return {
    set: [...terms.set, `${counter} = ${counter} - :spared`],
    remove: ['endedFor'],
    when: CAN_SPARE[cutFrom],
    values: {
      ...terms.values,
      ':spared': -difference,
      ...(cutFrom === 'unassigned' ? { ':true': true } : { ':false': false }),
    },
  };
}
