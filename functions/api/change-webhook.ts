/** Changes a webhook endpoint. */
import { callers, limiter, mailingTo } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { manageEndpointsPorts } from '../compose-webhooks.ts';
import { changeEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { changeWebhookBody } from '../http/requests/webhooks.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedWebhook } from '../http/views/webhooks.ts';

const ports = manageEndpointsPorts();

export const handler = endpoint(
  'change-webhook',
  { body: changeWebhookBody, callers: callers(), limiter: limiter() },
  async ({ account: organizer, body, id, ifMatch, acceptLanguage }) => {
    const named = {
      organizerId: organizer.id,
      endpointId: id('webhookId'),
      expected: expectedVersions(ifMatch),
    };
    const told = { organizer, ...mailingTo(acceptLanguage) };
    return taggedWebhook(await changeEndpoint(named, body, told, ports), ports.runtime.now());
  },
);
