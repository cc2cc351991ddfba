/** The routes of announcements and the mails of an organizer. */
import type { Route } from '../route.ts';
import { READ_AND_QUERY, READ_PUT_QUERY } from './rights.ts';

const UNSUBSCRIPTION = '/v1/unsubscriptions/{organizerId}/{addressId}/{token}';

export const ANNOUNCEMENTS = {
  'preview-announcement': {
    method: 'POST',
    path: '/v1/events/{eventId}/announcements/preview',
    role: 'attendee',
    staff: 'manager',
    status: 200,
    table: READ_AND_QUERY,
  },
  'write-announcement': {
    method: 'POST',
    path: '/v1/events/{eventId}/announcements',
    role: 'attendee',
    staff: 'manager',
    status: 202,
    table: READ_PUT_QUERY,
  },
  'list-announcements': {
    method: 'GET',
    path: '/v1/events/{eventId}/announcements',
    role: 'attendee',
    staff: 'manager',
    status: 200,
    table: READ_AND_QUERY,
  },
  'read-unsubscription': {
    method: 'GET',
    path: UNSUBSCRIPTION,
    status: 200,
    table: ['GetItem'],
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
