/**
 * Books tickets: from the shards while they last (sell-from-shards), then the sale is closed (close-sale) and the
 * booking joins the line (join-line). Each of the three says what a crash leaves behind.
 */
import type { Booking } from './booking.ts';
import { BookingAttempt, type BookingPorts, type BookTickets } from './booking-attempt.ts';
import { closeSale } from './close-sale.ts';
import { acknowledgeWaiting, joinLine } from './join-line.ts';
import { AFTERCARE_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { Busy, Refusal } from './refusal.ts';
import { sellAtDoor } from './sell-at-door.ts';
import { sellFromShards } from './sell-from-shards.ts';

/**
 * @returns the booking, `confirmed` or `waitlisted`; for a repeated request the one it made the first time.
 * @throws Refusal `not-found`, `validation-failed`, `sold-out`, `customer-limit-reached`, `too-many-bookings`,
 * `sales-not-open`, `sales-closed`, `waitlist-full`, `idempotency-key-reused`; Busy under contention, and then, unless
 * the store could not be reached at all, no booking is left behind.
 */
export async function bookTickets(request: BookTickets, ports: BookingPorts): Promise<Booking> {
  const attempt = new BookingAttempt(await ports.memory.facts(request.eventId), request, ports);
  try {
    return await run(attempt);
  } catch (error) {
    const mayBeThere = request.idempotencyKey !== undefined || attempt.isUncertain;
    if (!(error instanceof Refusal) || !mayBeThere) throw error;
    const patience = new Patience(ports.environment, AFTERCARE_PATIENCE_MS);
    const earlier = await patience.outwaitBusy(() => ports.bookings.read(attempt.event, attempt.booking.id));
    const couldNotAcknowledge = attempt.standsInLine && error instanceof Busy;
    if (earlier === undefined || (earlier.status === 'waitlisted' && couldNotAcknowledge)) throw error;
    return acknowledgeWaiting(attempt, attempt.recognise(earlier));
  }
}

async function run(attempt: BookingAttempt): Promise<Booking> {
  const { event, request, patience, ports } = attempt;
  const most = Math.min(event.maxPerBooking, event.capacity);
  if (request.quantity > most) {
    throw new Refusal('validation-failed', `At most ${most} tickets fit one booking of this event.`, {
      errors: [{ pointer: '/quantity', detail: `at most ${most}` }],
    });
  }
  await attempt.refuseOutsideSales();
  if (!ports.memory.queueing.has(event.id)) {
    const sold = await sellFromShards(attempt);
    if (sold !== 'sale-is-over') return acknowledgeWaiting(attempt, sold);
    await closeSale(event, patience, ports);
  }
  return attempt.isAfterSales ? sellAtDoor(attempt) : joinLine(attempt);
}
