/**
 * For whom a booking is made: the user of the access token; a guest, where the event allows guests; or somebody at the
 * door, for whom the organizer books and says why. Never anybody named in a body alone.
 *
 * The address of a guest is not proven, so it is no identity: whoever knows an address could learn by it what its owner
 * booked, or use up the owner's limit. Each booking of a guest is a customer of its own, limited as one booking is.
 */
import { type Attendee, fingerprintOf } from './booking.ts';
import type { BookTickets } from './booking-attempt.ts';
import { derivedId } from './derived-id.ts';
import type { Event } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import type { Environment } from './ports.ts';
import { Refusal } from './refusal.ts';
import { type Actor, runsEvent } from './user.ts';

/** `keyOwner`: in whose name an idempotency key is. `hasAccount` false: the booking is managed with a token of its own. */
export type Customer = {
  customerId: string;
  keyOwner: string;
  hasAccount: boolean;
  onBehalf?: { by: string; why: string };
};

type Request = Pick<BookTickets, 'eventId' | 'quantity' | 'onSoldOut'> & {
  actor: Actor;
  attendee?: Attendee;
  reason?: string;
};

type Ports = { memory: EventMemory; environment: Pick<Environment, 'newId'> };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, or `validation-failed` without an attendee. */
export async function chooseCustomer(request: Request, { memory, environment }: Ports): Promise<Customer> {
  const { actor, attendee, reason } = request;
  const isGuest = actor.role === 'guest';
  if (!isGuest && reason === undefined)
    return { customerId: actor.userId, keyOwner: actor.userId, hasAccount: true };

  const event = isGuest ? await eventForGuests(request.eventId, memory) : await memory.facts(request.eventId);
  if (!isGuest && !runsEvent(actor, event)) {
    throw new Refusal(
      'forbidden',
      'Only who runs the event books for others. Leave out the reason to book for yourself.',
    );
  }
  if (attendee === undefined) {
    throw new Refusal('validation-failed', 'Say who the tickets are for.', {
      errors: [{ pointer: '/attendee', detail: 'required where the booking is for nobody with an account' }],
    });
  }
  const customerId = environment.newId();
  if (isGuest) return { customerId, keyOwner: guestKeyOwner(request), hasAccount: false };
  const onBehalf = { by: actor.userId, why: reason ?? '' };
  return { customerId, keyOwner: doorKeyOwner(actor.userId), hasAccount: false, onBehalf };
}

/** An organizer's keys are their own, for whomever they book. */
export function doorKeyOwner(organizerId: string): string {
  return derivedId('door', organizerId);
}

async function eventForGuests(eventId: string, memory: EventMemory): Promise<Event> {
  const event = await memory.facts(eventId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not-found') return undefined;
    throw error;
  });
  if (event?.allowGuests) return event;
  throw new Refusal('unauthenticated', 'Log in to book: this event does not take guests.');
}

/** All that a guest said: a key means the same booking only to a request that says exactly the same. */
function guestKeyOwner({ quantity, onSoldOut, attendee }: Request): string {
  return derivedId('guest', fingerprintOf([quantity, onSoldOut, attendee]));
}
