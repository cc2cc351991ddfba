/**
 * Gives up the place of a waiting booking for a new booking at the end of the waitlist, in the transaction that writes
 * the new one: so a customer asks for more tickets, and never has neither place.
 */
import { type Booking, isWaiter, waitedFor } from '../model/booking.ts';
import { afterLosing } from '../model/plan-cancellation.ts';
import { Refusal } from '../model/refusal.ts';
import type { Replacement } from '../ports/booking-store.ts';
import type { BookingAttempt } from './booking-attempt.ts';

/**
 * Reads the booking that the request replaces.
 * @returns undefined if it replaces none
 * @throws Refusal `not-found`, `not-waiting` if the booking does not wait, or `sold-out` if the new one may not; Busy.
 */
export async function readReplaced(attempt: BookingAttempt): Promise<Replacement | undefined> {
  const { event, booking, request, mayWait, ports, retryBudget } = attempt;
  const { replaces, customerId } = request;
  if (replaces === undefined) return undefined;
  const before = await retryBudget.retryWhileBusy(() => ports.bookings.read(event, replaces));
  if (before?.customerId !== customerId) {
    throw new Refusal('not-found', 'No booking of yours has the id in replaces.');
  }
  if (!isWaiter(before))
    throw new Refusal('not-waiting', 'The booking to replace does not wait, so nothing was changed.');
  if (!mayWait) throw attempt.soldOut(0);
  attempt.dropOldCount(before);
  return { before, after: withoutPlace(before, booking.id, ports.runtime.now()) };
}

/** A waiting booking without the tickets that it waits for; it keeps those that it was granted. `now` in ms. */
export function withoutPlace(booking: Booking, replacedBy: string, now: number): Booking {
  const quantity = waitedFor(booking);
  const left = { what: 'left' as const, at: now, quantity, by: booking.customerId, replacedBy };
  return { ...booking, ...afterLosing(booking, 0, quantity), history: [...booking.history, left] };
}
