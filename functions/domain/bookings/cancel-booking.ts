/**
 * Cancels a booking or part of it. A waiting booking leaves the waitlist.
 *
 * Steps for held tickets, and what a crash after each leaves behind:
 * 1. One conditional write of the booking: the tickets become a release and stay counted on the booking.
 *    Crash: the sweep finds the release by the pending-work key from the same write.
 * 2. A message to the event's clerk. Crash: as after 1. The answer does not depend on the message.
 *
 * Steps for a waiting booking:
 * 1. One transaction changes the booking, its entry and the count of waiting bookings. Crash: the booking has
 *    left.
 * 2. A message to the clerk, because the head of the waitlist may have changed. Crash: the sweep finds the
 *    unassigned tickets.
 */
import { type Booking, cancellationIdFor, type HistoryEntry } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { type CancellationPlan, planCancellation } from '../model/plan-cancellation.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, runsEvent } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from '../process/event-cache.ts';
import { notifyClerk } from '../process/notify-clerk.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { readBookingOf } from './read-booking-of.ts';
import { writeBooking } from './write-booking.ts';

export type CancelBooking = {
  eventId: string;
  bookingId: string;
  actor: Actor;
  /** Tickets; undefined for all remaining ones. */
  quantity?: number;
  /** Stored in the history with actor and time, for a cancellation on the customer's behalf. */
  reason?: string;
  idempotencyKey: string | undefined;
};

type Ports = { bookings: BookingStore; cache: EventCache; queue: Queue; runtime: Runtime; log: Log };

/**
 * @returns the booking after the cancellation. A repeat with the same key gets the same status and quantity.
 * @throws Refusal `not-found`, `already-cancelled`, `checked-in`, `event-started`, `offer-expired`,
 * `validation-failed`, `idempotency-key-reused`; Busy.
 */
export async function cancelBooking(request: CancelBooking, ports: Ports): Promise<Booking> {
  const { runtime, cache } = ports;
  const event = await cache.get(request.eventId);
  const key = cancellationIdFor(request.actor.userId, request.idempotencyKey ?? runtime.newId());
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let mayBeWritten = false;
  for (;;) {
    const booking = await retryBudget.retryWhileBusy(() =>
      readBookingOf(request.actor, event, request.bookingId, ports),
    );
    const earlier = booking.cancellations[key];
    if (earlier !== undefined) {
      const { asked, ...answered } = earlier;
      if (asked !== (request.quantity ?? 0)) {
        throw new Refusal(
          'idempotency-key-reused',
          'This Idempotency-Key was used with another body. Use a new key.',
        );
      }
      if (mayBeWritten) await notifyClerk(event, booking, ports);
      return { ...booking, ...answered };
    }
    const now = runtime.now();
    const plan = planCancellation(booking, request.quantity, now);
    if (plan.release > 0 && booking.status !== 'offered') refuseOnceBegun(event, request.actor, now);
    const changed = cancelled(booking, key, request, plan, now);
    if (await writeBooking(event, booking, changed, ports)) {
      await notifyClerk(event, changed, ports);
      return changed;
    }
    mayBeWritten = true;
    await retryBudget.backOff();
  }
}

/** Customers may give tickets back before the event begins; its organizer may cancel bookings later, too. */
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
  const added: HistoryEntry[] = [];
  if (plan.leave > 0) added.push({ what: 'left', quantity: plan.leave, ...trace });
  if (plan.release > 0) added.push({ what: 'cancelled', quantity: plan.release, ...trace });
  const { offerExpiresAt, ...rest } = booking;
  const keepsOffer = plan.after.status === 'offered' && offerExpiresAt !== undefined;
  return {
    ...rest,
    ...plan.after,
    ...(keepsOffer && { offerExpiresAt }),
    released: booking.released + plan.release,
    history: [...booking.history, ...added],
    cancellations: { ...booking.cancellations, [key]: { asked: quantity ?? 0, ...plan.after } },
  };
}
