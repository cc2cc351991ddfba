/** Reads a booking for its owner, the event's organizer or an admin, and hides it from everybody else. */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { Refusal } from '../model/refusal.ts';
import { type Actor, isOwner, runsEvent } from '../model/user.ts';
import type { BookingStore } from '../ports/booking-store.ts';

/** @returns the booking. @throws Refusal `not-found` if there is none or the actor may not read it; Busy. */
export async function readBookingOf(
  actor: Actor,
  event: Event,
  bookingId: string,
  { bookings }: { bookings: Pick<BookingStore, 'read'> },
): Promise<Booking> {
  const booking = await bookings.read(event, bookingId);
  const mayRead = booking !== undefined && (isOwner(actor, booking) || runsEvent(actor, event));
  if (!mayRead)
    throw new Refusal('not-found', 'No booking that you may read has this id. Check the id in the path.');
  return booking;
}
