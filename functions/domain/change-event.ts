/**
 * Changes an event: its description, its sales window, its limits, its capacity, and whether the line moves.
 *
 * What is so already is no write, and what only describes the event is one. For everything else the steps are, with what
 * a crash after each leaves behind:
 * 1. A lower capacity, while shards sell: tickets are withdrawn from them, one after the other, to those that wait to be
 *    made free. Crash, or not enough of them: the clerk makes them free again.
 * 2. One transaction writes the event and its line. A higher capacity waits in the line to be made free by the clerk, so
 *    that people in the line get it before newcomers; a lower one takes tickets from the pool, or the withdrawn ones.
 *    Crash: done; the sweep finds tickets that wait to be made free.
 * 3. Changed terms go from shard to shard (see spread-terms). Crash: the sweep finds the event, and the clerk goes on.
 * 4. A message tells the clerk. Crash: as after 3.
 */
import { isDeepStrictEqual } from 'node:util';
import type { BookingPorts } from './booking-attempt.ts';
import { copiedTerms, type Event, type EventFacts, eventOf } from './event.ts';
import { ATTENTION_GRACE_MS, BOOKING_PATIENCE_MS } from './limits.ts';
import { makeRoom } from './make-room.ts';
import { Patience } from './patience.ts';
import { readEventOf } from './read-event-of.ts';
import { Busy, Refusal } from './refusal.ts';
import { type EventFault, eventFaults, type SaleTerms } from './sale-terms.ts';
import { spreadStored } from './spread-terms.ts';
import { tellClerkOfEvent, wakeClerk } from './tell-clerk.ts';
import type { Actor } from './user.ts';

/** A field to set, or, with null, to clear: its value then follows from the others, or there is none. */
type Clearable = Pick<EventFacts, 'venue' | 'description' | 'endsAt'> & SaleTerms;

/** The policy and the limit of the waitlist were promised to those who wait, so they do not change. */
export type EventChange = Partial<Pick<EventFacts, 'name' | 'startsAt' | 'capacity' | 'allowGuests'>> & {
  [Name in keyof Clearable]?: NonNullable<Clearable[Name]> | null;
} & { waitlist?: { enabled?: boolean; offerTtlSeconds?: number | null } };

/** `isComplete` false: the change is stored, and the clerk takes it to the shards that it has not come to yet. */
export type ChangedEvent = { event: Event; isComplete: boolean };

/**
 * @throws Refusal `not-found`, `event-cancelled`, `validation-failed`, `capacity-below-held`; Busy: nothing was
 * changed.
 */
export async function changeEvent(
  { eventId, actor, change }: { eventId: string; actor: Actor; change: EventChange },
  ports: BookingPorts,
): Promise<ChangedEvent> {
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  try {
    return await tryChange(eventId, actor, change, patience, ports);
  } catch (error) {
    // Tickets that were withdrawn for a cut which then failed are free again once the clerk has come by.
    if (error instanceof Busy && change.capacity !== undefined) await wakeClerk(eventId, ports);
    throw error;
  }
}

async function tryChange(
  eventId: string,
  actor: Actor,
  change: EventChange,
  patience: Patience,
  ports: BookingPorts,
): Promise<ChangedEvent> {
  const { environment, events } = ports;
  let mayBeStored = false;
  for (;;) {
    const before = await patience.outwaitBusy(() => readEventOf(actor, eventId, ports));
    if (before.cancelledAt !== undefined)
      throw new Refusal('event-cancelled', 'A cancelled event does not change.');
    const after = changed(before, change);
    refuseFaults(newFaults(before, after));
    if (isUnchanged(before, after)) {
      return mayBeStored ? finish(before, ports) : { event: before, isComplete: true };
    }
    if (!concernsSale(before, after)) {
      if (await events.describe(before, after)) {
        ports.memory.noteChange(after);
        return { event: after, isComplete: true };
      }
    } else {
      const cutFrom = await makeRoom(before, before.capacity - after.capacity, patience, ports);
      const dueAt = environment.now() + ATTENTION_GRACE_MS;
      if (cutFrom !== 'look-again' && (await events.change(before, after, cutFrom, dueAt))) {
        return finish(after, ports);
      }
      mayBeStored = true;
    }
    await patience.backOff();
  }
}

/** The change is stored. Nothing from here on may say otherwise. */
async function finish(event: Event, ports: BookingPorts): Promise<ChangedEvent> {
  ports.memory.noteChange(event);
  const isComplete = await spreadStored(event, ports);
  await tellClerkOfEvent(event, ports);
  return { event, isComplete };
}

function changed(before: Event, change: EventChange): Event {
  const { waitlist = {}, venue, description, endsAt, ...others } = change;
  const { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, ...plain } = others;
  const { stated, ...facts } = before;
  const { offerTtlSeconds, ...rules } = waitlist;
  const after = eventOf({
    ...withCleared({ ...facts, ...plain }, { venue, description, endsAt }),
    stated: withCleared(stated, { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer }),
    waitlist: withCleared({ ...before.waitlist, ...rules }, { offerTtlSeconds }),
    revision: before.revision + 1,
  });
  return hasOtherTerms(before, after) ? { ...after, isSpreading: true } : after;
}

/** Fields that have a value replace those of `before`, those that are null go. */
function withCleared<T extends object>(
  before: T,
  fields: { [Name in keyof T]?: T[Name] | null | undefined },
): T {
  const after = { ...before };
  for (const name of Object.keys(fields) as (keyof T)[]) {
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

/** Whether shards, the line or its clerk have to know of the change. */
function concernsSale(before: Event, after: Event): boolean {
  return (
    after.isSpreading === true ||
    before.capacity !== after.capacity ||
    before.waitlist.enabled !== after.waitlist.enabled
  );
}

/**
 * What an event has been from its creation, like a sale that ended before it began, is no reason to refuse another
 * change.
 */
function newFaults(before: Event, after: Event): EventFault[] {
  const known = new Set(faultsOf(before).map(({ field }) => field));
  return faultsOf(after).filter(({ field }) => !known.has(field));
}

function faultsOf({ startsAt, endsAt, stated, waitlist }: Event): EventFault[] {
  return eventFaults({ ...stated, startsAt, waitlist, ...(endsAt !== undefined && { endsAt }) });
}

function refuseFaults(faults: EventFault[]): void {
  if (faults.length === 0) return;
  const errors = faults.map(({ field, detail }) => ({ pointer: `/${field}`, detail }));
  throw new Refusal('validation-failed', 'Nothing was changed. Fix the fields listed in errors.', { errors });
}
