/** Sends a test to a webhook endpoint, and answers with what came of it. */
import { callers, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { deliverOncePorts } from '../compose-webhooks.ts';
import { sendTest } from '../domain/webhooks/deliver-once.ts';
import { readEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { deliveryView } from '../http/views/webhooks.ts';

const ports = deliverOncePorts();

export const handler = endpoint(
  'test-webhook',
  { callers: callers(), limiter: limiter() },
  async ({ actor, id }) => {
    const found = await readEndpoint({ organizerId: actor.userId, endpointId: id('webhookId') }, ports);
    return { body: deliveryView(await sendTest(found, ports)) };
  },
);
