/**
 * Creates an event with its shards and its line, in one transaction: an event is there whole or not at all.
 */
import { fingerprintOf } from './booking.ts';
import {
  type Availability,
  availabilityOf,
  type Event,
  eventIdFor,
  NEW_LINE,
  newShards,
  shardCountFor,
} from './event.ts';
import { MAX_PER_BOOKING_DEFAULT } from './limits.ts';
import type { Environment, EventStore } from './ports.ts';
import { Refusal } from './refusal.ts';

type Optional = 'salesOpenAt' | 'salesCloseAt' | 'maxPerBooking' | 'maxPerCustomer';

/** What an organizer states. Sales run from now to the start, and one booking's worth per customer, unless stated. */
export type CreateEvent = Omit<
  Event,
  'id' | 'createdAt' | 'cancelledAt' | 'fingerprint' | 'revision' | 'shardCount' | Optional
> & {
  [Name in Optional]?: Event[Name] | undefined;
};

/** @throws Refusal `idempotency-key-reused`. */
export async function createEvent(
  request: CreateEvent,
  idempotencyKey: string | undefined,
  { events, environment }: { events: EventStore; environment: Environment },
): Promise<{ event: Event; availability: Availability }> {
  const now = environment.now();
  const createdAt = new Date(now).toISOString();
  const maxPerBooking =
    request.maxPerBooking ?? Math.min(MAX_PER_BOOKING_DEFAULT, request.maxPerCustomer ?? Infinity);
  const event: Event = {
    ...request,
    id: eventIdFor(request.organizerId, idempotencyKey ?? environment.newId()),
    fingerprint: fingerprintOf(request),
    createdAt,
    revision: 0,
    salesOpenAt: request.salesOpenAt ?? createdAt,
    salesCloseAt: request.salesCloseAt ?? request.startsAt,
    maxPerBooking,
    maxPerCustomer: request.maxPerCustomer ?? maxPerBooking,
    shardCount: shardCountFor(request),
  };
  const stored = await events.create(event);
  if (stored.fingerprint !== event.fingerprint) {
    throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
  }
  const availability = availabilityOf(stored, newShards(stored), NEW_LINE, Date.parse(stored.createdAt));
  return { event: stored, availability };
}
