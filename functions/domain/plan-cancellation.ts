/** What cancelling all or part of a booking does to it: the pure rule. */
import { type Booking, isExpired, ticketsHeld } from './booking.ts';
import { Refusal } from './refusal.ts';
import { checkedInCount } from './tickets.ts';

/** What a cancellation does to a booking: tickets released, tickets no longer waited for, and what is left. */
export type CancellationPlan = {
  release: number;
  leave: number;
  after: Pick<Booking, 'status' | 'quantity' | 'granted'>;
};

/**
 * Decides on a cancellation of `quantity` tickets, or of all that is left; those still waited for go first.
 * @throws Refusal `already-cancelled`; `offer-expired`; `validation-failed` for more than the booking has; `checked-in`
 * for more than it has beside the tickets that are checked in.
 */
export function planCancellation(
  booking: Booking,
  quantity: number | undefined,
  now: number,
): CancellationPlan {
  if (booking.status === 'cancelled') {
    throw new Refusal('already-cancelled', 'This booking is cancelled already.');
  }
  if (isExpired(booking, now)) throw new Refusal('offer-expired', 'The offer has run out.');
  const wanted = quantity ?? booking.quantity;
  if (wanted > booking.quantity) {
    throw new Refusal('validation-failed', `The booking has ${booking.quantity} tickets.`, {
      errors: [{ pointer: '/quantity', detail: `at most ${booking.quantity}` }],
    });
  }
  const waitedFor = booking.status === 'waitlisted' ? booking.quantity - booking.granted : 0;
  const leave = Math.min(wanted, waitedFor);
  const release = wanted - leave;
  const left = booking.quantity - wanted;
  const checkedIn = checkedInCount(booking);
  if (release > ticketsHeld(booking) - checkedIn) {
    throw new Refusal('checked-in', `Of ${booking.quantity} tickets ${checkedIn} are checked in.`);
  }
  const stillWaits = leave < waitedFor;
  const status =
    left === 0 ? 'cancelled' : booking.status === 'waitlisted' && !stillWaits ? 'confirmed' : booking.status;
  const granted = status === 'waitlisted' ? booking.granted : 0;
  return { release, leave, after: { status, quantity: left, granted } };
}
