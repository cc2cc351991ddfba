/** Creates a webhook endpoint. */
import { callers, limiter, mailingTo } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { newSecretPorts } from '../compose-webhooks.ts';
import { createEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { createWebhookBody } from '../http/requests/webhooks.ts';
import { taggedWebhookWithSecret } from '../http/views/webhooks.ts';

const ports = newSecretPorts();

export const handler = endpoint(
  'create-webhook',
  { body: createWebhookBody, callers: callers(), limiter: limiter() },
  async ({ account: organizer, body, acceptLanguage, idempotencyKey }) => {
    const told = { organizer, ...mailingTo(acceptLanguage) };
    const made = await createEndpoint(body, { ...told, idempotencyKey }, ports);
    const [secret = ''] = await ports.secrets.of(made.id, made.secrets);
    const { text, headers } = taggedWebhookWithSecret(made, secret, ports.runtime.now());
    return { text, headers: { ...headers, location: `/v1/webhooks/${made.id}` } };
  },
);
