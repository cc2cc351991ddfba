/** The routes of tickets, and of their check-in. */
import type { Route } from '../route.ts';
import { READ, READ_PUT_UPDATE } from './rights.ts';

/** Once, because each function has the table of routes. */
const TICKETS_PATH = '/v1/events/{eventId}/bookings/{bookingId}/tickets';

export const TICKETS = {
  'read-tickets': {
    method: 'GET',
    path: TICKETS_PATH,
    role: 'guest',
    status: 200,
    offers: ['application/json', 'application/pdf', 'text/calendar'],
    table: READ,
    limits: ['read', 'read-with-token'],
  },
  'read-ticket-code': {
    method: 'GET',
    path: `${TICKETS_PATH}/{number}`,
    role: 'guest',
    status: 200,
    offers: ['image/svg+xml', 'image/png'],
    table: READ,
    limits: ['read-booking'],
  },
  'name-ticket': {
    method: 'PATCH',
    path: `${TICKETS_PATH}/{number}`,
    role: 'guest',
    status: 200,
    table: READ_PUT_UPDATE,
    limits: ['change-booking'],
  },
  'transfer-ticket': {
    method: 'POST',
    path: `${TICKETS_PATH}/{number}/transfer`,
    role: 'guest',
    status: 200,
    table: READ_PUT_UPDATE,
    limits: ['transfer'],
  },
  'read-ticket-pass': {
    method: 'GET',
    path: `${TICKETS_PATH}/{number}/pass`,
    role: 'guest',
    status: 200,
    offers: ['application/json', 'application/vnd.apple.pkpass'],
    table: READ,
    limits: ['read', 'read-with-token'],
  },
} as const satisfies Record<string, Route>;
