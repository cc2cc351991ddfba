/**
 * Accepts or declines an offer. One conditional write decides between the owner and the clock: an accepted
 * offer cannot expire, and an expired one cannot be accepted, whether or not the sweep has run. To accept,
 * the same transaction checks in a shard that sales are open, because an offer ends with the sale and with
 * the event.
 *
 * Steps for declining, and what a crash after each leaves behind:
 * 1. The write: the tickets become a release. Crash: the sweep finds the release.
 * 2. A message to the clerk. Crash: as after 1.
 */
import { type Booking, type HistoryEntry, isExpired } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { asOf } from '../model/lapsed-offer.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { salesState } from '../model/sale-terms.ts';
import { type Actor, isOwner } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from '../process/event-cache.ts';
import { notifyClerk } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readBookingOf } from './read-booking-of.ts';
import { writeBooking } from './write-booking.ts';

type Ports = { bookings: BookingStore; cache: EventCache; queue: Queue; runtime: Runtime; log: Log };

export type AnswerOffer = { eventId: string; bookingId: string; actor: Actor; answer: 'accept' | 'decline' };

/**
 * Accepts or declines on behalf of the booking's owner. The same answer again changes nothing: it is refused if the
 * accepted booking was cancelled meanwhile.
 * @returns the booking after the answer.
 * @throws Refusal `not-found` for everybody but the owner, organizers included; `offer-expired`;
 * `event-cancelled`; `already-cancelled`; `not-offered`; Busy.
 */
export async function answerOffer(
  { eventId, bookingId, actor, answer }: AnswerOffer,
  ports: Ports,
): Promise<Booking> {
  let event = await ports.cache.get(eventId);
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  const said = answer === 'accept' ? 'accepted' : 'declined';
  let mayBeWritten = false;
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() => readBookingOf(actor, event, bookingId, ports));
    if (!isOwner(actor, booking))
      throw new Refusal('not-found', 'Only the customer of the booking may answer its offer.');
    const kinds = new Set(booking.history.map(({ what }) => what));
    if (kinds.has(said)) {
      if (mayBeWritten && booking.released > 0) await notifyClerk(event, booking, ports);
      if (answer === 'accept') refuseCancelled(booking);
      return booking;
    }
    const now = ports.runtime.now();
    refuseExpired(booking, kinds, now);
    refuseCancelled(booking);
    if (booking.status !== 'offered')
      throw new Refusal('not-offered', `The booking has no offer: it is ${booking.status}.`);
    if (answer === 'accept') refuseAfterSales(event, now);
    const answered = answer === 'accept' ? accepted(booking, now) : declined(booking, now);
    if (await writeBooking(event, booking, answered, ports)) {
      if (answered.released > 0) await notifyClerk(event, answered, ports);
      return answered;
    }
    mayBeWritten = true;
    await retryBudget.backOff();
    event = await retryBudget.retryWhileBusy(() => ports.cache.refresh(eventId));
  }
}

function refuseExpired(booking: Booking, kinds: Set<HistoryEntry['what']>, now: number): void {
  const { status } = asOf(booking, now);
  if (status === 'waitlisted' && (isExpired(booking, now) || kinds.has('lapsed')))
    throw new Refusal('offer-expired', 'The offer has expired. The booking waits again.');
  if (isExpired(booking, now) || (kinds.has('offered') && kinds.has('expired')))
    throw new Refusal('offer-expired', 'The offer has expired. You can join the waitlist again.');
}

function refuseCancelled({ status }: Booking): void {
  if (status === 'cancelled')
    throw new Refusal('already-cancelled', 'The booking is cancelled: it has no offer.');
}

/** An offer ends with the sale, even if the organizer moved the end of sales to an earlier time since. */
function refuseAfterSales(event: Event, now: number): void {
  if (event.cancelledAt !== undefined)
    throw new Refusal('event-cancelled', 'The event was cancelled and does not take place.');
  if (salesState(event, now) === 'closed')
    throw new Refusal('offer-expired', `The offer ended when sales closed at ${event.salesCloseAt}.`);
}

function accepted({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const historyEntry: HistoryEntry = { what: 'accepted', at: now, quantity: booking.quantity };
  return { ...booking, status: 'confirmed', history: [...booking.history, historyEntry] };
}

function declined({ offerExpiresAt: _offerExpiresAt, ...booking }: Booking, now: number): Booking {
  const historyEntry: HistoryEntry = { what: 'declined', at: now, quantity: booking.quantity };
  return {
    ...booking,
    status: 'cancelled',
    quantity: 0,
    released: booking.released + booking.quantity,
    history: [...booking.history, historyEntry],
  };
}
