/** Requests that webhooks are sent again; the consumer of the stream sends them after the answer. */
import { callers, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { readEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { requestReplay } from '../domain/webhooks/request-replay.ts';
import { replayWebhookBody } from '../http/requests/webhooks.ts';
import { replayView } from '../http/views/webhooks.ts';

const ports = readWebhookPorts();

export const handler = endpoint(
  'replay-webhook',
  { body: replayWebhookBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id }) => {
    const found = await readEndpoint({ organizerId: actor.userId, endpointId: id('webhookId') }, ports);
    return { body: replayView(await requestReplay(found, { actor, ...body }, ports)) };
  },
);
