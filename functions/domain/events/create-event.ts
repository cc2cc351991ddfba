/**
 * Creates an event with its shards and its waitlist. More than a hundred items take several transactions. The
 * last one writes the event's own item, so the event is visible complete or not at all.
 *
 * A transaction that failed, or whose result was lost, is repeated with the same id and finds what it wrote
 * before. Crash: a request that is repeated with its idempotency key continues from the stored items; without
 * a key, they belong to no event.
 */

import { type Availability, availabilityOf } from '../model/availability.ts';
import { fingerprintOf } from '../model/booking.ts';
import { newDraw } from '../model/draw.ts';
import { type Event, type EventFields, eventIdFor, eventOf } from '../model/event.ts';
import type { EventQuota } from '../model/event-quota.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { newWaitlist } from '../model/new-waitlist.ts';
import { placePools } from '../model/pool-places.ts';
import type { StatedPool } from '../model/pools.ts';
import { Refusal } from '../model/refusal.ts';
import { type SaleTerms, startFaults, statedTerms } from '../model/sale-terms.ts';
import { newShards, shardCountFor } from '../model/shard.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { createWithinQuota } from './create-within-quota.ts';
import { openingFaults } from './draw-faults.ts';
import { refuseFaults } from './refuse-faults.ts';

type Derived =
  | 'id'
  | 'isDraft'
  | 'limitsGuestsByAddress'
  | 'requiresConfirmedAddress'
  | 'requiresChallenge'
  | 'publishedAt'
  | 'staff'
  | 'staffChanges'
  | 'createdAt'
  | 'cancelledAt'
  | 'fingerprint'
  | 'revision'
  | 'isSpreading'
  | 'shardCount';

/** The fields of a new event that the organizer states. */
export type CreateEvent = Omit<EventFields, Derived | 'stated' | 'draw' | 'pools'> & {
  [Term in keyof SaleTerms]?: SaleTerms[Term] | undefined;
} & {
  isDraft?: boolean;
  limitsGuestsByAddress?: boolean;
  requiresConfirmedAddress?: boolean;
  requiresChallenge?: boolean;
  draw?: { windowSeconds: number };
  pools?: StatedPool[];
};

/** `quota`: of the organizer; undefined if nothing is counted. */
type Ports = { events: EventStore; runtime: Runtime; quota?: EventQuota | undefined };

export type CreatedEvent = { event: Event; availability: Availability };

/**
 * @returns the stored event, or that of the first one of repeated requests, with its availability at its
 *   creation
 * @throws Refusal `validation-failed` for a start in the past, or a draw whose sales would have opened or whose waitlist is
 *   paused, `idempotency-key-reused`, `too-many-events`; Busy when the retry budget is spent.
 */
export async function createEvent(
  request: CreateEvent,
  idempotencyKey: string | undefined,
  ports: Ports,
): Promise<CreatedEvent> {
  const id = eventIdFor(request.organizerId, idempotencyKey ?? ports.runtime.newId());
  return createUnder({ id, fingerprint: fingerprintOf(request) }, request, ports);
}

/**
 * Creates the event under an id that is derived from a request, whose digest is `fingerprint`.
 * @throws as `createEvent`
 */
export async function createUnder(
  derived: Pick<Event, 'id' | 'fingerprint'>,
  request: CreateEvent,
  ports: Ports,
): Promise<CreatedEvent> {
  const { events, runtime } = ports;
  const { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, namesCloseAt, ...others } = request;
  const {
    isDraft,
    limitsGuestsByAddress,
    requiresConfirmedAddress,
    requiresChallenge,
    draw,
    pools,
    ...fields
  } = others;
  const stated = statedTerms({ salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, namesCloseAt });
  const shardCount = shardCountFor(request);
  const event = eventOf({
    ...fields,
    ...(isDraft && { isDraft }),
    ...(draw && { draw: newDraw(draw.windowSeconds, randomSeed(runtime)) }),
    ...(pools && { pools: placePools(pools, request.ticketTypes ?? [], { ...request, shardCount }) }),
    ...(limitsGuestsByAddress && { limitsGuestsByAddress }),
    ...(requiresConfirmedAddress && { requiresConfirmedAddress }),
    ...(requiresChallenge && { requiresChallenge }),
    ...derived,
    createdAt: new Date(runtime.now()).toISOString(),
    revision: 0,
    stated,
    shardCount,
  });
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const faults = [...startFaults(event, runtime.now()), ...openingFaults(event, runtime.now())];
  // A repeat may come when the event that the first request made has begun.
  const isRepeat =
    faults.length > 0 && (await retryBudget.retryWhileBusy(() => events.readCreated(event.id)));
  if (!isRepeat) refuseFaults(faults);
  return storeNew(event, retryBudget, ports);
}

/** @returns 32 random bytes */
function randomSeed({ newId }: Runtime): Buffer {
  return Buffer.concat([newId(), newId()].map((id) => Buffer.from(id, 'base64url')));
}

/**
 * Stores the event, or what is missing of it.
 * @throws Refusal `idempotency-key-reused` if a request with another body made it, `too-many-events`; Busy
 */
export async function storeNew(
  event: Event,
  retryBudget: RetryBudget,
  { events, runtime, quota }: Ports,
): Promise<CreatedEvent> {
  const stored =
    quota === undefined
      ? await retryBudget.retryWhileBusy(() => events.create(event))
      : await createWithinQuota(event, quota, retryBudget, { events, runtime });
  if (stored.fingerprint !== event.fingerprint) {
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was used with another body. Use a new key.',
    );
  }
  const availability = availabilityOf(
    stored,
    newShards(stored),
    newWaitlist(stored),
    Date.parse(stored.createdAt),
  );
  return { event: stored, availability };
}
