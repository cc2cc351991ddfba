/** Makes a new secret of a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { manageEndpointsPorts } from '../compose-webhooks.ts';
import { rotateSecret } from '../domain/webhooks/manage-endpoints.ts';
import { rotateWebhookSecretBody } from '../http/requests/webhooks.ts';
import { webhookWithSecretView } from '../http/views/webhooks.ts';

const ports = manageEndpointsPorts();

export const handler = endpoint(
  'rotate-webhook-secret',
  { body: rotateWebhookSecretBody, callers: callers() },
  async ({ actor, body: { overlapSeconds }, id, idempotencyKey }) => {
    const named = { organizerId: actor.userId, endpointId: id('webhookId') };
    const changed = await rotateSecret(named, { overlapSeconds, idempotencyKey }, ports);
    return { body: webhookWithSecretView(changed, ports.runtime.now()) };
  },
);
