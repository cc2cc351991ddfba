/**
 * The writes that change an event. The event and its waitlist change in one transaction. The sale terms are
 * copied to each shard afterwards, in a write per shard, so that no transaction contends with a running sale
 * in many shards.
 */
import type { Event } from '../domain/model/event.ts';
import { NEVER_SOLD } from '../domain/model/sale-terms.ts';
import type { ShardTake } from '../domain/model/shard-choice.ts';
import type { CutFrom } from '../domain/ports/event-store.ts';
import { termsUpdate } from './items/copied-terms.ts';
import { EVENT_IS_UNCHANGED, toEventItem } from './items/event.ts';
import { dueKeyOf } from './items/pending-work.ts';
import { cutShard } from './items/shard.ts';
import { PENDING_CAN_BE_CUT, SHARDS_STILL_SELL, UNASSIGNED_CAN_BE_CUT } from './items/waitlist-state.ts';
import { type WaitlistUpdate, waitlistActions } from './items/waitlist-update.ts';
import type { Action } from './table/commit.ts';
import { EXISTS } from './table/existence.ts';

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

/** The transaction that moves free tickets of an open shard to the pending capacity, to cut the capacity. */
export function withdrawActions(event: Event, { index, quantity }: ShardTake, dueAt: number): Action[] {
  const taken = cutShard(event, index, quantity);
  const given = waitlistActions(event, {
    set: ['pendingTickets = pendingTickets + :spared'],
    when: SHARDS_STILL_SELL,
    values: { ':spared': quantity, ':false': false, ':cancelled': NEVER_SOLD },
    look: { at: dueAt },
  });
  return [taken, ...given];
}

const CAN_SPARE: Record<CutFrom, string> = { unassigned: UNASSIGNED_CAN_BE_CUT, pending: PENDING_CAN_BE_CUT };

/**
 * The waitlist's part of the change. It removes `endedFor`, because waiting has to be ended again if sales
 * close at another time or a second time. A cut of unassigned tickets may leave none that are held back, so the next pass
 * of the clerk looks again who holds tickets back.
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
    remove: ['endedFor', ...(cutFrom === 'unassigned' ? ['heldBack'] : [])],
    when: CAN_SPARE[cutFrom],
    values: {
      ...terms.values,
      ':spared': -difference,
      ...(cutFrom === 'unassigned' ? { ':true': true } : { ':false': false }),
    },
  };
}
