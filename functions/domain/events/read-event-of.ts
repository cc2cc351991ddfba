/** Reads an event for its organizer or an admin. */
import type { Event } from '../model/event.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, runsEvent } from '../model/user.ts';
import type { EventCache } from '../process/event-cache.ts';

/**
 * @returns the event as it is now. @throws Refusal `not-found`, also for an event that the actor does not
 *   run; Busy.
 */
export async function readEventOf(
  actor: Actor,
  eventId: string,
  { cache }: { cache: Pick<EventCache, 'refresh'> },
): Promise<Event> {
  const event = await cache.refresh(eventId);
  if (!runsEvent(actor, event))
    throw new Refusal('not-found', 'No event has this id. Check the id in the path.');
  return event;
}
