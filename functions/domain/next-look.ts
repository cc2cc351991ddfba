/**
 * When the sweep must look at an event's line, should no message bring the clerk before: the pure rule. The line
 * carries that instant in the index of pending work, and is in it only while something is left to do.
 *
 *      tickets to hand out          sales close                          every waiter was told
 *   ---------|-----------------------------|---|--------------------------------|---------------->
 *            look soon, again and again        GRACE: end what waits            nothing, for ever
 */
import type { Event, LineCounts } from './event.ts';
import { ACKNOWLEDGED_MS, ATTENTION_GRACE_MS, CLOCK_SKEW_MS } from './limits.ts';
import { salesWindow } from './sale-terms.ts';

/**
 * Undefined: never. `now` and the result in ms. A look that is to come soon anyway stays as it is: moving it would cost
 * two units of the index.
 */
export function nextLookAt(event: Event, line: LineCounts, now: number): number | undefined {
  const soon = Math.min(now + ATTENTION_GRACE_MS, line.lookAt ?? Infinity);
  if (event.cancelledAt !== undefined) return line.cancellationDone ? undefined : soon;
  if (line.raised > 0 || (line.queueing && !line.drained)) return soon;
  if (!line.queueing) return undefined;
  const { salesOpenAt, salesCloseAt } = salesWindow(event);
  if (line.endedFor === salesCloseAt) return undefined;
  if (now >= salesCloseAt + ATTENTION_GRACE_MS) return soon;
  if (now >= salesCloseAt) return salesCloseAt + ATTENTION_GRACE_MS;
  return line.pool > 0 ? Math.max(soon, salesOpenAt) : salesCloseAt + ATTENTION_GRACE_MS;
}

/**
 * Whether sales are over and places in the line may be left to end. Not at once: an organizer who closes sales by
 * mistake has a moment to open them again.
 */
export function mustEndWaiting(event: Event, line: LineCounts, now: number): boolean {
  return line.queueing && endsWaiting(event, now) && line.endedFor !== salesWindow(event).salesCloseAt;
}

/** Whether sales have been over for long enough that no place in the line is left. */
export function endsWaiting(event: Event, now: number): boolean {
  return event.cancelledAt === undefined && now >= salesWindow(event).salesCloseAt + ATTENTION_GRACE_MS;
}

/** Whether the sweep would look at the line neither soon nor when it must: then work would be left to messages alone. */
export function isOverlooked(event: Event, line: LineCounts, now: number): boolean {
  const { lookAt, ...unmarked } = line;
  const dueAt = nextLookAt(event, unmarked, now);
  if (dueAt === undefined) return false;
  const latest = Math.max(dueAt, now + ATTENTION_GRACE_MS) + CLOCK_SKEW_MS;
  return lookAt === undefined || lookAt > latest;
}

/** Whether no write that was decided on while sales were open can be under way any more. */
export function isSurelyOver(event: Event, now: number): boolean {
  return now >= salesWindow(event).salesCloseAt + ACKNOWLEDGED_MS;
}
