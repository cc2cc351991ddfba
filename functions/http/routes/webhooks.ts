/** The routes of webhooks. */
import type { Route, TableRight } from '../route.ts';

/** Of the routes that read webhook endpoints, or change them in single writes. */
const WEBHOOK_READS: TableRight[] = ['BatchGetItem', 'GetItem', 'PutItem'];

export const WEBHOOKS = {
  'create-webhook': {
    method: 'POST',
    path: '/v1/webhooks',
    role: 'organizer',
    status: 201,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  },
  'list-webhooks': {
    method: 'GET',
    path: '/v1/webhooks',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'read-webhook': {
    method: 'GET',
    path: '/v1/webhooks/{webhookId}',
    role: 'organizer',
    status: 200,
    table: WEBHOOK_READS,
  },
  'change-webhook': {
    method: 'PATCH',
    path: '/v1/webhooks/{webhookId}',
    role: 'organizer',
    status: 200,
    table: WEBHOOK_READS,
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
    table: WEBHOOK_READS,
  },
  'test-webhook': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/test',
    role: 'organizer',
    status: 200,
    table: WEBHOOK_READS,
    limits: ['send-webhook'],
  },
  'replay-webhook': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/replay',
    role: 'organizer',
    status: 202,
    table: WEBHOOK_READS,
    limits: ['replay-webhooks'],
  },
  'read-webhook-replay': {
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/replay',
    role: 'organizer',
    status: 200,
    table: WEBHOOK_READS,
  },
  'list-webhook-deliveries': {
    method: 'GET',
    path: '/v1/webhooks/{webhookId}/deliveries',
    role: 'organizer',
    status: 200,
    table: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'],
  },
  'replay-webhook-delivery': {
    method: 'POST',
    path: '/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay',
    role: 'organizer',
    status: 200,
    table: WEBHOOK_READS,
    limits: ['send-webhook'],
  },
} as const satisfies Record<string, Route>;
