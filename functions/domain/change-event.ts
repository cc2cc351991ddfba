/**
 * Changes an event: its description, its sales window, its limits, its capacity, and whether the line moves.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the event and everything that is copied from it, as far as it fits (see spread-facts). A
 *    higher capacity waits in the line to be made free by the clerk, so that those who wait get it before newcomers; a
 *    lower one takes free tickets away in the same transaction, or is refused. Crash: done; the sweep finds tickets
 *    that wait to be made free, and a change that is not everywhere.
 * 2. A message tells the clerk. Crash: as after 1.
 */
import type { BookingPorts } from './booking-attempt.ts';
import { type Event, type EventFault, eventFaults, type Waitlist } from './event.ts';
import { ATTENTION_GRACE_MS, BOOKING_PATIENCE_MS, SPARED_SHARDS_MAX } from './limits.ts';
import { Patience } from './patience.ts';
import { readEventOf } from './read-event-of.ts';
import { Refusal } from './refusal.ts';
import { type ShardTake, takeFromSeveral } from './shard-choice.ts';
import { spreadFacts } from './spread-facts.ts';
import { tellClerkOfEvent } from './tell-clerk.ts';
import type { Actor } from './user.ts';

type Changeable =
  | 'name'
  | 'venue'
  | 'description'
  | 'startsAt'
  | 'endsAt'
  | 'salesOpenAt'
  | 'salesCloseAt'
  | 'capacity'
  | 'maxPerBooking'
  | 'maxPerCustomer'
  | 'allowGuests';

/** The policy and the limit of the waitlist were promised to those who wait, so they do not change. */
export type EventChange = { [Name in Changeable]?: NonNullable<Event[Name]> } & {
  waitlist?: Partial<Pick<Waitlist, 'enabled' | 'offerTtlSeconds'>>;
};

/** @throws Refusal `not-found`, `event-cancelled`, `validation-failed`, `capacity-below-held`; Busy. */
export async function changeEvent(
  { eventId, actor, change }: { eventId: string; actor: Actor; change: EventChange },
  ports: BookingPorts,
): Promise<Event> {
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  for (;;) {
    const before = await readEventOf(actor, eventId, ports);
    if (before.cancelledAt !== undefined)
      throw new Refusal('event-cancelled', 'A cancelled event does not change.');
    const after: Event = {
      ...before,
      ...change,
      waitlist: { ...before.waitlist, ...change.waitlist },
      revision: before.revision + 1,
    };
    refuseFaults(newFaults(before, after));
    const spared = await chooseSpared(before, before.capacity - after.capacity, patience, ports);
    const dueAt = ports.environment.now() + ATTENTION_GRACE_MS;
    if (spared !== 'look-again' && (await ports.events.change(before, after, spared, dueAt))) {
      await spreadFacts(await ports.memory.freshFacts(eventId), patience, ports);
      await tellClerkOfEvent(after, ports);
      return after;
    }
    await patience.backOff();
  }
}

/** What an event has been from its creation, like a sale that ended before it began, is no reason to refuse another change. */
function newFaults(before: Event, after: Event): EventFault[] {
  const known = new Set(eventFaults(before).map(({ field }) => field));
  return eventFaults(after).filter(({ field }) => !known.has(field));
}

function refuseFaults(faults: EventFault[]): void {
  if (faults.length === 0) return;
  const errors = faults.map(({ field, detail }) => ({ pointer: `/${field}`, detail }));
  throw new Refusal('validation-failed', 'Nothing was changed. See errors for what to mend.', { errors });
}

/** Where a lower capacity is taken from: free tickets in shards, or in the pool once the event sells in order. */
async function chooseSpared(
  event: Event,
  cut: number,
  patience: Patience,
  { events, line, queue }: BookingPorts,
): Promise<ShardTake[] | number | 'look-again'> {
  if (cut <= 0) return [];
  const state = await line.read(event);
  if (state.queueing) {
    if (!state.drained || state.servingUpTo !== undefined || state.raised > 0) {
      await queue.send({ eventId: event.id }, `${event.id}:${state.pass}`);
      await patience.backOff();
      return 'look-again';
    }
    if (state.pool >= cut) return cut;
    throw belowHeld(event, state.pool);
  }
  const shards = await events.readShards(event, 'strong');
  if (shards.some((shard) => shard.closed)) return 'look-again';
  const takes = takeFromSeveral(shards, cut);
  if (takes !== undefined && takes.length <= SPARED_SHARDS_MAX) return takes;
  if (takes !== undefined) {
    await events.gather(event, takes.slice(-SPARED_SHARDS_MAX));
    return 'look-again';
  }
  throw belowHeld(
    event,
    shards.reduce((sum, shard) => sum + shard.freeTickets, 0),
  );
}

function belowHeld(event: Event, free: number): Refusal {
  const held = event.capacity - free;
  return new Refusal('capacity-below-held', `${held} tickets are held: the capacity cannot be below that.`, {
    held,
  });
}
