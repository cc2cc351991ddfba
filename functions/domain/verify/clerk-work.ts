/** Finds what the clerk has left to do: tickets to collect, and entries that are due or that block the waitlist. */
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { isAbout, isToBePassed } from '../model/held-back.ts';
import { endsWaiting } from '../model/next-look.ts';
import { type Entry, holderOf, planBatch, unservable } from '../model/plan-promotions.ts';
import { salesState } from '../model/sale-terms.ts';
import type { WaitlistCounts } from '../model/waitlist-state.ts';
import type { EventState } from './event-state.ts';

/** One promotion and the release that it takes. */
const SMALLEST_BATCH_ACTIONS = 3;

/** True while tickets are neither in an open shard nor unassigned. */
export function hasTicketsToCollect(waitlist: WaitlistCounts): boolean {
  return waitlist.pendingCapacity > 0 || (waitlist.sellsInOrder && !waitlist.shardsEmpty);
}

/** True while waiters are promoted: the waitlist is not paused, sales are open, and no positions are to be drawn. `now` in ms. */
export function isServing(event: Event, now: number): boolean {
  return event.waitlist.enabled && salesState(event, now) === 'open' && !isDrawing(event, now);
}

/** @returns the first of the entries, which are in order, that could have some of these free tickets now. */
export function dueEntry(event: Event, free: number, entries: Entry[], now: number): Entry | undefined {
  if (!isServing(event, now)) return undefined;
  const { policy } = event.waitlist;
  const next = planBatch({ unassigned: free, releases: [], entries, policy }, SMALLEST_BATCH_ACTIONS);
  return next.promote[0]?.entry;
}

/**
 * @returns the entry that holds these free tickets back for longer than the event states at `now` (ms), or without a note
 *   since when. Only for entries of which none is due.
 */
export function heldBackTooLongBy(
  { event, waitlist: { heldBack } }: Pick<EventState, 'event' | 'waitlist'>,
  free: number,
  entries: Entry[],
  now: number,
): Entry | undefined {
  const { policy, passHeadAfterSeconds } = event.waitlist;
  if (passHeadAfterSeconds === undefined || !isServing(event, now)) return undefined;
  const holder = holderOf({ unassigned: free, entries, policy });
  if (holder === undefined) return undefined;
  return !isAbout(heldBack, holder) || isToBePassed(event, holder, heldBack, now) ? holder : undefined;
}

/** @returns an entry that must be removed: for more tickets than the capacity, or after sales closed. */
export function deadEnd(event: Event, head: Entry[], now: number): Entry | undefined {
  if (endsWaiting(event, now)) return head[0];
  if (!isServing(event, now)) return undefined;
  return unservable(head, event.waitlist.policy, event.capacity)[0];
}
