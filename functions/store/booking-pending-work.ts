/**
 * Derives the pending-work key of a booking from a release, the end of its offer, or the end of its request.
 */
import { type Booking, givesUpAt } from '../domain/model/booking.ts';
import { PENDING_WORK_GRACE_MS } from '../domain/model/limits.ts';
import { dueKeyOf, type PendingWorkKey, releaseKeyOf } from './keys.ts';

type Pending = Pick<Booking, 'id' | 'status' | 'released' | 'offerExpiresAt' | 'history'>;

/**
 * `dueAt` (ms) is the due time of a release; an offer is due when it expires.
 * @returns an empty object for a booking without pending work.
 */
export function bookingPendingWork(
  eventId: string,
  booking: Pending,
  dueAt: number,
): PendingWorkKey | Record<string, never> {
  if (booking.released > 0) return releaseKeyOf(eventId, dueAt, booking.id);
  if (booking.offerExpiresAt !== undefined) return dueKeyOf(eventId, booking.offerExpiresAt, booking.id);
  const givenUpAt = givesUpAt(booking);
  if (givenUpAt !== undefined) return dueKeyOf(eventId, givenUpAt + PENDING_WORK_GRACE_MS, booking.id);
  return {};
}
