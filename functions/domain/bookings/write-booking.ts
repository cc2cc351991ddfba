/**
 * Writes a changed booking on the condition that it is as it was read, and sets the due time of its release.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../model/limits.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';

/** @returns false when the booking changed in between, on contention, or when the outcome is unknown. */
export function writeBooking(
  event: Event,
  before: Booking,
  after: Booking,
  { bookings, runtime }: { bookings: BookingStore; runtime: Runtime },
): Promise<boolean> {
  const now = runtime.now();
  return bookings.change(event, before, after, { now, dueAt: now + PENDING_WORK_GRACE_MS });
}
