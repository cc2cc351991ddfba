/** Why a booking ended, as its history and the clock say. */
import type { Booking, EndReason } from './booking.ts';
import { isEndedByClock } from './lapsed-offer.ts';

/** Who or what ended a booking. */
export type EndedBecause =
  | EndReason
  | 'cancelled-by-customer'
  | 'cancelled-by-organizer'
  | 'event-cancelled'
  | 'offer-declined'
  | 'offer-ran-out'
  | 'replaced';

/**
 * `reason`: what the organizer stated, if the organizer or an admin cancelled the booking. `replacedBy`: the id of the
 * booking for which it left the waitlist.
 */
export type BookingEnd = { because: EndedBecause; reason?: string; replacedBy?: string };

/** @returns undefined while the booking is open. `now` in ms. */
export function endOf(booking: Booking, now: number): BookingEnd | undefined {
  if (isEndedByClock(booking, now)) return { because: 'offer-ran-out' };
  if (booking.status !== 'cancelled') return undefined;
  for (const end of booking.history.toReversed()) {
    switch (end.what) {
      case 'expired':
        return { because: end.because ?? 'offer-ran-out' };
      case 'declined':
        return { because: 'offer-declined' };
      case 'event-cancelled':
        return { because: 'event-cancelled' };
      case 'left':
      case 'cancelled':
        return endByAct(booking, end);
    }
  }
  return undefined;
}

/** Nobody is named in the entry of a booking that left the waitlist because its event was cancelled. */
function endByAct(
  { customerId }: Booking,
  { by, why, replacedBy }: { by?: string; why?: string; replacedBy?: string },
): BookingEnd {
  if (replacedBy !== undefined) return { because: 'replaced', replacedBy };
  if (by === undefined) return { because: 'event-cancelled' };
  if (by === customerId) return { because: 'cancelled-by-customer' };
  return { because: 'cancelled-by-organizer', ...(why !== undefined && { reason: why }) };
}
