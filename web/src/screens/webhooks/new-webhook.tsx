/** Makes an endpoint. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { useKey } from '../../parts/use-key.ts';
import { useSend } from '../../parts/use-send.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { WebhookForm, type WebhookValues } from './webhook-form.tsx';

type WebhookWithSecret = components['schemas']['WebhookWithSecret'];

/** `taken` gets the endpoint with its secret. */
export function NewWebhook({ taken }: { taken: (made: WebhookWithSecret) => void }) {
  const { make: text } = webhookTexts.value;
  const { isBusy, problem, send } = useSend();
  const { keyOf } = useKey();
  const make = async ({ url, description }: WebhookValues) => {
    const body = { url, ...(description !== '' && { description }) };
    const params = { header: { 'Idempotency-Key': keyOf(body) } };
    const answer = await send(() => api.POST('/v1/webhooks', { params, body }));
    if (answer?.data !== undefined) taken(answer.data);
  };
  return (
    <section class="card new-webhook">
      <h2>{text.title}</h2>
      <WebhookForm
        stored={{ url: '', description: '' }}
        tag=""
        submit={text.now}
        isBusy={isBusy}
        problem={problem}
        send={make}
      />
    </section>
  );
}
