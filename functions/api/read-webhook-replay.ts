/** Reads the last request to send webhooks again. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { readEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { readReplay } from '../domain/webhooks/request-replay.ts';
import { replayView } from '../http/views/webhooks.ts';

const ports = readWebhookPorts();

export const handler = endpoint('read-webhook-replay', { callers: callers() }, async ({ actor, id }) => {
  const found = await readEndpoint({ organizerId: actor.userId, endpointId: id('webhookId') }, ports);
  return { body: replayView(await readReplay(found, ports)) };
});
