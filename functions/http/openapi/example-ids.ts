/**
 * The ids in the examples. The ids of events and bookings derive from the account and the idempotency key
 * that create them, so the examples refer to the event and the booking that they create themselves if these
 * accounts send them.
 */
import { bookingIdFor } from '../../domain/model/booking.ts';
import { derivedId } from '../../domain/model/derived-id.ts';
import { eventIdFor } from '../../domain/model/event.ts';
import { webhookEndpointIdFor } from '../../domain/model/webhook-endpoint.ts';

export const ORGANIZER_ID = derivedId('example', 'organizer');
export const CUSTOMER_ID = derivedId('example', 'customer');
export const MANAGER_ID = derivedId('example', 'manager');
export const ADMIN_ID = derivedId('example', 'admin');

export const EVENT_KEY = 'first-night';
export const EVENT_ID = eventIdFor(ORGANIZER_ID, EVENT_KEY);

export const BOOKING_KEY = 'order-4711';
export const BOOKING_ID = bookingIdFor(EVENT_ID, CUSTOMER_ID, BOOKING_KEY);

export const WEBHOOK_KEY = 'accounting';
export const WEBHOOK_ID = webhookEndpointIdFor(ORGANIZER_ID, WEBHOOK_KEY);

export const SESSION_ID = derivedId('example', 'session');
export const SESSION_SECRET = derivedId('example', 'secret');

/** No account has this id, so the requests with this token are answered 410. */
export const MAILED_TOKEN = `${derivedId('example', 'account')}.${derivedId('example', 'mailed')}`;

/** Nobody can know the token, so the request of this example is answered 404. */
export const UNSUBSCRIPTION_PATH = {
  organizerId: ORGANIZER_ID,
  addressId: derivedId('example', 'address'),
  token: derivedId('example', 'token'),
};
