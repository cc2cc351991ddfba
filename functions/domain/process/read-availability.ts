/** Reads the availability of an event: adds up its shards and its waitlist. */
import { type Availability, availabilityOf } from '../model/availability.ts';
import type { Event } from '../model/event.ts';
import { Refusal } from '../model/refusal.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';

type Ports = { events: EventStore; waitlist: Pick<WaitlistReader, 'read'>; runtime: Runtime };

/**
 * @returns the availability after a stored change; undefined if it cannot be read, which must not fail the
 * request.
 */
export async function availabilityIfKnown(event: Event, ports: Ports): Promise<Availability | undefined> {
  try {
    return await availabilityNow(event, ports);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Reads the shards (eventually consistent) and the waitlist, and adds them up. @throws Busy */
export async function availabilityNow(
  event: Event,
  { events, waitlist, runtime }: Ports,
): Promise<Availability> {
  const [shards, state] = await Promise.all([events.readShards(event, 'eventual'), waitlist.read(event)]);
  return availabilityOf(event, shards, state, runtime.now());
}
