/**
 * Chooses the customer of a booking: the user of the access token; a guest, if the event allows guests; or
 * somebody at the door, for whom the organizer books and gives a reason. A request body alone never names an
 * existing customer.
 *
 * A guest's email address is not verified, so it does not identify a customer. Otherwise anybody who knows an
 * address could find out what its owner booked, or use up the owner's limit. Each booking of a guest has a
 * customer of its own, so its limit is that of one booking. Where the organizer decides that hoarding is the greater evil
 * (`limitsGuestsByAddress`), the limits, and nothing else, count the bookings of an address together.
 */
import { type Attendee, fingerprintOf } from '../model/booking.ts';
import { derivedId } from '../model/derived-id.ts';
import type { Event } from '../model/event.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, ANYONE, mailboxOf } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';
import { runsEventNow } from '../process/event-access.ts';
import type { EventCache } from '../process/event-cache.ts';
import type { BookTickets } from './booking-attempt.ts';

/**
 * `limitedAs`: as whom the limits per customer count it, if not as the customer. `keyOwner`: the owner of the idempotency
 * key. `hasAccount` false: the booking is managed with a token of its own. `onBehalf`: the id of the user who books for the
 * customer, and the reason.
 */
export type Customer = {
  customerId: string;
  limitedAs?: string;
  keyOwner: string;
  hasAccount: boolean;
  onBehalf?: { by: string; why: string };
};

type Request = Pick<BookTickets, 'eventId' | 'quantity' | 'types' | 'onSoldOut'> & {
  actor: Actor;
  attendee?: Attendee;
  reason?: string;
};

type Ports = { cache: EventCache; runtime: Pick<Runtime, 'newId'> };

/**
 * Chooses the customer by the actor, and for a user by whether the request has a reason.
 * @throws Refusal `unauthenticated` if the event does not allow guests, `forbidden` with a reason if the actor, a guest
 *   or a user, does not run the event, `not-found`, or `validation-failed` without an attendee.
 */
export async function chooseCustomer(request: Request, { cache, runtime }: Ports): Promise<Customer> {
  const { actor, attendee, reason } = request;
  const isGuest = actor.role === 'guest';
  if (!isGuest && reason === undefined) {
    const { isDraft } = await cache.get(request.eventId);
    // A draft is found by those who run it.
    if (isDraft) await cache.getFor(actor, request.eventId);
    return { customerId: actor.userId, keyOwner: actor.userId, hasAccount: true };
  }

  const event = isGuest
    ? await eventForGuests(request.eventId, cache)
    : await cache.getFor(actor, request.eventId);
  if (reason !== undefined && !(await runsEventNow(actor, event.id, { cache }))) {
    throw new Refusal(
      'forbidden',
      'Only those who run the event can book for others. To book for yourself, leave out reason.',
    );
  }
  if (attendee === undefined) {
    throw new Refusal('validation-failed', 'State the attendee of this booking.', {
      errors: [
        { pointer: '/attendee', detail: 'required if the booking is for somebody without an account' },
      ],
    });
  }
  const customerId = runtime.newId();
  if (isGuest) {
    const guest = { customerId, keyOwner: guestKeyOwner(request), hasAccount: false };
    const { email } = attendee;
    if (!event.limitsGuestsByAddress || email === undefined) return guest;
    return { ...guest, limitedAs: derivedId('guests', event.id, mailboxOf(email)) };
  }
  const onBehalf = { by: actor.userId, why: reason ?? '' };
  return { customerId, keyOwner: doorKeyOwner(actor.userId), hasAccount: false, onBehalf };
}

/** The owner of the idempotency keys of an organizer who books for others: one for all of their customers. */
export function doorKeyOwner(organizerId: string): string {
  return derivedId('door', organizerId);
}

async function eventForGuests(eventId: string, cache: EventCache): Promise<Event> {
  const event = await cache.getFor(ANYONE, eventId).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not-found') return undefined;
    throw error;
  });
  if (event?.allowGuests) return event;
  throw new Refusal('unauthenticated', 'Log in to book: this event does not accept guests.');
}

/**
 * The owner of a guest's idempotency key is derived from the whole request, so that a key means the same
 * booking only in a request with the same content.
 */
function guestKeyOwner({ quantity, types, onSoldOut, attendee }: Request): string {
  return derivedId('guest', fingerprintOf([quantity, onSoldOut, attendee, ...(types ? [types] : [])]));
}
