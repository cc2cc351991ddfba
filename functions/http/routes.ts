/**
 * The table of routes, which the CDK app deploys, the local service serves and the OpenAPI document
 * describes. The key of a route is the name of its file in `functions/api`.
 */
import type { Role } from '../domain/model/user.ts';

/**
 * The actions that a function may perform on the table. A transaction needs the rights of its single actions.
 */
export type TableRight =
  | 'BatchGetItem'
  | 'ConditionCheckItem'
  | 'DeleteItem'
  | 'GetItem'
  | 'PutItem'
  | 'Query'
  | 'UpdateItem';

export type MediaType =
  | 'application/json'
  | 'application/pdf'
  | 'application/vnd.apple.pkpass'
  | 'image/png'
  | 'image/svg+xml'
  | 'text/calendar'
  | 'text/css'
  | 'text/csv'
  | 'text/event-stream'
  | 'text/html'
  | 'text/javascript';

export type Method = 'ANY' | 'DELETE' | 'GET' | 'HEAD' | 'PATCH' | 'POST';

export type Route = {
  method: Exclude<Method, 'HEAD'>;
  /**
   * With `{parameter}` segments as in API Gateway. `$default` matches requests that no other route matches.
   */
  path: string;
  /** The lowest role that may call it; `guest` is the holder of a booking's token. Undefined: anyone. */
  role?: Role | 'guest';
  /** A caller without a token is a guest who has no booking yet. */
  isTokenOptional?: true;
  /**
   * Identifies the caller by the access token alone, so that nothing is read before the write. The handler
   * calls `confirmActor` before it decides by a role (decision 61).
   */
  trustsToken?: true;
  /** The status of the ordinary answer. */
  status: 200 | 201 | 202 | 204;
  /** The media types of its answer, by default JSON. A route that answers 204 has none. */
  offers?: readonly MediaType[];
  /** How long shared caches may store the answer to a request without a token. */
  publicSeconds?: number;
  table: TableRight[];
  /** The names of the indexes that it queries. */
  indexes?: string[];
  sendsToQueue?: true;
};

const BOOKING_RIGHTS: TableRight[] = [
  'BatchGetItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'UpdateItem',
];

export const ROUTES = {
  'answer-unknown': { method: 'ANY', path: '$default', status: 204, table: [] },
  'read-openapi': { method: 'GET', path: '/openapi.json', status: 200, publicSeconds: 300, table: [] },
  'read-docs': {
    method: 'GET',
    path: '/docs',
    status: 200,
    offers: ['text/html'],
    publicSeconds: 300,
    table: [],
  },
  'read-docs-file': {
    method: 'GET',
    path: '/docs/{file}',
    status: 200,
    offers: ['text/css', 'text/javascript'],
    publicSeconds: 300,
    table: [],
  },
  'read-booking-page': {
    method: 'GET',
    path: '/booking',
    status: 200,
    offers: ['text/html'],
    publicSeconds: 300,
    table: [],
  },
  'read-booking-page-file': {
    method: 'GET',
    path: '/booking/{file}',
    status: 200,
    offers: ['text/css', 'text/javascript'],
    publicSeconds: 300,
    table: [],
  },
  'read-health': { method: 'GET', path: '/v1/health', status: 200, table: ['GetItem', 'PutItem'] },
  'register-user': {
    method: 'POST',
    path: '/v1/auth/register',
    status: 201,
    table: ['GetItem', 'PutItem'],
  },
  'log-in': {
    method: 'POST',
    path: '/v1/auth/login',
    status: 200,
    table: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'refresh-session': {
    method: 'POST',
    path: '/v1/auth/refresh',
    status: 200,
    table: ['GetItem', 'PutItem'],
  },
  'log-out': { method: 'POST', path: '/v1/auth/logout', status: 204, table: ['GetItem', 'PutItem'] },
  'read-me': {
    method: 'GET',
    path: '/v1/me',
    role: 'attendee',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
  'list-users': {
    method: 'GET',
    path: '/v1/users',
    role: 'admin',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
    indexes: ['listings'],
  },
  'change-role': {
    method: 'PATCH',
    path: '/v1/users/{userId}',
    role: 'admin',
    status: 200,
    table: ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'PutItem', 'UpdateItem'],
    indexes: ['listings'],
  },
  'create-event': {
    method: 'POST',
    path: '/v1/events',
    role: 'organizer',
    status: 201,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
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
  },
  'read-event': {
    method: 'GET',
    path: '/v1/events/{eventId}',
    status: 200,
    publicSeconds: 1,
    table: ['BatchGetItem', 'GetItem'],
  },
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
  'audit-event': {
    method: 'GET',
    path: '/v1/events/{eventId}/audit',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
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
  'read-ticket-pass': {
    method: 'GET',
    path: '/v1/events/{eventId}/bookings/{bookingId}/tickets/{number}/pass',
    role: 'guest',
    status: 200,
    offers: ['application/json', 'application/vnd.apple.pkpass'],
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
  'preview-announcement': {
    method: 'POST',
    path: '/v1/events/{eventId}/announcements/preview',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'write-announcement': {
    method: 'POST',
    path: '/v1/events/{eventId}/announcements',
    role: 'organizer',
    status: 202,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'list-announcements': {
    method: 'GET',
    path: '/v1/events/{eventId}/announcements',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-unsubscription': {
    method: 'GET',
    path: '/v1/unsubscriptions/{organizerId}/{addressId}/{token}',
    status: 200,
    table: ['GetItem', 'PutItem'],
  },
  unsubscribe: {
    method: 'POST',
    path: '/v1/unsubscriptions/{organizerId}/{addressId}/{token}',
    status: 204,
    table: ['GetItem', 'PutItem'],
  },
  'subscribe-again': {
    method: 'DELETE',
    path: '/v1/unsubscriptions/{organizerId}/{addressId}/{token}',
    status: 204,
    table: ['DeleteItem', 'GetItem', 'PutItem'],
  },
  'check-in-ticket': {
    method: 'POST',
    path: '/v1/events/{eventId}/check-ins',
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
  'read-ticket-key': {
    method: 'GET',
    path: '/v1/events/{eventId}/ticket-key',
    status: 200,
    publicSeconds: 300,
    table: ['GetItem', 'PutItem'],
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

export type RouteName = keyof typeof ROUTES;

/** @returns the methods of a route: every GET is also a HEAD, with the same answer without the body. */
export function methodsOf({ method }: Route): Method[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}
