/**
 * Finds the free tickets that a lower capacity removes. If the event sells in order, they are unassigned
 * tickets. While shards sell, they are withdrawn from the fullest shards first into the pending capacity, in
 * one transaction per shard, so that no transaction touches many shards of a running sale. Withdrawn tickets
 * that are not used are made free again by the clerk.
 */

import { countedThatAre } from '../model/counted.ts';
import type { Event } from '../model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { takeFromSeveral } from '../model/shard-choice.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { CutFrom } from '../ports/event-change-store.ts';
import { nudgeClerk, wakeClerk } from '../process/notify-clerk.ts';
import type { RetryBudget } from '../process/retry-budget.ts';
import type { ChangeEventPorts } from './change-event.ts';

/**
 * Makes `cut` tickets ready to be removed.
 * @returns where they can be taken from; undefined if there are none to take; `look-again` when tickets are
 *   being moved or a write failed, so that the caller must try again
 * @throws Refusal `capacity-below-held` when too few tickets are free; Busy when the retry budget is spent.
 */
export async function makeRoom(
  event: Event,
  cut: number,
  retryBudget: RetryBudget,
  ports: ChangeEventPorts,
): Promise<CutFrom | undefined | 'look-again'> {
  if (cut <= 0) return undefined;
  const waitlist = await retryBudget.retryWhileBusy(() => ports.waitlist.read(event));
  return waitlist.sellsInOrder
    ? fromUnassigned(event, waitlist, cut, ports)
    : fromShards(event, waitlist, cut, retryBudget, ports);
}

async function fromUnassigned(event: Event, waitlist: WaitlistState, cut: number, ports: ChangeEventPorts) {
  if (!waitlist.shardsEmpty || waitlist.servingUpTo !== undefined || waitlist.pendingCapacity > 0) {
    await nudgeClerk(event, waitlist, ports);
    return 'look-again';
  }
  if (waitlist.unassigned >= cut) return 'unassigned';
  throw belowHeld(event, waitlist.unassigned);
}

async function fromShards(
  event: Event,
  waitlist: WaitlistState,
  cut: number,
  retryBudget: RetryBudget,
  ports: ChangeEventPorts,
) {
  if (waitlist.pendingCapacity >= cut) return 'pending';
  const { runtime, events, changes } = ports;
  const shards = await retryBudget.retryWhileBusy(() => events.readShards(event, 'strong'));
  if (shards.some((shard) => shard.closed)) return 'look-again';
  const takes = takeFromSeveral(shards, { quantity: cut - waitlist.pendingCapacity });
  if (takes === undefined) {
    if (waitlist.pendingCapacity > 0) await wakeClerk(event.id, ports);
    throw belowHeld(
      event,
      shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.pendingCapacity),
    );
  }
  for (const take of takes) {
    if (!(await changes.withdraw(event, take, runtime.now() + PENDING_WORK_GRACE_MS))) return 'look-again';
  }
  return 'pending';
}

function belowHeld(event: Event, free: number): Refusal {
  const held = event.capacity - free;
  return new Refusal(
    'capacity-below-held',
    `${countedThatAre(held, 'ticket')} held, so the capacity cannot be lower.`,
    {
      held,
    },
  );
}
