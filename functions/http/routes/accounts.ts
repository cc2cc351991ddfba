/** The routes of accounts and sessions. */
import type { Route } from '../route.ts';

export const ACCOUNTS = {
  'register-user': {
    method: 'POST',
    path: '/v1/auth/register',
    status: 201,
    table: ['GetItem', 'PutItem'],
    limits: ['register'],
  },
  'log-in': {
    method: 'POST',
    path: '/v1/auth/login',
    status: 200,
    table: ['GetItem', 'PutItem', 'UpdateItem'],
    limits: ['log-in-source'],
  },
  'refresh-session': {
    method: 'POST',
    path: '/v1/auth/refresh',
    status: 200,
    table: ['GetItem', 'PutItem'],
    limits: ['refresh'],
  },
  'log-out': { method: 'POST', path: '/v1/auth/logout', status: 204, table: ['GetItem', 'PutItem'] },
  'read-me': {
    method: 'GET',
    path: '/v1/me',
    role: 'attendee',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
  'confirm-address': {
    method: 'POST',
    path: '/v1/auth/confirm-address',
    status: 204,
    table: ['GetItem', 'PutItem'],
  },
  'request-confirmation': {
    method: 'POST',
    path: '/v1/me/confirmation',
    role: 'attendee',
    status: 204,
    table: ['BatchGetItem', 'GetItem', 'PutItem'],
  },
  'forgot-password': {
    method: 'POST',
    path: '/v1/auth/forgot-password',
    status: 202,
    table: ['PutItem'],
  },
  'reset-password': {
    method: 'POST',
    path: '/v1/auth/reset-password',
    status: 204,
    table: ['GetItem', 'PutItem'],
  },
  'change-password': {
    method: 'POST',
    path: '/v1/me/password',
    role: 'attendee',
    status: 204,
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
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
} as const satisfies Record<string, Route>;
