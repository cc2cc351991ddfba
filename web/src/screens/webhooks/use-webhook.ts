/** An endpoint with the tag of what was read, which a change sends as `If-Match`. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { useAnswer } from '../../parts/use-answer.ts';

export type Webhook = components['schemas']['Webhook'];
export type TaggedWebhook = { webhook: Webhook; tag: string };

async function readTagged(webhookId: string) {
  const { data, ...answer } = await api.GET('/v1/webhooks/{webhookId}', { params: { path: { webhookId } } });
  if (data === undefined) return answer;
  return { ...answer, data: { webhook: data, tag: answer.response.headers.get('etag') ?? '*' } };
}

export const useWebhook = (webhookId: string) =>
  useAnswer<TaggedWebhook>(() => readTagged(webhookId), [webhookId]);
