/**
 * Changes an event: its description, its sales window, its limits, its capacity, the policy of its waitlist, and whether
 * that is paused.
 *
 * A change without effect writes nothing, and a change of the description alone is one write. Every other
 * change has the following steps. That of an admin who does not own the event, one that moves its end to an earlier time within a day, and
 * one that concerns those who wait, has an entry in the trail of security events, in the same transaction. What a crash after each step
 * leaves behind:
 * 1. For a lower capacity, while shards sell: tickets are withdrawn from one shard after another into the
 *    pending capacity. Crash, or too few tickets: the clerk makes them free again. For a lower limit of the waitlist, its
 *    room is taken back from shards (take-back-room).
 * 2. One transaction writes the event and the waitlist's item. A higher capacity becomes pending capacity,
 *    which the clerk makes free, so that waiters get it before newcomers; a lower one takes unassigned
 *    tickets, or the withdrawn ones. A limit adds or takes unassigned room. A new policy and new terms of offers are in
 *    force from the next promotion on: the write depends on the number of promotions, and no batch that was planned by those before can be written after it.
 *    Crash: the change is stored; the sweep finds pending capacity, and the event if its terms changed.
 * 3. Changed sale terms are copied from shard to shard (spread-terms). Crash: the sweep finds the event, and
 *    the clerk continues.
 * 4. A message notifies the clerk. Crash: as after 3.
 */
import { isDeepStrictEqual } from 'node:util';
import { isOver, overAt } from '../model/closing.ts';
import {
  copiedTerms,
  type Event,
  type EventFields,
  eventOf,
  type LapsedOffer,
  type WaitlistPolicy,
} from '../model/event.ts';
import { type ExpectedVersions, eventVersion, requireVersion } from '../model/expected-version.ts';
import { BOOKING_RETRY_BUDGET_MS, PENDING_WORK_GRACE_MS } from '../model/limits.ts';
import { hasOtherOfferTerms, keepingOfferTerms, withOfferTerms } from '../model/offer-terms.ts';
import { withPolicyTerm } from '../model/policy-terms.ts';
import type { QuietHours } from '../model/quiet-hours.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import { type EventFault, eventFaults, type SaleTerms, startFaults } from '../model/sale-terms.ts';
import { changedTypeFaults } from '../model/ticket-types.ts';
import { toldChangeOf } from '../model/told-change.ts';
import { type Actor, ownsEvent } from '../model/user.ts';
import type { EventChangeStore } from '../ports/event-change-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { RoomStore } from '../ports/room-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import { noteOfAdmin, noteOfChange } from '../process/note-change.ts';
import { notifyClerkOfChange, wakeClerk } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { changeFaults } from './draw-faults.ts';
import { makeRoom } from './make-room.ts';
import { readEventOf } from './read-event-of.ts';
import { refuseFaults } from './refuse-faults.ts';
import { spreadStored } from './spread-terms.ts';
import { takeBackRoom } from './take-back-room.ts';

/**
 * Fields that can be set, or cleared with null. A cleared field is derived from the others, or has no value.
 */
type Clearable = Pick<
  EventFields,
  'venue' | 'address' | 'url' | 'timeZone' | 'description' | 'endsAt' | 'ticketTypes'
> &
  SaleTerms;

export type ChangeEventPorts = {
  events: EventStore;
  changes: EventChangeStore;
  waitlist: WaitlistReader & RoomStore;
  cache: EventCache;
  queue: Queue;
  runtime: Runtime;
  securityLog: SecurityLog;
  log: Log;
};

/** The fields to change. */
export type EventChange = Partial<Pick<EventFields, 'name' | 'startsAt' | 'capacity' | 'allowGuests'>> & {
  [Name in keyof Clearable]?: NonNullable<Clearable[Name]> | null;
} & {
  /** With a `capacity`: nobody stated it. */
  isUnlimited?: true;
  requiresConfirmedAddress?: boolean;
  requiresChallenge?: boolean;
  waitlist?: {
    enabled?: boolean;
    policy?: WaitlistPolicy;
    offerTtlSeconds?: number | null;
    quietHours?: QuietHours | null;
    passHeadAfterSeconds?: number | null;
    lapsedOffer?: LapsedOffer | null;
    limit?: number | null;
    limitPerCustomer?: number;
    maxPerBooking?: number | null;
  };
};

/** `isComplete` false: the change is stored, and the clerk copies its terms to the remaining shards. */
export type ChangedEvent = { event: Event; isComplete: boolean };

/** `expected`: the versions of the event that may be changed. */
export type ChangeEvent = { eventId: string; actor: Actor; change: EventChange; expected?: ExpectedVersions };

/**
 * Applies the change to the event as it is now. A change that is made already is no other version.
 * @returns the event after the change
 * @throws Refusal `not-found`, `event-cancelled`, `changed-meanwhile`, `validation-failed`, `capacity-below-held`, `forbidden` for a
 *   manager who would move the end of the event to an earlier time within a day; Busy when the retry budget is spent: nothing was
 *   changed, unless the result of a write was lost.
 */
