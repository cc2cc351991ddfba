/**
 * Copies an event to another start, as a draft of the same organizer: its description, its terms and the rules of its
 * waitlist, with all times moved as far as the start by the clock at the venue. Nothing of its bookings, its state or its
 * history is copied, and a draw gets a new seed. It is created like any event (create-event), under an id that is derived
 * from the request.
 */
import { fingerprintOf } from '../model/booking.ts';
import { derivedId } from '../model/derived-id.ts';
import type { Event } from '../model/event.ts';
import type { EventQuota } from '../model/event-quota.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { movedWith } from '../model/moved-times.ts';
import { Refusal } from '../model/refusal.ts';
import { type EventFault, eventFaults } from '../model/sale-terms.ts';
import { type Actor, ownsEvent } from '../model/user.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from '../process/event-cache.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { type CreatedEvent, type CreateEvent, createUnder, storeNew } from './create-event.ts';
import { readEventOf } from './read-event-of.ts';
import { refuseFaults } from './refuse-faults.ts';

/** `name`: that of the copied event if it is left out. */
export type CopyEvent = {
  eventId: string;
  actor: Actor;
  startsAt: string;
  name?: string;
  idempotencyKey: string | undefined;
};

/** `quota`: of the owner; undefined if nothing is counted. */
type Ports = { events: EventStore; cache: EventCache; runtime: Runtime; quota?: EventQuota | undefined };

/**
 * @returns the copy, or that of the first one of repeated requests, with its availability at its creation
 * @throws Refusal `not-found`, `forbidden` for a manager, `validation-failed` for a start in the past, or one by which a
 *   moved time cannot be stated or contradicts another one, `idempotency-key-reused`, `too-many-events`; Busy when the
 *   retry budget is spent.
 */
export async function copyEvent(
  { eventId, actor, idempotencyKey, ...asked }: CopyEvent,
  ports: Ports,
): Promise<CreatedEvent> {
  const { events, runtime } = ports;
  const id = derivedId('event-copy', actor.userId, eventId, idempotencyKey ?? runtime.newId());
  const fingerprint = fingerprintOf(asked);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  // The answer to a repeat does not depend on what the copied event is like by now, or whether it is there.
  const made = await retryBudget.retryWhileBusy(() => events.readCreated(id));
  if (made !== undefined) return storeNew({ ...made, fingerprint }, retryBudget, ports);
  const source = await retryBudget.retryWhileBusy(() => readEventOf(actor, eventId, ports));
  if (!ownsEvent(actor, source))
    throw new Refusal(
      'forbidden',
      'Only the owner of the event or an admin can copy it, because the copy is the owner’s.',
    );
  return createUnder({ id, fingerprint }, copyOf(source, asked), ports);
}

/** @returns the copy as if its organizer had stated it. @throws Refusal `validation-failed` */
function copyOf(source: Event, { startsAt, name = source.name }: Pick<CopyEvent, 'startsAt' | 'name'>) {
  const { stated, endsAt, organizerId, venue, address, url, timeZone, description } = source;
  const { capacity, isUnlimited, ticketTypes, pools, allowGuests } = source;
  const { limitsGuestsByAddress, requiresConfirmedAddress, requiresChallenge } = source;
  const { waitlist, draw, peakRequestsPerSecond } = source;
  const { salesOpenAt, salesCloseAt, namesCloseAt, ...limits } = stated;
  const { policies: _policies, ...rules } = waitlist;
  const move = movedWith(source.startsAt, startsAt, timeZone);
  const times = movedTimes({ endsAt, salesOpenAt, salesCloseAt, namesCloseAt }, move);
  const copy = {
    organizerId,
    name,
    startsAt,
    capacity,
    allowGuests,
    // A draw needs the waitlist, which may be paused since.
    waitlist: draw ? { ...rules, enabled: true } : rules,
    isDraft: true,
    ...limits,
    ...times,
    ...(draw && { draw: { windowSeconds: draw.windowSeconds } }),
    ...(isUnlimited && { isUnlimited }),
    ...(ticketTypes && { ticketTypes }),
    ...(pools && { pools: pools.map((pool) => ({ id: pool.id, capacity: pool.capacity })) }),
    ...(limitsGuestsByAddress && { limitsGuestsByAddress }),
    ...(requiresConfirmedAddress && { requiresConfirmedAddress }),
    ...(requiresChallenge && { requiresChallenge }),
    ...(venue !== undefined && { venue }),
    ...(address !== undefined && { address }),
    ...(url !== undefined && { url }),
    ...(timeZone !== undefined && { timeZone }),
    ...(description !== undefined && { description }),
    ...(peakRequestsPerSecond !== undefined && { peakRequestsPerSecond }),
  } satisfies CreateEvent;
  refuseFaults(eventFaults(copy).map(ofStart));
  return copy;
}

type Times = { [Name in 'endsAt' | 'salesOpenAt' | 'salesCloseAt' | 'namesCloseAt']?: string | undefined };

/** Moves the times that are stated. @throws Refusal `validation-failed` for one that cannot be stated any more. */
function movedTimes(times: Times, move: ReturnType<typeof movedWith>): { [Name in keyof Times]?: string } {
  const moved = Object.entries(times).flatMap(([field, time]): [string, string][] => {
    if (time === undefined) return [];
    const at = move(time);
    if (at !== undefined) return [[field, at]];
    throw new Refusal('validation-failed', 'Nothing was copied. Fix the fields listed in errors.', {
      errors: [{ pointer: '/startsAt', detail: `moves ${field} out of the years from 1000 to 9999` }],
    });
  });
  return Object.fromEntries(moved);
}

/** The request states the start alone, so it is the start that leads to the fault. */
function ofStart({ field, detail }: EventFault): EventFault {
  return { field: 'startsAt', detail: `moves ${field}, which ${detail}` };
}
