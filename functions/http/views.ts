/** Converts users, events and bookings to the shapes of the API. The stored shapes belong to the store. */

import type { SessionGrant } from '../credentials/sessions.ts';
import type { Availability } from '../domain/model/availability.ts';
import { type Booking, endedBecause, type HistoryEntry, isExpired } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import type { Contact, ListedUser } from '../domain/model/user.ts';
import type { BookingAnswer, ChangedEventAnswer, EventAnswer, SessionAnswer, UserAnswer } from './answers.ts';

export function userView({ id, name, email, role }: ListedUser): UserAnswer {
  return { id, name, email, role };
}

/** The answer to a registration, a log-in or a refresh. */
export function sessionView({ user, accessToken, refreshToken, expiresIn }: SessionGrant): SessionAnswer {
  return { user: userView(user), accessToken, refreshToken, expiresIn };
}

export function eventView(event: Event, availability: Availability): EventAnswer {
  return { ...changedEventView(event, undefined), availability };
}

/** The answer to a change, after which the availability may not be known. */
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

/** `position` is undefined unless the booking waits. An expired offer is shown as cancelled. `now` in ms. */
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
 * A booking as the organizer of its event gets it: with its customer and its history. `customer` is undefined
 * for a guest and for an account that no longer exists.
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
    history: booking.history.map(historyEntryView),
  };
}

/** Leaves out `attempt`, which distinguishes a request from its repeats and is internal. */
function historyEntryView(historyEntry: HistoryEntry): NonNullable<BookingAnswer['history']>[number] {
  return {
    ...historyEntry,
    at: new Date(historyEntry.at).toISOString(),
    ...(historyEntry.what === 'joined' && { attempt: undefined }),
    ...(historyEntry.what === 'offered' && { expiresAt: new Date(historyEntry.expiresAt).toISOString() }),
  };
}