export async function changeEvent(request: ChangeEvent, ports: ChangeEventPorts): Promise<ChangedEvent> {
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  try {
    return await tryChange(request, retryBudget, ports);
  } catch (error) {
    // Wakes the clerk, which makes tickets free again that were withdrawn for a cut that failed.
    const isGivenUp =
      error instanceof Busy || (error instanceof Refusal && error.code === 'changed-meanwhile');
    if (isGivenUp && request.change.capacity !== undefined) await wakeClerk(request.eventId, ports);
    throw error;
  }
}

async function tryChange(
  { eventId, actor, change, expected }: ChangeEvent,
  retryBudget: RetryBudget,
  ports: ChangeEventPorts,
): Promise<ChangedEvent> {
  const { runtime, changes } = ports;
  let tried: number | undefined;
  for (;;) {
    const before = await retryBudget.retryWhileBusy(() => readEventOf(actor, eventId, ports));
    if (before.cancelledAt !== undefined)
      throw new Refusal('event-cancelled', 'This event is cancelled, so it cannot be changed.');
    const wanted = changed(before, change, runtime.now());
    if (isUnchanged(before, wanted)) {
      return tried === undefined ? { event: before, isComplete: true } : finishChange(before, ports);
    }
    const after = await inTurn(before, wanted, retryBudget, ports);
    requireVersion(expected, eventVersion(before), tried);
    refuseFaults(newFaults(before, after, runtime.now()));
    const isEnding = endsEarlierWithinADay(before, after, runtime.now());
    if (isEnding && !ownsEvent(actor, before)) throw ownersAlone();
    const isNoted = isEnding || concernsWaiters(before, after);
    const securityEvent = (isNoted ? noteOfChange : noteOfAdmin)(actor, before, runtime);
    if (!concernsSale(before, after)) {
      if (await changes.describe(before, after, { securityEvent })) {
        if (securityEvent) ports.securityLog.write(securityEvent);
        ports.cache.noteChange(after);
        return { event: after, isComplete: true };
      }
    } else {
      const cutFrom = await makeRoom(before, before.capacity - after.capacity, retryBudget, ports);
      await takeBackRoom(before, loweredBy(before, after), retryBudget, ports);
      const dueAt = runtime.now() + PENDING_WORK_GRACE_MS;
      const isReady = cutFrom !== 'look-again';
      if (isReady && (await changes.change(before, after, cutFrom, dueAt, { securityEvent }))) {
        if (securityEvent) ports.securityLog.write(securityEvent);
        return finishChange(after, ports);
      }
    }
    tried = eventVersion(before);
    await retryBudget.backOff();
  }
}

/**
 * @returns the changed event; a new policy and new terms of offers have the number of the next promotion, on which their
 *   write depends.
 */
async function inTurn(
  before: Event,
  after: Event,
  retryBudget: RetryBudget,
  { waitlist, runtime }: ChangeEventPorts,
): Promise<Event> {
  const isOtherPolicy = before.waitlist.policy !== after.waitlist.policy;
  if (!isOtherPolicy && !hasOtherOfferTerms(before, after)) return keepingOfferTerms(before, after);
  const { promotions } = await retryBudget.retryWhileBusy(() => waitlist.read(before));
  const now = runtime.now();
  const withTerms = withOfferTerms(before, after, promotions, now);
  return isOtherPolicy ? withPolicyTerm(before, withTerms, promotions, now) : withTerms;
}

/** Finishes a change that is stored, so nothing from here on may fail the request. */
export async function finishChange(event: Event, ports: ChangeEventPorts): Promise<ChangedEvent> {
  ports.cache.noteChange(event);
  const isComplete = await spreadStored(event, ports);
  await notifyClerkOfChange(event, ports);
  return { event, isComplete };
}

function changed(before: Event, change: EventChange, now: number): Event {
  const { waitlist = {}, isUnlimited, requiresConfirmedAddress, requiresChallenge, ...others } = change;
  const { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, namesCloseAt, ...own } = others;
  const { stated, ...fields } = before;
  const after = eventOf({
    ...withCleared(fields, {
      ...own,
      isUnlimited: change.capacity === undefined ? undefined : (isUnlimited ?? null),
      requiresConfirmedAddress: asFlag(requiresConfirmedAddress),
      requiresChallenge: asFlag(requiresChallenge),
    }),
    stated: withCleared(stated, { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, namesCloseAt }),
    waitlist: withCleared(before.waitlist, waitlist),
    revision: before.revision + 1,
  });
  const toldChange = before.isDraft ? undefined : toldChangeOf(before, after, now);
  return {
    ...after,
    ...(hasOtherTerms(before, after) && { isSpreading: true as const }),
    ...(toldChange && { toldChange }),
  };
}

