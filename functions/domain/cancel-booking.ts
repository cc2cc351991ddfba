/**
 * Cancels a booking or part of it, and leaves the waitlist.
 *
 * Steps for tickets held, and what a crash after each leaves behind:
 * 1. One conditional update of the booking: the tickets become released and stay counted on it. Crash: the sweep
 *    finds the release by the mark that the same update set.
 * 2. A message tells the event's clerk. Crash: as after 1. The answer does not depend on the message.
 * Steps for a place in the line:
 * 1. One transaction changes the booking, its entry and the count of those who wait. Crash: done.
 * 2. A message tells the clerk, for whom the head of the line may have changed. Crash: the sweep finds the pool.
 */
import { type Booking, cancellationIdFor, type Fact, planCancellation } from './booking.ts';
import type { BookingPorts } from './booking-attempt.ts';
import type { Event } from './event.ts';
import { ATTENTION_GRACE_MS, BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { Refusal } from './refusal.ts';
import { type Actor, runsEvent } from './user.ts';

export type CancelBooking = {
  eventId: string;
  bookingId: string;
  actor: Actor;
  /** Tickets; undefined for all that are left. */
  quantity?: number;
  idempotencyKey: string | undefined;
};

/** The booking if the actor may see it. @throws Refusal `not-found`, also for what is not theirs. */
export async function readBookingOf(
  actor: Actor,
  event: Event,
  bookingId: string,
  ports: Pick<BookingPorts, 'bookings'>,
): Promise<Booking> {
  const booking = await ports.bookings.read(event, bookingId);
  const isTheirs = booking?.customerId === actor.userId || runsEvent(actor, event);
  if (booking === undefined || !isTheirs) throw new Refusal('not-found', 'There is no such booking.');
  return booking;
}

/**
 * @throws Refusal `not-found`, `already-cancelled`, `checked-in`, `validation-failed`, `idempotency-key-reused`; Busy.
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
      if (earlier === (request.quantity ?? 0)) return booking;
      throw new Refusal('idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    }
    const cancelled = await cancel(event, booking, { ...request, idempotencyKey: key }, ports);
    if (cancelled !== undefined) return cancelled;
    await patience.backOff();
  }
}

/** Takes somebody out of the line whose request was not to wait; they keep the tickets if they were served first. */
export async function turnAway(event: Event, waiting: Booking, ports: BookingPorts): Promise<Booking> {
  const fact: Fact = { what: 'turned-away', at: ports.environment.now(), quantity: waiting.quantity };
  const left: Booking = { ...waiting, status: 'cancelled', quantity: 0, history: [...waiting.history, fact] };
  if (await ports.bookings.leave(event, waiting, left)) {
    await tellClerk(event, left, ports);
    return left;
  }
  return (await ports.bookings.read(event, waiting.id)) ?? left;
}

/** Undefined: the booking changed in between. */
async function cancel(
  event: Event,
  booking: Booking,
  { actor, quantity, idempotencyKey }: CancelBooking & { idempotencyKey: string },
  ports: BookingPorts,
): Promise<Booking | undefined> {
  const plan = planCancellation(booking, quantity);
  const now = ports.environment.now();
  const isRelease = plan.kind === 'release';
  const fact: Fact = {
    what: isRelease ? 'cancelled' : 'left',
    at: now,
    quantity: plan.quantity,
    by: actor.userId,
  };
  const changed: Booking = {
    ...booking,
    status: plan.status,
    quantity: plan.left,
    released: booking.released + (isRelease ? plan.quantity : 0),
    history: [...booking.history, fact],
    cancellations: { ...booking.cancellations, [idempotencyKey]: quantity ?? 0 },
  };
  const isWritten = isRelease
    ? await ports.bookings.release(event, booking, changed, now + ATTENTION_GRACE_MS)
    : await ports.bookings.leave(event, booking, changed);
  if (!isWritten) return undefined;
  await tellClerk(event, changed, ports);
  return changed;
}

async function tellClerk(event: Event, booking: Booking, { queue, log }: BookingPorts): Promise<void> {
  try {
    await queue.send({ eventId: event.id, bookingId: booking.id }, `${booking.id}:${booking.history.length}`);
  } catch (error) {
    log.warn('The clerk was not told of a cancellation; the sweep will.', {
      eventId: event.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}
