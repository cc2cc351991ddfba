/** Reads an event for its staff or an admin. */
import type { Event } from '../model/event.ts';
import { type Actor, runsEvent } from '../model/user.ts';
import { type EventCache, noEvent } from '../process/event-cache.ts';

/**
 * `may`: which of the staff may read it; by default those who run it.
 * @returns the event as it is now. @throws Refusal `not-found`, also for an event with which the actor may not do this;
 *   Busy.
 */
export async function readEventOf(
  actor: Actor,
  eventId: string,
  { cache }: { cache: Pick<EventCache, 'refresh'> },
  may: (actor: Actor, event: Event) => boolean = runsEvent,
): Promise<Event> {
  const event = await cache.refresh(eventId);
  if (!may(actor, event)) throw noEvent();
  return event;
}
