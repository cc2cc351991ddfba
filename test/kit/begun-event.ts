/** Moves events of a service into the past, which no request may do: as if the time had gone by since. */
import { eventChangePorts } from '../../functions/compose-changes.ts';
import { spreadTerms } from '../../functions/domain/events/spread-terms.ts';
import { eventOf } from '../../functions/domain/model/event.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../../functions/domain/model/limits.ts';
import { RetryBudget } from '../../functions/domain/process/retry-budget.ts';

/** @throws if there is no such event, or if something else changes it meanwhile. */
export async function moveIntoPast(
  eventId: string,
  times: { startsAt: string; endsAt?: string },
): Promise<void> {
  const { events, changes, cache, runtime } = eventChangePorts();
  const before = await events.read(eventId);
  if (before === undefined) throw new Error(`There is no event ${eventId}.`);
  const revision = before.revision + 1;
  const after = { ...eventOf({ ...before, ...times, revision }), isSpreading: true as const };
  if (!(await changes.change(before, after, undefined, runtime.now())))
    throw new Error(`The event ${eventId} was not moved.`);
  await spreadTerms(after, new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS), { events });
  const { isSpreading: _isSpreading, ...stored } = after;
  cache.noteChange(stored);
}
