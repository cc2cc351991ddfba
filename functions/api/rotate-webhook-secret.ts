/** Makes a new secret of a webhook endpoint. */
import { callers, limiter, mailingTo } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { newSecretPorts } from '../compose-webhooks.ts';
import { rotateSecret } from '../domain/webhooks/manage-endpoints.ts';
import { rotateWebhookSecretBody } from '../http/requests/webhooks.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedWebhookWithSecret } from '../http/views/webhooks.ts';

const ports = newSecretPorts();

export const handler = endpoint(
  'rotate-webhook-secret',
  { body: rotateWebhookSecretBody, callers: callers(), limiter: limiter() },
  async ({ account: organizer, body: { overlapSeconds }, id, ifMatch, acceptLanguage, idempotencyKey }) => {
    const named = {
      organizerId: organizer.id,
      endpointId: id('webhookId'),
      expected: expectedVersions(ifMatch),
    };
    const told = { organizer, ...mailingTo(acceptLanguage) };
    const changed = await rotateSecret(named, { ...told, overlapSeconds, idempotencyKey }, ports);
    const [secret = ''] = await ports.secrets.of(changed.id, changed.secrets);
    return taggedWebhookWithSecret(changed, secret, ports.runtime.now());
  },
);
