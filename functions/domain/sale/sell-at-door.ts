/**
 * The door sale of an event that sells in order: once sales have closed for everybody else, the organizer's
 * bookings take unassigned tickets directly, because no waiter is promoted any more. While shards still sell,
 * the organizer takes from them like any customer (sell-from-shards).
 *
 * One transaction takes the unassigned tickets, writes the booking and raises the customer's tally. A crash
 * before it leaves nothing behind; a crash after it leaves the booking, which a repeat of the request finds
 * by its derived id.
 */
import type { Booking } from '../model/booking.ts';
import { nudgeClerk } from '../process/notify-clerk.ts';
import type { BookingAttempt } from './booking-attempt.ts';

/**
 * @throws Refusal `sold-out` with the number of unassigned tickets, or a refusal of `learn`; Busy when the
 *   retry budget is spent.
 */
export async function sellAtDoor(attempt: BookingAttempt): Promise<Booking> {
  const { ports, retryBudget, request } = attempt;
  const [booked] = attempt.booking.history;
  const history = booked?.what === 'booked' ? [{ ...booked, isAfterSales: true as const }] : [];
  const booking: Booking = { ...attempt.booking, history };
  for (;;) {
    const { event, tally, isAtDoor } = attempt;
    const waitlist = await retryBudget.retryWhileBusy(() => ports.waitlist.read(event));
    if (!waitlist.shardsEmpty || waitlist.pendingCapacity > 0) {
      await nudgeClerk(event, waitlist, ports);
      await retryBudget.backOff();
      continue;
    }
    if (waitlist.unassigned < request.quantity) throw attempt.soldOut(waitlist.unassigned);
    const now = ports.runtime.now();
    const outcome = await ports.bookings.takeUnassigned({ event, booking, now, tally, isAtDoor });
    if (outcome.kind === 'done') return booking;
    if (outcome.kind === 'own-booking') return attempt.recognise(outcome.booking);
    await attempt.learn(outcome, () => 'yes');
  }
}
