/** The routes of webhooks. */
import type { Route } from '../route.ts';
import { READ, READ_AND_PUT, READ_AND_QUERY, READ_PUT_UPDATE } from './rights.ts';

export const WEBHOOKS = {
  'create-webhook': {
    method: 'POST',
    path: '/v1/webhooks',
    role: 'organizer',
    status: 201,
    table: READ_PUT_UPDATE,
    limits: ['send-webhook'],
  },
  'list-webhooks': {
    method: 'GET',
    path: '/v1/webhooks',
    role: 'organizer',
    status: 200,
    table: READ_AND_QUERY,
  },
  'read-webhook': {
    method: 'GET',
    path: '/v1/webhooks/{webhookId}',
    role: 'organizer',
    status: 200,
    table: READ,
  },
  'change-webhook': {
    method: 'PATCH',
    path: '/v1/webhooks/{webhookId}',
    role: 'organizer',
    status: 200,
    table: READ_AND_PUT,
    limits: ['send-webhook'],
  },
  'remove-webhook': {
    method: 'DELETE',
    path: '/v1/webhooks/{webhookId}',
    role: 'organizer',
    status: 204,
    table: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'rotate-webhook-secret': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/rotate-secret',
    role: 'organizer',
    status: 200,
    table: READ_AND_PUT,
    limits: ['send-webhook'],
  },
  'test-webhook': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/test',
    role: 'organizer',
    status: 200,
    table: READ_AND_PUT,
    limits: ['send-webhook'],
  },
  'replay-webhook': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/replay',
    role: 'organizer',
    status: 202,
    table: READ_AND_PUT,
    limits: ['replay-webhooks'],
  },
  'read-webhook-replay': {
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/replay',
    role: 'organizer',
    status: 200,
    table: READ,
  },
  'list-webhook-deliveries': {
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/deliveries',
    role: 'organizer',
    status: 200,
    table: READ_AND_QUERY,
  },
  'replay-webhook-delivery': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay',
    role: 'organizer',
    status: 200,
    table: READ_AND_PUT,
    limits: ['send-webhook'],
  },
} as const satisfies Record<string, Route>;
