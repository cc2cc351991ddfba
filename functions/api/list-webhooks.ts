/** Lists the webhook endpoints of the caller. There are few, so one page has all of them. */
import { callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readWebhookPorts } from '../compose-webhooks.ts';
import { webhookView } from '../http/views/webhooks.ts';

const { endpoints, runtime } = readWebhookPorts();

export const handler = endpoint('list-webhooks', { callers: callers() }, async ({ actor }) => {
  const found = (await endpoints.list(actor.userId)).sort((a, b) => a.createdAt - b.createdAt);
  return { body: { items: found.map((one) => webhookView(one, runtime.now())), nextCursor: null } };
});
