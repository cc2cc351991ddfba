/**
 * Creates an event with its shards and its line: an event is there whole or not at all. More than a hundred items take
 * several transactions, and the event's own item is in the last one, so nobody sees it before it is whole.
 *
 * A transaction that failed, or whose answer was lost, is repeated with the same id, which finds what it wrote before.
 * Crash: a request repeated with its key goes on with what is there; without a key the rest belongs to no event.
 */
import { fingerprintOf } from './booking.ts';
import {
  type Availability,
  availabilityOf,
  type Event,
  type EventFacts,
  eventIdFor,
  eventOf,
  NEW_LINE,
  newShards,
  shardCountFor,
} from './event.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import type { Environment, EventStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { type SaleTerms, statedTerms } from './sale-terms.ts';

type Derived = 'id' | 'createdAt' | 'cancelledAt' | 'fingerprint' | 'revision' | 'isSpreading' | 'shardCount';

/** What an organizer states about a new event. */
export type CreateEvent = Omit<EventFacts, Derived | 'stated'> & {
  [Term in keyof SaleTerms]?: SaleTerms[Term] | undefined;
};

/** @throws Refusal `idempotency-key-reused`; Busy. */
export async function createEvent(
  request: CreateEvent,
  idempotencyKey: string | undefined,
  { events, environment }: { events: EventStore; environment: Environment },
): Promise<{ event: Event; availability: Availability }> {
  const { salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer, ...facts } = request;
  const stated = statedTerms({ salesOpenAt, salesCloseAt, maxPerBooking, maxPerCustomer });
  const event = eventOf({
    ...facts,
    id: eventIdFor(request.organizerId, idempotencyKey ?? environment.newId()),
    fingerprint: fingerprintOf(request),
    createdAt: new Date(environment.now()).toISOString(),
    revision: 0,
    stated,
    shardCount: shardCountFor(request),
  });
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  const stored = await patience.outwaitBusy(() => events.create(event));
  if (stored.fingerprint !== event.fingerprint) {
    throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
  }
  const availability = availabilityOf(stored, newShards(stored), NEW_LINE, Date.parse(stored.createdAt));
  return { event: stored, availability };
}
