/**
 * Quiet waitlists: the pure rules. An event of many shards can get more joins a second than one item serves reads. While its
 * waitlist is quiet, newcomers cannot get tickets, so a join is answered without reading the waitlist's state:
 *
 *      no tickets are left          nobody who waits wants the tickets
 *   ---------|-----------------------------|----------------------|------------------------------>
 *            quiet: yes                    quiet: ending          not quiet
 *   a join   reads nothing                 looks                  looks for a pass and for tickets
 *   a pass   serves ripe entries alone     waits until no process relies on the quiet any more
 *
 * A join that is answered without a look was answered within `QUIET_JOIN_MS` of its arrival. So every pass that did not see
 * its entry serves only entries that arrived before it.
 */
import { arrivalKeyBound } from './booking.ts';
import type { Event } from './event.ts';
import { QUIET_JOIN_MS, QUIET_RELIANCE_MS, RIPE_AFTER_MS, SHARDS_NEVER_QUIET_MAX } from './limits.ts';
import type { WaitlistCounts } from './waitlist-state.ts';

export function canBeQuiet({ shardCount }: Pick<Event, 'shardCount'>): boolean {
  return shardCount > SHARDS_NEVER_QUIET_MAX;
}

/** Whether a waitlist that is not quiet becomes so, because there are no tickets to hand out. */
export function becomesQuiet(
  event: Pick<Event, 'shardCount'>,
  waitlist: Pick<WaitlistCounts, 'quiet' | 'unassigned' | 'pendingCapacity' | 'shardsEmpty'>,
): boolean {
  const { quiet, unassigned, pendingCapacity, shardsEmpty } = waitlist;
  return canBeQuiet(event) && !quiet && unassigned === 0 && pendingCapacity === 0 && shardsEmpty;
}

/** Whether a process that read at `readAt` that a waitlist is quiet may still rely on it. Instants in ms. */
export function mayRelyOnQuiet(readAt: number, now: number): boolean {
  return now - readAt < QUIET_RELIANCE_MS;
}

/**
 * Whether a join that is written needs no look for a running pass. `arrival`: that of its entry; `now`: after its write was
 * answered, ms.
 */
export function isQuickJoin(arrival: number, now: number): boolean {
  return now - arrival < QUIET_JOIN_MS;
}

/** @returns the last arrival key that a pass over a quiet waitlist may serve, if it reads its entries from `now` (ms) on. */
export function ripeUpTo(now: number): string {
  return arrivalKeyBound(now - RIPE_AFTER_MS);
}

/** @returns how long (ms) until a pass over a quiet waitlist may serve the entry. */
export function ripensInMs({ key }: { key: string }, now: number): number {
  return Math.max(0, Number.parseInt(key, 10) + RIPE_AFTER_MS - now);
}
