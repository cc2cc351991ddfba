/**
 * Accepts or declines an offer. One conditional write decides between the owner and the clock: an offer that was
 * accepted cannot run out, and one that ran out cannot be accepted, whenever the clean-up runs. The same transaction
 * checks in a shard that sales are open: an offer outlives neither the sale nor the event.
 *
 * Steps for declining, and what a crash after each leaves behind:
 * 1. The write: the tickets become released. Crash: the sweep finds the release.
 * 2. A message tells the clerk. Crash: as after 1.
 */
import { type Booking, type Fact, isExpired } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import { readBookingOf } from './cancel-booking.ts';
import type { Event } from './event.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { Refusal } from './refusal.ts';
import { salesState } from './sale-terms.ts';
import { tellClerk } from './tell-clerk.ts';
import { type Actor, isOwner } from './user.ts';
import { writeBooking } from './write-booking.ts';

export type AnswerOffer = { eventId: string; bookingId: string; actor: Actor; answer: 'accept' | 'decline' };

/**
 * Answering again in the same way changes nothing.
 * @throws Refusal `not-found`, also for an organizer: only the owner answers; `offer-expired`; `event-cancelled`;
 * `not-offered`; Busy.
 */
export async function answerOffer(
  { eventId, bookingId, actor, answer }: AnswerOffer,
  ports: BookingPorts,
): Promise<Booking> {
  let event = await ports.memory.facts(eventId);
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  const said = answer === 'accept' ? 'accepted' : 'declined';
  let mayBeWritten = false;
  for (;;) {
    const booking = await patience.outwaitBusy(() => readBookingOf(actor, event, bookingId, ports));
    if (!isOwner(actor, booking))
      throw new Refusal('not-found', 'Only the person who was offered tickets may answer.');
    const facts = new Set(booking.history.map(({ what }) => what));
    if (facts.has(said)) {
      if (mayBeWritten && booking.released > 0) await tellClerk(event, booking, ports);
      return booking;
    }
    const now = ports.environment.now();
    if (isExpired(booking, now) || (facts.has('offered') && facts.has('expired')))
      throw new Refusal('offer-expired', 'The offer has run out. You may join the waitlist again.');
    if (booking.status !== 'offered') throw new Refusal('not-offered', `The booking is ${booking.status}.`);
    if (answer === 'accept') refuseAfterSales(event, now);
    const answered = answer === 'accept' ? accepted(booking, now) : declined(booking, now);
    if (await writeBooking(event, booking, answered, ports)) {
      if (answered.released > 0) await tellClerk(event, answered, ports);
      return answered;
    }
    mayBeWritten = true;
    await patience.backOff();
    event = await patience.outwaitBusy(() => ports.memory.freshFacts(eventId));
  }
}

/** An offer ends with the sale, also where that was moved forward after the offer was made. */
function refuseAfterSales(event: Event, now: number): void {
  if (event.cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'This event does not take place.');
  if (salesState(event, now) === 'closed')
    throw new Refusal('offer-expired', `The offer ended with the sale, at ${event.salesCloseAt}.`);
}

function accepted({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const fact: Fact = { what: 'accepted', at: now, quantity: booking.quantity };
  return { ...booking, status: 'confirmed', history: [...booking.history, fact] };
}

function declined({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const fact: Fact = { what: 'declined', at: now, quantity: booking.quantity };
  return {
    ...booking,
    status: 'cancelled',
    quantity: 0,
    released: booking.released + booking.quantity,
    history: [...booking.history, fact],
  };
}
