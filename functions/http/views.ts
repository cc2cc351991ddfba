/** Users, events and bookings as they go out. What is stored has shapes of its own, in the store. */
import { type Booking, endedBecause, type Fact, isExpired } from '../domain/booking.ts';
import type { Availability, Event } from '../domain/event.ts';
import type { Contact, ListedUser } from '../domain/user.ts';
import type { BookingAnswer, ChangedEventAnswer, EventAnswer, UserAnswer } from './answers.ts';

export function userView({ id, name, email, role }: ListedUser): UserAnswer {
  return { id, name, email, role };
}

export function eventView(event: Event, availability: Availability): EventAnswer {
  return { ...changedEventView(event, undefined), availability };
}

/** Right after a change, when what is available may not be known. */
export function changedEventView(event: Event, availability: Availability | undefined): ChangedEventAnswer {
  const {
    shardCount: _shardCount,
    fingerprint: _fingerprint,
    revision: _revision,
    isSpreading: _isSpreading,
    stated: _stated,
    ...shown
  } = event;
  return { ...shown, ...(availability && { availability }) };
}

/** `position` only while the booking waits. An offer that has run out by the clock is shown as it is: gone. */
export function bookingView(booking: Booking, now: number, position?: number): BookingAnswer {
  const { id, eventId, status, arrival, attendee, granted, offerExpiresAt } = booking;
  const isGone = isExpired(booking, now);
  const because = isGone || status === 'cancelled' ? endedBecause(booking, now) : undefined;
  return {
    id,
    eventId,
    status: isGone ? 'cancelled' : status,
    quantity: isGone ? 0 : booking.quantity,
    createdAt: new Date(arrival).toISOString(),
    ...(because && { endedBecause: because }),
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
    history: booking.history.map(factView),
  };
}

/** The mark that tells a request from its repeats is nobody's business but the store's. */
function factView(fact: Fact): NonNullable<BookingAnswer['history']>[number] {
  return {
    ...fact,
    at: new Date(fact.at).toISOString(),
    ...(fact.what === 'joined' && { attempt: undefined }),
    ...(fact.what === 'offered' && { expiresAt: new Date(fact.expiresAt).toISOString() }),
  };
}
