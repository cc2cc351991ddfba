/** Reads a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { readEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { taggedWebhook } from '../http/views/webhooks.ts';

const ports = readWebhookPorts();

export const handler = endpoint('read-webhook', { callers: callers() }, async ({ actor, id }) => {
  const named = { organizerId: actor.userId, endpointId: id('webhookId') };
  return taggedWebhook(await readEndpoint(named, ports), ports.runtime.now());
});
