/**
 * For whom a booking is made: the user of the access token; a guest, known by their address, where the event allows
 * guests; or somebody at the door, for whom the organizer books and says why. Never anybody named in a body alone.
 */
import type { Attendee } from './booking.ts';
import { derivedId } from './derived-id.ts';
import type { Event } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { Refusal } from './refusal.ts';
import { type Actor, normalizeEmail, runsEvent } from './user.ts';

export type Customer = { customerId: string; isGuest: boolean; onBehalf?: { by: string; why: string } };

type Request = { eventId: string; actor: Actor; attendee?: Attendee; reason?: string };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, or `validation-failed` without an attendee. */
export async function chooseCustomer(request: Request, memory: EventMemory): Promise<Customer> {
  const { actor, attendee, reason } = request;
  const isGuest = actor.role === 'guest';
  if (!isGuest && reason === undefined) return { customerId: actor.userId, isGuest };

  const event = isGuest ? await eventForGuests(request.eventId, memory) : await memory.facts(request.eventId);
  if (!isGuest && !runsEvent(actor, event)) {
    throw new Refusal(
      'forbidden',
      'Only who runs the event books for others. Leave out the reason to book for yourself.',
    );
  }
  if (attendee === undefined) {
    throw new Refusal('validation-failed', 'Say who the tickets are for.', {
      errors: [{ pointer: '/attendee', detail: 'required for a guest' }],
    });
  }
  const customerId = guestIdFor(event.id, attendee.email);
  const trace = reason === undefined || isGuest ? undefined : { by: actor.userId, why: reason };
  return { customerId, isGuest: true, ...(trace && { onBehalf: trace }) };
}

async function eventForGuests(eventId: string, memory: EventMemory): Promise<Event> {
  const event = await memory.facts(eventId).catch(() => undefined);
  if (event?.allowGuests) return event;
  throw new Refusal('unauthenticated', 'Log in to book: this event does not take guests.');
}

/** The same address is the same guest of an event, so that its limits hold. */
function guestIdFor(eventId: string, email: string): string {
  return derivedId('guest', eventId, normalizeEmail(email));
}
