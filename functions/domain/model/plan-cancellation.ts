/** Plans the cancellation of all or part of a booking: the pure rule. The caller writes the result. */
import { type Booking, isExpired, ticketsHeld } from './booking.ts';
import { Refusal } from './refusal.ts';
import { checkedInCount } from './ticket.ts';

/**
 * `release`: tickets given up. `leave`: tickets no longer waited for. `after`: the booking after the
 * cancellation.
 */
export type CancellationPlan = {
  release: number;
  leave: number;
  after: Pick<Booking, 'status' | 'quantity' | 'granted'>;
};

/**
 * Plans a cancellation of `quantity` tickets, or of all that the booking has. Tickets that are still waited
 * for are cancelled first. `now` in ms.
 * @throws Refusal `already-cancelled`; `offer-expired`; `validation-failed` for more tickets than the booking
 * has; `checked-in` for more tickets than can be cancelled besides those that are checked in.
 */
export function planCancellation(
  booking: Booking,
  quantity: number | undefined,
  now: number,
): CancellationPlan {
  if (booking.status === 'cancelled') {
    throw new Refusal('already-cancelled', 'This booking is already cancelled.');
  }
  if (isExpired(booking, now))
    throw new Refusal('offer-expired', 'The offer has expired, so there is nothing to cancel.');
  const wanted = quantity ?? booking.quantity;
  if (wanted > booking.quantity) {
    throw new Refusal('validation-failed', `The booking has only ${booking.quantity} tickets.`, {
      errors: [{ pointer: '/quantity', detail: `at most ${booking.quantity}` }],
    });
  }
  const waitedFor = booking.status === 'waitlisted' ? booking.quantity - booking.granted : 0;
  const leave = Math.min(wanted, waitedFor);
  const release = wanted - leave;
  const left = booking.quantity - wanted;
  const checkedIn = checkedInCount(booking);
  if (release > ticketsHeld(booking) - checkedIn) {
    throw new Refusal(
      'checked-in',
      `${checkedIn} of ${booking.quantity} tickets are checked in and cannot be cancelled.`,
    );
  }
  const stillWaits = leave < waitedFor;
  const status =
    left === 0 ? 'cancelled' : booking.status === 'waitlisted' && !stillWaits ? 'confirmed' : booking.status;
  const granted = status === 'waitlisted' ? booking.granted : 0;
  return { release, leave, after: { status, quantity: left, granted } };
}
