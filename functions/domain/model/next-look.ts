/**
 * When the sweep must look at an event's waitlist: the pure rule. The waitlist's item holds that instant in
 * the index of pending work, and leaves the index once there is nothing to do. A look finds work that no
 * message announced. The tickets of an event with a draw are handed out when the positions are known, not before.
 *
 *      tickets to hand out          sales close                   all waiting bookings ended
 *   ---------|-----------------------------|---|--------------------------------|---------------->
 *            look soon and repeatedly          GRACE: end the waiting bookings  no look any more
 */
import { drawnAt } from './draw.ts';
import type { Event } from './event.ts';
import { ACKNOWLEDGED_MS, CLOCK_SKEW_MS, PENDING_WORK_GRACE_MS } from './limits.ts';
import { salesWindow } from './sale-terms.ts';
import type { WaitlistCounts } from './waitlist-state.ts';

/**
 * `now` and the result in ms. If a look is already due soon, its time is kept: a change would cost two write
 * units of the index.
 * @returns undefined if there is nothing to look at
 */
export function nextLookAt(event: Event, waitlist: WaitlistCounts, now: number): number | undefined {
  const soon = Math.min(now + PENDING_WORK_GRACE_MS, waitlist.lookAt ?? Infinity);
  if (event.cancelledAt !== undefined) return waitlist.cancellationDone ? undefined : soon;
  if (waitlist.pendingCapacity > 0 || (waitlist.sellsInOrder && !waitlist.shardsEmpty)) return soon;
  if (!waitlist.sellsInOrder) return undefined;
  const { salesOpenAt, salesCloseAt } = salesWindow(event);
  if (waitlist.endedFor === salesCloseAt) return undefined;
  if (now >= salesCloseAt + PENDING_WORK_GRACE_MS) return soon;
  if (now >= salesCloseAt) return salesCloseAt + PENDING_WORK_GRACE_MS;
  if (waitlist.unassigned === 0) return salesCloseAt + PENDING_WORK_GRACE_MS;
  return Math.max(soon, salesOpenAt, drawnAt(event) ?? soon);
}

/**
 * Whether sales are over and waiting bookings or offers may still have to be ended. That is due only after a
 * grace period, in which an organizer who closed sales by mistake can open them again.
 */
export function mustEndWaiting(event: Event, waitlist: WaitlistCounts, now: number): boolean {
  return (
    waitlist.sellsInOrder && endsWaiting(event, now) && waitlist.endedFor !== salesWindow(event).salesCloseAt
  );
}

/**
 * Whether sales have been over for the grace period, so that waiting bookings end. False for a cancelled
 * event.
 */
export function endsWaiting(event: Event, now: number): boolean {
  return event.cancelledAt === undefined && now >= salesWindow(event).salesCloseAt + PENDING_WORK_GRACE_MS;
}

/**
 * Whether there is work but the stored `lookAt` is missing or too late, so that only a message could announce
 * it.
 */
export function isOverlooked(event: Event, waitlist: WaitlistCounts, now: number): boolean {
  const { lookAt, ...unmarked } = waitlist;
  const dueAt = nextLookAt(event, unmarked, now);
  if (dueAt === undefined) return false;
  const latest = Math.max(dueAt, now + PENDING_WORK_GRACE_MS) + CLOCK_SKEW_MS;
  return lookAt === undefined || lookAt > latest;
}

/** Whether every write that was decided on while sales were open has taken effect or failed by now. */
export function isSurelyOver(event: Event, now: number): boolean {
  return now >= salesWindow(event).salesCloseAt + ACKNOWLEDGED_MS;
}
