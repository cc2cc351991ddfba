/** Changes a webhook endpoint. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { manageEndpointsPorts } from '../compose-webhooks.ts';
import { changeEndpoint } from '../domain/webhooks/manage-endpoints.ts';
import { changeWebhookBody } from '../http/requests/webhooks.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedWebhook } from '../http/views/webhooks.ts';

const ports = manageEndpointsPorts();

export const handler = endpoint(
  'change-webhook',
  { body: changeWebhookBody, callers: callers() },
  async ({ actor, body, id, ifMatch }) => {
    const named = {
      organizerId: actor.userId,
      endpointId: id('webhookId'),
      expected: expectedVersions(ifMatch),
    };
    return taggedWebhook(await changeEndpoint(named, body, ports), ports.runtime.now());
  },
);
