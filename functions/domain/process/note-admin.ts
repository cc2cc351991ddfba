/**
 * The entry in the trail of a change of an event: of what an admin changes about an event of somebody else, and of a date that
 * ends it within a day, which nobody can take back. Other changes by those who run it have none.
 */
import type { Event } from '../model/event.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Actor, runsAsAdmin } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';

export function changeByAdmin(actor: Actor, event: Event, runtime: Runtime): SecurityEvent | undefined {
  return runsAsAdmin(actor, event) ? changeBy(actor, event, runtime) : undefined;
}

export function changeBy(actor: Actor, { id: eventId }: Event, runtime: Runtime): SecurityEvent {
  return { id: runtime.newId(), kind: 'event-changed', at: runtime.now(), by: actor.userId, eventId };
}
