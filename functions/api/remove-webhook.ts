/** Removes a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { removeEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { expectedVersions } from '../http/versions.ts';

const ports = readWebhookPorts();

export const handler = endpoint('remove-webhook', { callers: callers() }, async ({ actor, id, ifMatch }) => {
  const named = {
    organizerId: actor.userId,
    endpointId: id('webhookId'),
    expected: expectedVersions(ifMatch),
  };
  await removeEndpoint(named, ports);
  return {};
});
