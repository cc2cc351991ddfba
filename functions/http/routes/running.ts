/** The routes of running an event. */
import type { Route } from '../route.ts';

export const RUNNING = {
  'change-event': {
    method: 'PATCH',
    path: '/v1/events/{eventId}',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
    sendsToQueue: true,
  },
  'cancel-event': {
    method: 'DELETE',
    path: '/v1/events/{eventId}',
    role: 'organizer',
    status: 202,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
    sendsToQueue: true,
  },
  'publish-event': {
    method: 'POST',
    path: '/v1/events/{eventId}/publish',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
    sendsToQueue: true,
  },
  'audit-event': {
    method: 'GET',
    path: '/v1/events/{eventId}/audit',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'check-in-ticket': {
    method: 'POST',
    path: '/v1/events/{eventId}/check-ins',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'check-in-batch': {
    method: 'POST',
    path: '/v1/events/{eventId}/check-ins/batch',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'undo-check-in': {
    method: 'POST',
    path: '/v1/events/{eventId}/check-ins/undo',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'read-arrivals': {
    method: 'GET',
    path: '/v1/events/{eventId}/arrivals',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-waitlist': {
    method: 'GET',
    path: '/v1/events/{eventId}/waitlist',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-ticket-key': {
    method: 'GET',
    path: '/v1/events/{eventId}/ticket-key',
    status: 200,
    publicSeconds: 300,
    table: ['GetItem', 'PutItem'],
  },
} as const satisfies Record<string, Route>;
