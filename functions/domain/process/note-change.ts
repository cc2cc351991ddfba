/** The entry in the trail of security events of a change of an event. One by those who run it has none, unless it ends the event, or concerns those who wait. */
import type { Event } from '../model/event.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Actor, runsAsAdmin } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';

/** @returns the entry of a change that is noted whoever makes it. */
export function noteOfChange(actor: Actor, { id: eventId }: Event, runtime: Runtime): SecurityEvent {
  return { id: runtime.newId(), kind: 'event-changed', at: runtime.now(), by: actor.userId, eventId };
}

/** @returns the entry of what an admin changes about an event of somebody else; undefined for everybody else. */
export function noteOfAdmin(actor: Actor, event: Event, runtime: Runtime): SecurityEvent | undefined {
  return runsAsAdmin(actor, event) ? noteOfChange(actor, event, runtime) : undefined;
}
