/** The routes of bookings. */
import type { Route, TableRight } from '../route.ts';

const BOOKING_RIGHTS: TableRight[] = [
  'BatchGetItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
];

export const BOOKINGS = {
  'book-tickets': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings',
    role: 'guest',
    isTokenOptional: true,
    trustsToken: true,
    status: 201,
    table: BOOKING_RIGHTS,
    sendsToQueue: true,
  },
  'list-bookings': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings',
    role: 'organizer',
    status: 200,
    offers: ['application/json', 'text/csv'],
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'list-my-bookings': {
    method: 'GET',
    path: '/v1/bookings',
    role: 'attendee',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-booking': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-booking-updates': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}/updates',
    role: 'guest',
    status: 200,
    offers: ['text/event-stream'],
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
  'read-receipt': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}/receipt',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'accept-offer': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings/{bookingId}/accept',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'PutItem'],
    sendsToQueue: true,
  },
  'decline-offer': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings/{bookingId}/decline',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
    sendsToQueue: true,
  },
  'add-tickets': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings/{bookingId}/add',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
  },
  'request-link': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings/{bookingId}/link',
    status: 204,
    table: ['GetItem', 'UpdateItem'],
  },
  'cancel-booking': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings/{bookingId}/cancel',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    sendsToQueue: true,
  },
} as const satisfies Record<string, Route>;
