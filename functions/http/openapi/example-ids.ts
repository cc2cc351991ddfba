/**
 * Who and what the examples are about. The ids of events and bookings derive from who made them under which key, so
 * the examples name the very event and booking that they themselves create, when these people send them.
 */
import { bookingIdFor } from '../../domain/booking.ts';
import { derivedId } from '../../domain/derived-id.ts';
import { eventIdFor } from '../../domain/event.ts';

export const ORGANIZER_ID = derivedId('example', 'organizer');
export const CUSTOMER_ID = derivedId('example', 'customer');
export const ADMIN_ID = derivedId('example', 'admin');

export const EVENT_KEY = 'first-night';
export const EVENT_ID = eventIdFor(ORGANIZER_ID, EVENT_KEY);

export const BOOKING_KEY = 'order-4711';
export const BOOKING_ID = bookingIdFor(EVENT_ID, CUSTOMER_ID, BOOKING_KEY);

export const SESSION_ID = derivedId('example', 'session');
export const SESSION_SECRET = derivedId('example', 'secret');
