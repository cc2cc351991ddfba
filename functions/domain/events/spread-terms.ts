/**
 * Copies changed sale terms into all shards of an event, one conditional update per shard. The transaction of
 * the change sets `isSpreading` on the event, and a process that sees this decides by the event. Until all
 * shards have the terms, some still sell by the old ones to processes whose cached event is from before the
 * change, at most a second old. Those customers are served as if they had come just before the change, whose
 * answer waits for the copies for up to `AFTERCARE_RETRY_BUDGET_MS`.
 *
 * An update never replaces the terms of a later change, so repeated or concurrent runs have the same result.
 * Crash: the sweep finds the event, and its clerk copies the terms before it does anything else.
 */
import type { Event } from '../model/event.ts';
import { AFTERCARE_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';

type Ports = { events: EventStore; runtime: Runtime };

/**
 * Copies the terms, and then clears `isSpreading`. @throws Busy when that takes longer than the retry budget.
 */
export async function spreadTerms(
  event: Event,
  retryBudget: RetryBudget,
  { events }: Pick<Ports, 'events'>,
): Promise<void> {
  if (!event.isSpreading) return;
  const shards = Array.from({ length: event.shardCount }, (_, shard) => shard);
  await Promise.all(shards.map((shard) => retryBudget.retryUntilDone(() => events.copyTerms(event, shard))));
  await retryBudget.retryUntilDone(() => events.endSpreading(event));
}

/**
 * Copies the terms of a stored change, which must not fail any more.
 * @returns false when the remaining shards are left to the clerk
 */
export async function spreadStored(event: Event, ports: Ports): Promise<boolean> {
  try {
    await spreadTerms(event, new RetryBudget(ports.runtime, AFTERCARE_RETRY_BUDGET_MS), ports);
    return true;
  } catch (error) {
    if (error instanceof Busy) return false;
    throw error;
  }
}
