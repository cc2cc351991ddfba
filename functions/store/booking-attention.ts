/** When somebody must look at a booking: at its release, when its offer runs out, or when its request has given up. */
import { type Booking, givesUpAt } from '../domain/booking.ts';
import { ATTENTION_GRACE_MS } from '../domain/limits.ts';
import { type AttentionKey, dueKeyOf, releaseKeyOf } from './keys.ts';

type Pending = Pick<Booking, 'id' | 'status' | 'released' | 'offerExpiresAt' | 'history'>;

/** `dueAt` (ms) is for a release; an offer is due when it expires. Empty where nothing is pending. */
export function bookingAttention(
  eventId: string,
  booking: Pending,
  dueAt: number,
): AttentionKey | Record<string, never> {
  if (booking.released > 0) return releaseKeyOf(eventId, dueAt, booking.id);
  if (booking.offerExpiresAt !== undefined) return dueKeyOf(eventId, booking.offerExpiresAt, booking.id);
  const givenUpAt = givesUpAt(booking);
  if (givenUpAt !== undefined) return dueKeyOf(eventId, givenUpAt + ATTENTION_GRACE_MS, booking.id);
  return {};
}
