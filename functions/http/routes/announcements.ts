/** The routes of announcements and the mails of an organizer. */
import type { Route } from '../route.ts';

const UNSUBSCRIPTION = '/v1/unsubscriptions/{organizerId}/{addressId}/{token}';

export const ANNOUNCEMENTS = {
  'preview-announcement': {
    method: 'POST',
    path: '/v1/events/{eventId}/announcements/preview',
    role: 'attendee',
    staff: 'manager',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'write-announcement': {
    method: 'POST',
    path: '/v1/events/{eventId}/announcements',
    role: 'attendee',
    staff: 'manager',
    status: 202,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'list-announcements': {
    method: 'GET',
    path: '/v1/events/{eventId}/announcements',
    role: 'attendee',
    staff: 'manager',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-unsubscription': {
    method: 'GET',
    path: UNSUBSCRIPTION,
    status: 200,
    table: ['GetItem', 'PutItem'],
    limits: ['read'],
  },
  unsubscribe: { method: 'POST', path: UNSUBSCRIPTION, status: 204, table: ['GetItem', 'PutItem'] },
  'subscribe-again': {
    method: 'DELETE',
    path: UNSUBSCRIPTION,
    status: 204,
    table: ['DeleteItem', 'GetItem', 'PutItem'],
  },
} as const satisfies Record<string, Route>;
