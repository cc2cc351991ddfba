/**
 * Rejects a request to an event that sells in order if reads alone show that it fails. So a crowd that gets
 * nothing writes nothing: every write would contend for an item that the clerk needs. What a read cannot show
 * is left to the conditions of the write.
 */

import { arrivalKeyBound } from '../model/booking.ts';
import type { Entry } from '../model/plan-promotions.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { readWaitlist } from './join-answer.ts';

/**
 * @throws Refusal `sold-out`, for a request that would not wait; Busy when the retry budget is spent.
 */
export async function rejectWithoutWriting(attempt: BookingAttempt): Promise<void> {
  const { event, request, retryBudget, mayWait } = attempt;
  const { policy } = event.waitlist;
  if (request.replaces !== undefined || mayWait) return;
  if (policy !== 'skip' && (await isSeenToWait(attempt))) throw attempt.soldOut(0);
  const waitlist = await readWaitlist(attempt);
  if (!waitlist.shardsEmpty || waitlist.pendingCapacity > 0) return;
  const isTooMany = waitlist.unassigned < request.quantity;
  if (!isTooMany && policy === 'skip') return;
  const hasWaiter =
    waitlist.unassigned > 0 && (await retryBudget.retryWhileBusy(() => someoneWaits(attempt)));
  if (isTooMany || hasWaiter) throw attempt.soldOut(hasWaiter ? 0 : waitlist.unassigned);
}

/**
 * Whether somebody waits, as far as one of the waitlist's partitions shows it. The crowd at a quiet waitlist looks there,
 * because it would be too much for one item.
 */
async function isSeenToWait({ event, ports, retryBudget }: BookingAttempt): Promise<boolean> {
  const now = ports.runtime.now();
  if (!ports.cache.quietWaitlists.has(event.id, now)) return false;
  const partition = ports.runtime.random();
  const read = () => ports.waitlist.readPart(event, partition, { upTo: arrivalKeyBound(now) });
  return includeWaiter(await retryBudget.retryWhileBusy(read));
}

function includeWaiter(entries: Entry[]): boolean {
  return entries.some((entry) => entry.until === undefined);
}

/**
 * Whether the head has the entry of a waiter. Entries of requests that would not wait do not count. @throws
 * Busy
 */
export async function someoneWaits({ event, ports }: BookingAttempt): Promise<boolean> {
  const head = await ports.waitlist.readHead(event, { upTo: arrivalKeyBound(ports.runtime.now()) });
  return includeWaiter(head.entries);
}
