/** Users, events and bookings as they go out. What is stored has shapes of its own, in the store. */
import { type Booking, isExpired } from '../domain/booking.ts';
import type { Availability, Event } from '../domain/event.ts';
import type { Contact, User } from '../domain/user.ts';
import type { BookingAnswer, EventAnswer, UserAnswer } from './answers.ts';

export function userView({ id, name, email, role }: User): UserAnswer {
  return { id, name, email, role };
}

export function eventView(event: Event, availability: Availability): EventAnswer {
  const {
    shardCount: _shardCount,
    fingerprint: _fingerprint,
    revision: _revision,
    isSpreading: _isSpreading,
    ...shown
  } = event;
  return { ...shown, availability };
}

/** `position` only while the booking waits. An offer that has run out by the clock is shown as it is: gone. */
export function bookingView(booking: Booking, now: number, position?: number): BookingAnswer {
  const { id, eventId, arrival, attendee, granted, offerExpiresAt } = booking;
  const isGone = isExpired(booking, now);
  return {
    id,
    eventId,
    status: isGone ? 'cancelled' : booking.status,
    quantity: isGone ? 0 : booking.quantity,
    createdAt: new Date(arrival).toISOString(),
    ...(granted > 0 && { granted }),
    ...(attendee && { attendee }),
    ...(position !== undefined && { position }),
    ...(offerExpiresAt !== undefined &&
      !isGone && { offerExpiresAt: new Date(offerExpiresAt).toISOString() }),
  };
}

/**
 * A booking as its organizer sees it: with its customer and its history. `customer` is undefined for a guest and for an
 * account that no longer exists.
 */
export function organizerBookingView(
  booking: Booking,
  now: number,
  { position, customer }: { position?: number | undefined; customer: Contact | undefined },
): BookingAnswer {
  return {
    ...bookingView(booking, now, position),
    customerId: booking.customerId,
    ...(customer && { customer }),
    history: booking.history.map((fact) => ({
      ...fact,
      at: new Date(fact.at).toISOString(),
      ...(fact.what === 'offered' && { expiresAt: new Date(fact.expiresAt).toISOString() }),
    })),
  };
}
