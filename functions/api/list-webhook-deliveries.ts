/** Lists the deliveries to a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { listDeliveries } from '../domain/webhooks/list-deliveries.ts';
import { readEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { listDeliveriesQuery } from '../http/requests/lists.ts';
import { deliveryView } from '../http/views/webhooks.ts';

const ports = readWebhookPorts();

export const handler = endpoint(
  'list-webhook-deliveries',
  { query: listDeliveriesQuery, callers: callers() },
  async ({ actor, query, id }) => {
    const found = await readEndpoint({ organizerId: actor.userId, endpointId: id('webhookId') }, ports);
    const { items, nextCursor } = await listDeliveries(found.id, query, ports);
    return { body: { items: items.map(deliveryView), nextCursor: nextCursor ?? null } };
  },
);
