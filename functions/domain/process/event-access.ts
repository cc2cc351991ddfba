/**
 * Decides whether somebody runs an event now. What a process remembers of an event may be a second old, and a member who
 * was removed from the staff loses access at once, so the event is read anew.
 */
import { type Actor, runsEvent } from '../model/user.ts';
import type { EventCache } from './event-cache.ts';

/** Costs one read unit, and nothing for guests and admins. @throws Refusal `not-found`; Busy */
export async function runsEventNow(
  actor: Actor,
  eventId: string,
  { cache }: { cache: Pick<EventCache, 'refresh'> },
): Promise<boolean> {
  if (actor.role === 'guest' || actor.role === 'admin') return actor.role === 'admin';
  return runsEvent(actor, await cache.refresh(eventId));
}
