/** Writes a webhook as JSON, signs it with each secret of its endpoint, and posts it. */
import type { Webhook } from '../domain/model/webhook.ts';
import { signingSecrets } from '../domain/model/webhook-endpoint.ts';
import type { WebhookContent, WebhookSecrets, WebhookSender } from '../domain/ports/webhook-sender.ts';
import { post, type Receivers } from './post.ts';
import { signedHeaders } from './signature.ts';

/** `bodyOf`: the body of a webhook, as it is at `now` (ms). */
export type WebhookSenderParts = {
  secrets: Pick<WebhookSecrets, 'of'>;
  receivers: () => Receivers;
  bodyOf: (webhook: Webhook, content: WebhookContent, now: number) => object;
  now: () => number;
};

export function webhookSender({ secrets, receivers, bodyOf, now }: WebhookSenderParts): WebhookSender {
  return {
    async send({ endpoint, webhookId, webhook, content, timeoutMs }) {
      const at = now();
      const body = JSON.stringify(bodyOf(webhook, content, at));
      const signing = await secrets.of(endpoint.id, signingSecrets(endpoint, at));
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Boxoffice-Webhooks/1.0',
        ...signedHeaders(signing, { webhookId, now: at, body }),
      };
      return post({ url: endpoint.url, headers, body, timeoutMs, now: at }, receivers());
    },
  };
}
