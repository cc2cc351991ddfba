/** Writes a changed booking, provided that it is still as it was read. */
import type { Booking } from './booking.ts';
import type { Event } from './event.ts';
import { ATTENTION_GRACE_MS } from './limits.ts';
import type { BookingStore, Environment } from './ports.ts';

/** False: it changed in between, or it is unknown whether it was written. */
export function writeBooking(
  event: Event,
  before: Booking,
  after: Booking,
  { bookings, environment }: { bookings: BookingStore; environment: Environment },
): Promise<boolean> {
  const now = environment.now();
  return bookings.change(event, before, after, { now, dueAt: now + ATTENTION_GRACE_MS });
}
