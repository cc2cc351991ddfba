/**
 * Creates an event within the quota of its organizer. The first transaction of the creation counts it, so that concurrent
 * requests have no more than the quota together, and an event that is refused has no items. What was counted is an upper
 * bound: if the event does not fit, the events are read and counted anew, and those that are over are left out.
 */
import type { Event } from '../model/event.ts';
import { countedAt, type EventQuota, quotaExceededBy } from '../model/event-quota.ts';
import { Refusal } from '../model/refusal.ts';
import type { EventStore, QuotaClaim } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

/**
 * @returns the stored event, or that of an earlier request under its id, which counts already
 * @throws Refusal `too-many-events`; Busy when the retry budget is spent
 */
export async function createWithinQuota(
  event: Event,
  quota: EventQuota,
  retryBudget: RetryBudget,
  { events, runtime }: { events: EventStore; runtime: Pick<Runtime, 'now'> },
): Promise<Event> {
  for (let claim: QuotaClaim = { quota }; ; ) {
    const made = await retryBudget.retryWhileBusy(() => events.createCounted(event, claim));
    if (made !== 'over-quota') return made;
    if (claim.recounted) await retryBudget.backOff();
    const found = await retryBudget.retryWhileBusy(() => events.readCounted(event.organizerId));
    const counted = countedAt(found.events, runtime.now());
    const exceeded = quotaExceededBy(event, counted, quota);
    if (exceeded !== undefined) throw tooMany(exceeded, quota);
    claim = { quota, recounted: { ...counted, raises: found.raises } };
  }
}

const WHAT = {
  events: 'You have as many events that are not over as an account may have',
  shards:
    'Together with your events that are not over, this one would have more shards than an account may have',
} as const;

function tooMany(exceeded: keyof EventQuota, quota: EventQuota): Refusal {
  const limit = quota[exceeded];
  return new Refusal(
    'too-many-events',
    `${WHAT[exceeded]}, ${limit}. Cancel one, wait until one is over, or ask the operator for more.`,
    { limit },
  );
}
