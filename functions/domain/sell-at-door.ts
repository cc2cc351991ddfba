/**
 * The organizer's sale at the door, once sales have closed for everybody else and the event sold in order: tickets come
 * straight from the pool, for no place in the line is served any more. While shards still sell, the door takes from them
 * like anybody (sell-from-shards).
 *
 * One transaction takes from the pool, writes the booking and raises the customer's tally. A crash before it leaves
 * nothing; a crash after it leaves the booking, which the same request repeated finds by its derived id.
 */
import type { Booking } from './booking.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { nudgeClerk } from './tell-clerk.ts';

/** @throws Refusal `sold-out` with what the pool has; what `learn` throws; Busy. */
export async function sellAtDoor(attempt: BookingAttempt): Promise<Booking> {
  const { ports, patience, request } = attempt;
  const [booked] = attempt.booking.history;
  const history = booked?.what === 'booked' ? [{ ...booked, isAfterSales: true as const }] : [];
  const booking: Booking = { ...attempt.booking, history };
  for (;;) {
    const { event, tally, isAtDoor } = attempt;
    const line = await patience.outwaitBusy(() => ports.line.read(event));
    if (!line.drained || line.raised > 0) {
      await nudgeClerk(event, line, ports);
      await patience.backOff();
      continue;
    }
    if (line.pool < request.quantity) throw attempt.soldOut(line.pool);
    const now = ports.environment.now();
    const outcome = await ports.bookings.takeFromPool({ event, booking, now, tally, isAtDoor });
    if (outcome.kind === 'done') return booking;
    if (outcome.kind === 'own-booking') return attempt.recognise(outcome.booking);
    await attempt.learn(outcome, () => 'yes');
  }
}
