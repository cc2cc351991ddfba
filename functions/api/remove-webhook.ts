/** Removes a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { removeEndpoint } from '../domain/webhooks/manage-endpoints.ts';

const ports = readWebhookPorts();

export const handler = endpoint('remove-webhook', { callers: callers() }, async ({ actor, id, expected }) => {
  const named = { organizerId: actor.userId, endpointId: id('webhookId'), expected: expected() };
  await removeEndpoint(named, ports);
  return {};
});
