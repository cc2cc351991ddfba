/** The routes of tickets, and of their check-in. */
import type { Route } from '../route.ts';

export const TICKETS = {
  'read-tickets': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}/tickets',
    role: 'guest',
    status: 200,
    offers: ['application/json', 'application/pdf', 'text/calendar'],
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
  'read-ticket-code': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}/tickets/{number}',
    role: 'guest',
    status: 200,
    offers: ['image/svg+xml', 'image/png'],
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
  'name-ticket': {
    method: 'PATCH',
    path: '/v1/events/{eventId}/bookings/{bookingId}/tickets/{number}',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'transfer-ticket': {
    method: 'POST',
    path: '/v1/events/{eventId}/bookings/{bookingId}/tickets/{number}/transfer',
    role: 'guest',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
    limits: ['transfer'],
  },
  'read-ticket-pass': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}/tickets/{number}/pass',
    role: 'guest',
    status: 200,
    offers: ['application/json', 'application/vnd.apple.pkpass'],
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
} as const satisfies Record<string, Route>;
