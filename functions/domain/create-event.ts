/**
 * Creates an event with its shards and its line, in one transaction: an event is there whole or not at all.
 */
import { type Availability, availabilityOf, type Event, shardCountFor } from './event.ts';
import type { Environment, EventStore } from './ports.ts';

type Optional = 'salesOpenAt' | 'salesCloseAt' | 'maxPerCustomer';

/** What an organizer states. Sales run from now to the start, and one booking's worth per customer, unless stated. */
export type CreateEvent = Omit<Event, 'id' | 'createdAt' | 'shardCount' | Optional> & {
  [Name in Optional]?: Event[Name] | undefined;
};

export async function createEvent(
  request: CreateEvent,
  { events, environment }: { events: EventStore; environment: Environment },
): Promise<{ event: Event; availability: Availability }> {
  const now = environment.now();
  const createdAt = new Date(now).toISOString();
  const event: Event = {
    ...request,
    id: environment.newId(),
    createdAt,
    salesOpenAt: request.salesOpenAt ?? createdAt,
    salesCloseAt: request.salesCloseAt ?? request.startsAt,
    maxPerCustomer: request.maxPerCustomer ?? request.maxPerBooking,
    shardCount: shardCountFor(request.capacity),
  };
  await events.create(event);
  return {
    event,
    availability: availabilityOf(event, await events.readShards(event, 'strong'), NEW_LINE, now),
  };
}

const NEW_LINE = { queueing: false, drained: false, pool: 0, pass: 0, served: 0 };
