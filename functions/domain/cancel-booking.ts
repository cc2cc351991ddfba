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
import { type CancellationPlan, planCancellation } from './plan-cancellation.ts';
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
 * @throws Refusal `not-found`, `already-cancelled`, `checked-in`, `event-started`, `offer-expired`,
 * `validation-failed`, `idempotency-key-reused`; Busy.
 */
export async function cancelBooking(request: CancelBooking, ports: BookingPorts): Promise<Booking> {
  const { environment, memory } = ports;
  const event = await memory.facts(request.eventId);
  const key = cancellationIdFor(request.actor.userId, request.idempotencyKey ?? environment.newId());
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  let mayBeWritten = false;
  for (;;) {
    const booking = await patience.outwaitBusy(() =>
      readBookingOf(request.actor, event, request.bookingId, ports),
    );
    const earlier = booking.cancellations[key];
    if (earlier !== undefined) {
      const { asked, ...answered } = earlier;
      if (asked !== (request.quantity ?? 0)) {
        throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
      }
      if (mayBeWritten) await tellClerk(event, booking, ports);
      return { ...booking, ...answered };
    }
    const now = environment.now();
    const plan = planCancellation(booking, request.quantity, now);
    if (plan.release > 0 && booking.status !== 'offered') refuseOnceBegun(event, request.actor, now);
    const changed = cancelled(booking, key, request, plan, now);
    if (await writeBooking(event, booking, changed, ports)) {
      await tellClerk(event, changed, ports);
      return changed;
    }
    mayBeWritten = true;
    await patience.backOff();
  }
}

/** Tickets are given back before the event begins; its organizer may cancel after that, too. */
function refuseOnceBegun(event: Event, actor: Actor, now: number): void {
  if (now < Date.parse(event.startsAt) || event.cancelledAt !== undefined || runsEvent(actor, event)) return;
  throw new Refusal(
    'event-started',
    `The event began at ${event.startsAt}. Ask its organizer to cancel the booking.`,
  );
}

function cancelled(
  booking: Booking,
  key: string,
  { actor, quantity, reason }: CancelBooking,
  plan: CancellationPlan,
  now: number,
): Booking {
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
