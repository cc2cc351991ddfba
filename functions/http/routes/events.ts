/** The routes of events. */
import type { Route } from '../route.ts';

export const EVENTS = {
  'create-event': {
    method: 'POST',
    path: '/v1/events',
    role: 'organizer',
    status: 201,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'copy-event': {
    method: 'POST',
    path: '/v1/events/{eventId}/copies',
    role: 'attendee',
    staff: 'owner',
    status: 201,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'list-events': {
    method: 'GET',
    path: '/v1/events',
    role: 'guest',
    isTokenOptional: true,
    status: 200,
    publicSeconds: 1,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
    indexes: ['listings'],
    summarizes: true,
    limits: ['read'],
  },
  'read-event': {
    method: 'GET',
    path: '/v1/events/{eventId}',
    role: 'guest',
    isTokenOptional: true,
    status: 200,
    publicSeconds: 1,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
    limits: ['read'],
  },
} as const satisfies Record<string, Route>;
