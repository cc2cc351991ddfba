/**
 * Rejections that one look can tell, so that a crowd that gets nothing writes nothing: every write would hold an item
 * that the clerk needs. What is not certain here is decided by the conditions of the write.
 */

import { arrivalKeyBound } from './booking.ts';
import type { BookingAttempt } from './booking-attempt.ts';

/** @throws Refusal `waitlist-full`; `sold-out` for a request that would not wait; Busy. */
export async function rejectWithoutWriting(attempt: BookingAttempt): Promise<void> {
  const { event, request, ports, patience, mayWait } = attempt;
  const { limit, policy } = event.waitlist;
  if (mayWait && limit === undefined) return;
  const line = await patience.outwaitBusy(() => ports.line.read(event));
  if (mayWait) {
    if (limit !== undefined && line.joined >= limit) throw attempt.waitlistFull(limit);
    return;
  }
  if (!line.drained || line.raised > 0) return;
  const isTooMany = line.pool < request.quantity;
  if (!isTooMany && policy === 'skip') return;
  const isQueue = line.pool > 0 && (await patience.outwaitBusy(() => someoneWaits(attempt)));
  if (isTooMany || isQueue) throw attempt.soldOut(isQueue ? 0 : line.pool);
}

/** Whether anybody is in the line to stay. */
export async function someoneWaits({ event, ports }: BookingAttempt): Promise<boolean> {
  const head = await ports.line.readHead(event, { upTo: arrivalKeyBound(ports.environment.now()) });
  return head.entries.some((entry) => entry.until === undefined);
}
