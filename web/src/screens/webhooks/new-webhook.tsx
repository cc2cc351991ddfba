/** Makes an endpoint. */
import { useRef, useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { api, newKey } from '../../api/client.ts';
import { type Problem, problemOf, UNANSWERED } from '../../api/problems.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { WebhookForm, type WebhookValues } from './webhook-form.tsx';

type WebhookWithSecret = components['schemas']['WebhookWithSecret'];

/** `taken` gets the endpoint with its secret. */
export function NewWebhook({ taken }: { taken: (made: WebhookWithSecret) => void }) {
  const { make } = webhookTexts.value;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** The key of what was sent and not answered: the same endpoint is not made twice. */
  const unanswered = useRef<{ text: string; key: string }>(undefined);
  const send = async ({ url, description }: WebhookValues) => {
    const body = { url, ...(description !== '' && { description }) };
    const text = JSON.stringify(body);
    if (unanswered.current?.text !== text) unanswered.current = { text, key: newKey() };
    setBusy(true);
    const header = { 'Idempotency-Key': unanswered.current.key };
    const answer = await api.POST('/v1/webhooks', { params: { header }, body }).catch(() => undefined);
    setBusy(false);
    if (answer?.data !== undefined) taken(answer.data);
    else setProblem(answer === undefined ? UNANSWERED : problemOf(answer));
  };
  return (
    <section class="card new-webhook">
      <h2>{make.title}</h2>
      <WebhookForm
        initial={{ url: '', description: '' }}
        submit={make.now}
        isBusy={isBusy}
        problem={problem}
        send={send}
      />
    </section>
  );
}
