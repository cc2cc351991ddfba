/** Reads a booking for its owner, those who run its event or an admin, and hides it from everybody else. */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { type Actor, isOwner } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import { runsEventNow } from '../process/event-access.ts';
import { type EventCache, noBooking } from '../process/event-cache.ts';

/** @returns the booking. @throws Refusal `not-found` if there is none or the actor may not read it; Busy. */
export async function readBookingOf(
  actor: Actor,
  event: Event,
  bookingId: string,
  { bookings, cache }: { bookings: Pick<BookingStore, 'read'>; cache: Pick<EventCache, 'refresh'> },
): Promise<Booking> {
  const booking = await bookings.read(event, bookingId);
  const mayRead =
    booking !== undefined && (isOwner(actor, booking) || (await runsEventNow(actor, event.id, { cache })));
  if (!mayRead) throw noBooking(actor, event);
  return booking;
}
