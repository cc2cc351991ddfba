/**
 * Cancels a booking or part of it, and leaves the waitlist.
 *
 * Steps for tickets held, and what a crash after each leaves behind:
 * 1. One conditional write of the booking: the tickets become released and stay counted on it. Crash: the sweep
 *    finds the release by the mark that the same write set.
 * 2. A message tells the event's clerk. Crash: as after 1. The answer does not depend on the message.
 * Steps for a place in the line:
 * 1. One transaction changes the booking, its entry and the count of those who wait. Crash: done.
 * 2. A message tells the clerk, for whom the head of the line may have changed. Crash: the sweep finds the pool.
 */
import { type Booking, cancellationIdFor, type Fact } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import type { Event } from './event.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { planCancellation } from './plan-cancellation.ts';
import { Refusal } from './refusal.ts';
import { tellClerk } from './tell-clerk.ts';
import { type Actor, isOwner, runsEvent } from './user.ts';
import { writeBooking } from './write-booking.ts';

export type CancelBooking = {
  eventId: string;
  bookingId: string;
  actor: Actor;
  /** Tickets; undefined for all that are left. */
  quantity?: number;
  /** Kept with who and when, for what one does on another's behalf. */
  reason?: string;
  idempotencyKey: string | undefined;
};

/** The booking if the actor may see it. @throws Refusal `not-found`, also for what is not theirs. */
export async function readBookingOf(
  actor: Actor,
  event: Event,
  bookingId: string,
  ports: { bookings: Pick<BookingPorts['bookings'], 'read'> },
): Promise<Booking> {
  const booking = await ports.bookings.read(event, bookingId);
  const mayLook = booking !== undefined && (isOwner(actor, booking) || runsEvent(actor, event));
  if (!mayLook) throw new Refusal('not-found', 'There is no such booking.');
  return booking;
}

/**
 * @throws Refusal `not-found`, `already-cancelled`, `checked-in`, `offer-expired`, `validation-failed`,
 * `idempotency-key-reused`; Busy.
 */
export async function cancelBooking(request: CancelBooking, ports: BookingPorts): Promise<Booking> {
  const { environment, memory } = ports;
  const event = await memory.facts(request.eventId);
  const key = cancellationIdFor(request.actor.userId, request.idempotencyKey ?? environment.newId());
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  for (;;) {
    const booking = await readBookingOf(request.actor, event, request.bookingId, ports);
    const earlier = booking.cancellations[key];
    if (earlier !== undefined) {
      const { asked, ...answered } = earlier;
      if (asked === (request.quantity ?? 0)) return { ...booking, ...answered };
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    const changed = cancelled(booking, key, request, environment.now());
    if (await writeBooking(event, booking, changed, ports)) {
      await tellClerk(event, changed, ports);
      return changed;
    }
    await patience.backOff();
  }
}

/**
 * Takes somebody out of the line whose request was not to wait; they keep the tickets if they were served first.
 * @returns the booking as it is now: it still waits where the write met contention.
 */
export async function turnAway(event: Event, waiting: Booking, ports: BookingPorts): Promise<Booking> {
  const at = ports.environment.now();
  const { granted } = waiting;
  const givenBack: Fact[] = granted === 0 ? [] : [{ what: 'cancelled', at, quantity: granted }];
  const turnedAway: Fact = { what: 'turned-away', at, quantity: waiting.quantity - granted };
  const left: Booking = {
    ...waiting,
    status: 'cancelled',
    quantity: 0,
    granted: 0,
    released: waiting.released + granted,
    history: [...waiting.history, ...givenBack, turnedAway],
  };
  if (await writeBooking(event, waiting, left, ports)) {
    await tellClerk(event, left, ports);
    return left;
  }
  return (await ports.bookings.read(event, waiting.id)) ?? left;
}

function cancelled(
  booking: Booking,
  key: string,
  { actor, quantity, reason }: CancelBooking,
  now: number,
): Booking {
  const plan = planCancellation(booking, quantity, now);
  const trace = { at: now, by: actor.userId, ...(reason !== undefined && { why: reason }) };
  const facts: Fact[] = [];
  if (plan.leave > 0) facts.push({ what: 'left', quantity: plan.leave, ...trace });
  if (plan.release > 0) facts.push({ what: 'cancelled', quantity: plan.release, ...trace });
  const { offerExpiresAt, ...rest } = booking;
  const keepsOffer = plan.after.status === 'offered' && offerExpiresAt !== undefined;
  return {
    ...rest,
    ...plan.after,
    ...(keepsOffer && { offerExpiresAt }),
    released: booking.released + plan.release,
    history: [...booking.history, ...facts],
    cancellations: { ...booking.cancellations, [key]: { asked: quantity ?? 0, ...plan.after } },
  };
}
