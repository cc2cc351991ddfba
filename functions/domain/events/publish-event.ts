/**
 * Publishes a draft: from then on everybody can read it, it is listed, and its sales begin by its terms.
 *
 * The shards of a draft have the real terms but for the start of sales, which is later than every clock, so no booking is
 * possible before its publication, whatever a process assumes of the event. Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the event and the waitlist's item, and for an admin who does not run the event an entry in the trail
 *    of security events. Crash: the sweep finds the event in the index of pending work.
 * 2. The start of sales is copied from shard to shard (spread-terms). Crash: as after 1.
 * 3. A message notifies the clerk, who copies what is left. Crash: as after 1.
 */
import { type Event, eventOf } from '../model/event.ts';
import { type ExpectedVersions, eventVersion, requireVersion } from '../model/expected-version.ts';
import { BOOKING_RETRY_BUDGET_MS, PENDING_WORK_GRACE_MS } from '../model/limits.ts';
import { keepingOfferTerms } from '../model/offer-terms.ts';
import { Refusal } from '../model/refusal.ts';
import { type EventFault, startFaults } from '../model/sale-terms.ts';
import type { Actor } from '../model/user.ts';
import { noteOfAdmin } from '../process/note-change.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { type ChangedEvent, type ChangeEventPorts, finishChange } from './change-event.ts';
import { openingFaults } from './draw-faults.ts';
import { readEventOf } from './read-event-of.ts';
import { refuseFaults } from './refuse-faults.ts';

/**
 * Publishes the event. One that is published already stays as it is.
 * @returns the published event
 * @throws Refusal `not-found`, `event-cancelled`, `changed-meanwhile`, `validation-failed` for a start or an end of sales
 *   that has passed, or an opening of sales that has passed if the event has a draw; Busy when the retry budget is spent:
 *   nothing was changed, unless the result of a write was lost.
 */
export async function publishEvent(
  { eventId, actor, expected }: { eventId: string; actor: Actor; expected?: ExpectedVersions },
  ports: ChangeEventPorts,
): Promise<ChangedEvent> {
  const { runtime, changes } = ports;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const before = await retryBudget.retryWhileBusy(() => readEventOf(actor, eventId, ports));
    if (before.cancelledAt !== undefined)
      throw new Refusal('event-cancelled', 'This event is cancelled, so it cannot be published.');
    if (!before.isDraft) return finishChange(before, ports);
    requireVersion(expected, eventVersion(before));
    const now = runtime.now();
    const { isDraft: _isDraft, ...fields } = before;
    const published = { publishedAt: new Date(now).toISOString(), revision: before.revision + 1 };
    const changed: Event = { ...eventOf({ ...fields, ...published }), isSpreading: true };
    const after = keepingOfferTerms(before, changed);
    refuseFaults([...startFaults(before, now), ...closedSales(before, now), ...openingFaults(after, now)]);
    const securityEvent = noteOfAdmin(actor, before, runtime);
    if (await changes.change(before, after, undefined, now + PENDING_WORK_GRACE_MS, { securityEvent })) {
      if (securityEvent) ports.securityLog.write(securityEvent);
      return finishChange(after, ports);
    }
    await retryBudget.backOff();
  }
}

/** Sales that have ended by the time of the publication would never begin. */
function closedSales({ stated: { salesCloseAt } }: Event, now: number): EventFault[] {
  return salesCloseAt === undefined || now < Date.parse(salesCloseAt)
    ? []
    : [{ field: 'salesCloseAt', detail: 'must be in the future: nothing could be sold' }];
}
