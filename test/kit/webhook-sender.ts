/** A sender of webhooks over a real table, whose clock can be advanced. It keeps what it sends. */
import type { DeliveryLog, WebhookSubject } from '../../functions/domain/model/webhook.ts';
import type { ReceiverAnswer } from '../../functions/domain/model/webhook-delivery.ts';
import type { WebhookEndpoint } from '../../functions/domain/model/webhook-endpoint.ts';
import type { Runtime } from '../../functions/domain/ports/runtime.ts';
import type { SendWebhooksPorts } from '../../functions/domain/webhooks/send-webhooks.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { webhookDeliveryStore } from '../../functions/store/webhook-deliveries.ts';
import { webhookEndpointStore } from '../../functions/store/webhook-endpoints.ts';
import { realRuntime, TABLE_NAME } from './boxoffice.ts';
import { strictTable } from './strict-table.ts';

export const ACCEPTED: ReceiverAnswer = { status: 204, text: '' };
export const FAILED: ReceiverAnswer = { status: 500, text: 'Not now' };

/** Stores an endpoint of the organizer that delivers what happens from `deliversFrom` (ms) on, by default everything. */
export async function anEndpoint(
  organizerId: string,
  fields: Partial<WebhookEndpoint> = {},
): Promise<WebhookEndpoint> {
  const id = realRuntime.newId();
  const endpoint: WebhookEndpoint = {
    id,
    organizerId,
    url: 'https://receiver.example/webhooks',
    createdAt: realRuntime.now(),
    fingerprint: '',
    revision: 0,
    secrets: [{ salt: id, rotation: id }],
    deliversFrom: 0,
    ...fields,
  };
  await webhookEndpointStore(strictTable(TABLE_NAME)).create(endpoint, 100);
  return endpoint;
}

type Told = { webhookId: string; type: string; entry: number };

/** `answer`: what each receiver answers. `laterMs` advances the clock, and so does each sleep, which takes no time. */
export function aWebhookSender({
  table = strictTable(TABLE_NAME),
  laterMs = 0,
  answer = ACCEPTED,
}: {
  table?: Table;
  laterMs?: number;
  answer?: ReceiverAnswer | ((told: Told) => ReceiverAnswer | Promise<ReceiverAnswer>);
} = {}) {
  const told: Told[] = [];
  let ahead = laterMs;
  const runtime: Runtime = {
    ...realRuntime,
    now: () => realRuntime.now() + ahead,
    random: () => 0.5,
    sleep: async (ms) => {
      ahead += ms;
    },
  };
  const ports: SendWebhooksPorts = {
    deliveries: webhookDeliveryStore(table),
    endpoints: webhookEndpointStore(table),
    sender: {
      send: async ({ webhookId, webhook: { type, entry } }) => {
        const one = { webhookId, type, entry };
        told.push(one);
        return typeof answer === 'function' ? answer(one) : answer;
      },
    },
    runtime,
    log: { info: () => undefined, warn: () => undefined },
  };
  return { told, types: () => told.map(({ type }) => type), ports };
}

/** The delivery log as it is stored. */
export async function logOf(
  event: { id: string; shardCount: number },
  subject: WebhookSubject,
  { id: endpointId }: WebhookEndpoint,
): Promise<DeliveryLog> {
  const store = webhookDeliveryStore(strictTable(TABLE_NAME));
  return (await store.read({ event, subject, endpointId })).log;
}
