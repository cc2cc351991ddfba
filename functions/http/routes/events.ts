/** The routes of events. */
import type { Route } from '../route.ts';
import { READ, READ_AND_QUERY, READ_PUT_UPDATE } from './rights.ts';

export const EVENTS = {
  'create-event': {
    method: 'POST',
    path: '/v1/events',
    role: 'organizer',
    status: 201,
    table: READ_PUT_UPDATE,
    limits: ['change-events'],
  },
  'copy-event': {
    method: 'POST',
    path: '/v1/events/{eventId}/copies',
    role: 'attendee',
    staff: 'owner',
    status: 201,
    table: READ_PUT_UPDATE,
    limits: ['change-events'],
  },
  'list-events': {
    method: 'GET',
    path: '/v1/events',
    role: 'guest',
    isTokenOptional: true,
    status: 200,
    publicSeconds: 1,
    table: READ_AND_QUERY,
    indexes: ['listings'],
    summarizes: true,
    limits: ['read', 'read-with-token'],
  },
  'read-event': {
    method: 'GET',
    path: '/v1/events/{eventId}',
    role: 'guest',
    isTokenOptional: true,
    status: 200,
    publicSeconds: 1,
    table: READ,
    limits: ['read', 'read-with-token'],
  },
  'read-line': {
    method: 'GET',
    path: '/v1/events/{eventId}/line',
    status: 200,
    publicSeconds: 5,
    table: READ_AND_QUERY,
    marksWaitlists: true,
    limits: ['read'],
  },
} as const satisfies Record<string, Route>;
