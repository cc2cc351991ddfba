/** The routes of the staff of an event. */
import type { Route } from '../route.ts';
import { READ, READ_PUT_UPDATE } from './rights.ts';

const STAFF_PATH = '/v1/events/{eventId}/staff';

export const STAFF = {
  'list-staff': {
    method: 'GET',
    path: STAFF_PATH,
    role: 'attendee',
    staff: 'manager',
    status: 200,
    table: READ,
  },
  'appoint-member': {
    method: 'POST',
    path: STAFF_PATH,
    role: 'attendee',
    staff: 'owner',
    status: 200,
    table: READ_PUT_UPDATE,
    limits: ['appoint'],
  },
  'remove-member': {
    method: 'DELETE',
    path: '/v1/events/{eventId}/staff/{userId}',
    role: 'attendee',
    staff: 'door',
    status: 204,
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'hand-over-event': {
    method: 'POST',
    path: '/v1/events/{eventId}/owner',
    role: 'attendee',
    staff: 'owner',
    status: 200,
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
    limits: ['appoint'],
  },
} as const satisfies Record<string, Route>;
