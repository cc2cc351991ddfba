/** When somebody must look at a booking: at its release, or when its offer runs out. */
import type { Booking } from '../domain/booking.ts';
import { type AttentionKey, dueKeyOf, releaseKeyOf } from './keys.ts';

type Pending = Pick<Booking, 'id' | 'released' | 'offerExpiresAt'>;

/** `dueAt` (ms) is for a release; an offer is due when it expires. Empty where nothing is pending. */
export function bookingAttention(
  eventId: string,
  booking: Pending,
  dueAt: number,
): AttentionKey | Record<string, never> {
  if (booking.released > 0) return releaseKeyOf(eventId, dueAt, booking.id);
  if (booking.offerExpiresAt !== undefined) return dueKeyOf(eventId, booking.offerExpiresAt, booking.id);
  return {};
}