/** @returns what is stored of a boolean: a flag, or nothing. */
function asFlag(value: boolean | undefined): true | null | undefined {
  return value === false ? null : value;
}

/**
 * Returns a copy of `before` in which fields with a value are replaced and fields that are null are removed.
 */
function withCleared<T extends object>(
  before: T,
  fields: { [Name in keyof T]?: T[Name] | null | undefined },
): T {
  const after = { ...before };
  for (const name in fields) {
    const value = fields[name];
    if (value === null) delete after[name];
    else if (value !== undefined) after[name] = value;
  }
  return after;
}

function hasOtherTerms(before: Event, after: Event): boolean {
  return JSON.stringify(copiedTerms(before)) !== JSON.stringify(copiedTerms(after));
}

function isUnchanged(before: Event, after: Event): boolean {
  return isDeepStrictEqual({ ...after, revision: before.revision }, before);
}

/** Whether the change concerns the shards, the waitlist or the clerk. */
function concernsSale(before: Event, after: Event): boolean {
  return (
    after.isSpreading === true ||
    before.capacity !== after.capacity ||
    before.waitlist.enabled !== after.waitlist.enabled ||
    before.waitlist.policy !== after.waitlist.policy ||
    before.waitlist.limit !== after.waitlist.limit ||
    hasOtherOfferTerms(before, after)
  );
}

/**
 * Returns the faults that the change adds. A field that had a fault before, such as sales that closed before
 * they opened, does not block another change. A new end has to be right: one that is too late is not moved even later.
 */
function newFaults(before: Event, after: Event, now: number): EventFault[] {
  const known = new Set(faultsOf(before).map(({ field }) => field));
  const isMoved = before.startsAt !== after.startsAt;
  if (before.endsAt !== after.endsAt) known.delete('endsAt');
  const added = faultsOf(after).filter(({ field }) => !known.has(field));
  return [
    ...(isMoved ? startFaults(after, now) : []),
    ...revivalFaults(before, after, now),
    ...changeFaults(before, after, now),
    ...limitFaults(before, after),
    ...changedTypeFaults(before, after),
    ...added,
  ];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether the end of a published event is moved to an earlier time within a day. Once it is over, that cannot be taken back. */
function endsEarlierWithinADay(before: Event, after: Event, now: number): boolean {
  const end = overAt(after);
  return !before.isDraft && end < overAt(before) && end < now + DAY_MS;
}

/**
 * Whether those who wait for tickets of a published event may lose their places by the change, or be served otherwise: sales close
 * earlier, there are fewer tickets or more, or the waitlist has other rules.
 */
function concernsWaiters(before: Event, after: Event): boolean {
  if (before.isDraft) return false;
  const closesEarlier = Date.parse(after.salesCloseAt) < Date.parse(before.salesCloseAt);
  return (
    closesEarlier || after.capacity !== before.capacity || !isDeepStrictEqual(before.waitlist, after.waitlist)
  );
}

function ownersAlone(): Refusal {
  return new Refusal(
    'forbidden',
    'Only the owner of the event or an admin can move its end to an earlier time within a day from now: once it is over, that cannot be taken back.',
  );
}

/** What ends with an event has ended: its owner may have closed the account, and it counts for no quota any more. */
function revivalFaults(before: Event, after: Event, now: number): EventFault[] {
  if (!isOver(before, now) || isOver(after, now)) return [];
  const field = before.startsAt === after.startsAt ? 'endsAt' : 'startsAt';
  return [{ field, detail: 'cannot be moved any more, because the event is over; make a copy of it' }];
}

/** @returns by how many the waitlist's limit is lowered. */
function loweredBy({ waitlist: before }: Event, { waitlist: after }: Event): number {
  return (before.limit ?? 0) - (after.limit ?? 0);
}

/** The shards of an event that was created without a limit have no room for those who join, and others no joins without. */
function limitFaults({ waitlist: before }: Event, { waitlist: after }: Event): EventFault[] {
  if ((before.limit === undefined) === (after.limit === undefined)) return [];
  const detail =
    before.limit === undefined
      ? 'cannot be stated for an event that was created without a limit, because those who wait took no room of one'
      : 'cannot be removed, because those who wait took room of it; state a high one';
  return [{ field: 'waitlist/limit', detail }];
}

function faultsOf({
  startsAt,
  endsAt,
  timeZone,
  stated,
  waitlist,
  draw,
  ticketTypes,
  pools,
  ...event
}: Event): EventFault[] {
  const { allowGuests, requiresConfirmedAddress = false } = event;
  return eventFaults({
    ...stated,
    startsAt,
    waitlist,
    allowGuests,
    requiresConfirmedAddress,
    ...(endsAt !== undefined && { endsAt }),
    ...(timeZone !== undefined && { timeZone }),
    ...(draw && { draw }),
    ...(ticketTypes && { ticketTypes }),
    ...(pools && { pools }),
  });
}
