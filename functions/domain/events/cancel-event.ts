/**
 * Cancels an event. The request is answered at once; the clerk then cancels every booking, or removes an
 * event that nobody ever booked.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the event and the waitlist's item: nobody is promoted from here on. It also writes an entry in the
 *    trail of security events, and a letter to an owner whose event somebody else cancels. Crash: the sweep finds the event in
 *    the index of pending work.
 * 2. The end of the sale is copied from shard to shard (spread-terms). Crash: as after 1.
 * 3. A message notifies the clerk, who cancels the bookings (cancel-all-bookings). Crash: as after 1.
 */

import { type Event, eventOf } from '../model/event.ts';
import { type ExpectedVersions, eventVersion, requireVersion } from '../model/expected-version.ts';
import { letterToOwner, type Mailing, type NewLetter } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { keepingOfferTerms } from '../model/offer-terms.ts';
import { Refusal } from '../model/refusal.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Actor, ownsEvent } from '../model/user.ts';
import type { EventChangeStore } from '../ports/event-change-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import { notifyClerkOfChange } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readEventOf } from './read-event-of.ts';
import { spreadStored } from './spread-terms.ts';

/** `mailing`: of the letter to the owner. */
export type CancelEvent = { eventId: string; actor: Actor; mailing: Mailing; expected?: ExpectedVersions };

export type CancelEventPorts = {
  events: EventStore;
  changes: EventChangeStore;
  users: Pick<UserStore, 'read'>;
  cache: EventCache;
  queue: Queue;
  securityLog: SecurityLog;
  runtime: Runtime;
  log: Log;
};

/**
 * Cancels the event. Cancelling it again changes nothing and notifies the clerk again.
 * @returns the cancelled event
 * @throws Refusal `not-found`, `forbidden` for a manager, `changed-meanwhile`; Busy when the retry budget is spent: nothing was changed,
 *   unless the result of
 *   a write was lost.
 */
export async function cancelEvent(
  { eventId, actor, mailing, expected }: CancelEvent,
  ports: CancelEventPorts,
): Promise<Event> {
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const before = await retryBudget.retryWhileBusy(() => readEventOf(actor, eventId, ports));
    if (!ownsEvent(actor, before))
      throw new Refusal('forbidden', 'Only the owner of the event or an admin can cancel it.');
    if (before.cancelledAt !== undefined) return finish(before, ports);
    requireVersion(expected, eventVersion(before));
    const now = ports.runtime.now();
    const cancelled: Event = {
      ...eventOf({ ...before, cancelledAt: new Date(now).toISOString(), revision: before.revision + 1 }),
      isSpreading: true,
    };
    const after = keepingOfferTerms(before, cancelled);
    const letter = await retryBudget.retryWhileBusy(() => letterOf(before, actor, mailing, ports));
    const id = ports.runtime.newId();
    const securityEvent: SecurityEvent = { id, kind: 'event-cancelled', at: now, by: actor.userId, eventId };
    if (await ports.changes.change(before, after, undefined, now, { securityEvent, letter })) {
      ports.securityLog.write(securityEvent);
      return finish(after, ports);
    }
    await retryBudget.backOff();
  }
}

/** @returns what tells the owner; nothing if they cancel it themselves, or where no mail is sent. @throws Busy */
async function letterOf(
  { organizerId }: Event,
  actor: Actor,
  mailing: Mailing,
  { users, runtime }: CancelEventPorts,
): Promise<NewLetter | undefined> {
  if (!mailing.sendsMail || actor.userId === organizerId) return undefined;
  const owner = await users.read(organizerId);
  return (
    owner && letterToOwner(owner, 'event-cancelled', mailing, { id: runtime.newId(), at: runtime.now() })
  );
}

/**
 * Finishes a cancellation that is stored, by this request, an attempt whose result was lost, or an earlier
 * request.
 */
async function finish(event: Event, ports: CancelEventPorts): Promise<Event> {
  ports.cache.noteChange(event);
  await spreadStored(event, ports);
  await notifyClerkOfChange(event, ports);
  return event;
}
