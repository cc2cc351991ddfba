/** Reads an event for whoever runs it: its organizer, or an admin. */
import type { Event } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { Refusal } from './refusal.ts';
import { type Actor, runsEvent } from './user.ts';

/** The event as it is now. @throws Refusal `not-found`, also for what is not theirs. */
export async function readEventOf(
  actor: Actor,
  eventId: string,
  { memory }: { memory: Pick<EventMemory, 'freshFacts'> },
): Promise<Event> {
  const event = await memory.freshFacts(eventId);
  if (!runsEvent(actor, event)) throw new Refusal('not-found', 'There is no such event.');
  return event;
}
