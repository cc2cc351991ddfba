/**
 * Books tickets. A booking takes them from the shards while they have enough (sell-from-shards). After that
 * the sale from shards is closed (close-sale), and the booking joins the waitlist (join-waitlist) or, after
 * sales, takes unassigned tickets for the organizer (sell-at-door). Each of these files says what a crash
 * leaves behind.
 */
import { asFirstAnswered, type Booking } from '../model/booking.ts';
import { counted } from '../model/counted.ts';
import type { Event } from '../model/event.ts';
import { AFTERCARE_RETRY_BUDGET_MS, BOOKING_LIMIT_TICKETS } from '../model/limits.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import { refuseOtherTypes, whyNotBookable } from '../model/ticket-types.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { closeSale } from '../waitlist/close-sale.ts';
import { BookingAttempt, type BookTickets, type BookTicketsPorts } from './booking-attempt.ts';
import { acknowledgeWaiting, joinWaitlist } from './join-waitlist.ts';
import { sellAtDoor } from './sell-at-door.ts';
import { sellFromShards } from './sell-from-shards.ts';

/**
 * @returns the booking, `confirmed` or `waitlisted`; for a repeated request the booking that it made the
 *   first time
 * @throws Refusal `not-found`, `validation-failed`, `sold-out`, `draw-is-open`, `customer-limit-reached`,
 *   `too-many-bookings`, `already-waiting`, `address-not-confirmed`, `challenge-required`, `sales-not-open`,
 *   `sales-closed`, `event-cancelled`, `waitlist-full`, `not-waiting`, `idempotency-key-reused`; Busy when the retry budget is spent, and then no booking is left behind unless
 *   the store could not be reached.
 */
export async function bookTickets(request: BookTickets, ports: BookTicketsPorts): Promise<Booking> {
  const attempt = new BookingAttempt(await eventOf(request, ports), request, ports);
  try {
    return await run(attempt);
  } catch (error) {
    const mayBeThere = request.idempotencyKey !== undefined || attempt.isUncertain;
    if (!(error instanceof Refusal) || !mayBeThere) throw error;
    const retryBudget = new RetryBudget(ports.runtime, AFTERCARE_RETRY_BUDGET_MS);
    const earlier = await retryBudget.retryWhileBusy(() =>
      ports.bookings.read(attempt.event, attempt.booking.id),
    );
    const couldNotAcknowledge = attempt.isInWaitlist && error instanceof Busy;
    if (earlier === undefined || (earlier.status === 'waitlisted' && couldNotAcknowledge)) throw error;
    if (attempt.isAnswerUncertain && asFirstAnswered(earlier).status === 'waitlisted') throw error;
    return acknowledgeWaiting(attempt, attempt.recognise(earlier));
  }
}

/** A draft that is remembered may be published by now, and a ticket type may be on sale. */
async function eventOf(
  { eventId, types }: BookTickets,
  { cache }: Pick<BookTicketsPorts, 'cache'>,
): Promise<Event> {
  const event = await cache.get(eventId);
  const mayBeOther = event.isDraft || whyNotBookable(event, types) !== undefined;
  return mayBeOther ? cache.refresh(eventId) : event;
}

async function run(attempt: BookingAttempt): Promise<Booking> {
  const { event, request, retryBudget, ports } = attempt;
  refuseOtherTypes(event, request.types);
  const most = Math.min(attempt.isAtDoor ? BOOKING_LIMIT_TICKETS : event.maxPerBooking, event.capacity);
  if (request.quantity > most) {
    throw new Refusal(
      'validation-failed',
      `A booking of this event can have at most ${counted(most, 'ticket')}.`,
      {
        errors: [{ pointer: request.types ? '/types' : '/quantity', detail: `at most ${most}` }],
      },
    );
  }
  attempt.refuseTooManyPlaces();
  await attempt.refuseOutsideSales();
  attempt.refuseWithoutReading();
  await attempt.requireSolution();
  if (request.replaces === undefined && !ports.cache.sellsInOrder.has(event.id)) {
    const sold = await sellFromShards(attempt);
    if (sold !== 'sale-is-over') return acknowledgeWaiting(attempt, sold);
    await closeSale(event, retryBudget, ports);
  }
  return attempt.isAfterSales ? sellAtDoor(attempt) : joinWaitlist(attempt);
}
