/** Reads a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { readEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { webhookView } from '../http/views/webhooks.ts';

const ports = readWebhookPorts();

export const handler = endpoint('read-webhook', { callers: callers() }, async ({ actor, id }) => {
  const named = { organizerId: actor.userId, endpointId: id('webhookId') };
  return { body: webhookView(await readEndpoint(named, ports), ports.runtime.now()) };
});
