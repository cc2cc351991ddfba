/** The entry in the trail of what an admin changes about an event that others run. A change by those who run it has none. */
import type { Event } from '../model/event.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import { type Actor, runsAsAdmin } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';

export function changeByAdmin(actor: Actor, event: Event, runtime: Runtime): SecurityEvent | undefined {
  if (!runsAsAdmin(actor, event)) return undefined;
  const who = { by: actor.userId, eventId: event.id };
  return { id: runtime.newId(), kind: 'event-changed', at: runtime.now(), ...who };
}
