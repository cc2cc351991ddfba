/** What an organizer does with an endpoint: test, pause or enable, change, rotate its secret, send again, remove. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { Question } from '../../parts/question.tsx';
import { type Act, ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { addressOf } from '../../paths.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { AttemptOutcome, useAttempt } from './attempt.tsx';
import { Replay } from './replay.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import type { TaggedWebhook } from './use-webhook.ts';
import { WebhookForm, type WebhookValues } from './webhook-form.tsx';

type Props = TaggedWebhook & { again: () => void; tried: () => void };

/** Of a request that changes an endpoint, unless somebody else changed it before. */
export const changeParams = ({ webhook: { id }, tag }: TaggedWebhook) => ({
  path: { webhookId: id },
  header: { 'If-Match': tag },
});

export function WebhookActions({ webhook, tag, again, tried }: Props) {
  const text = webhookTexts.value;
  const { isBusy, outcome, act } = useChange(again);
  const test = useAttempt(tried);
  const params = changeParams({ webhook, tag });
  const sendTest = () =>
    test.send(() =>
      api.POST('/v1/webhooks/{webhookId}/test', { params: { path: { webhookId: webhook.id } } }),
    );
  const setEnabled = (enabled: boolean) =>
    act(
      () => api.PATCH('/v1/webhooks/{webhookId}', { params, body: { enabled } }),
      enabled ? text.enabled : text.paused,
    );
  return (
    <section class="event-actions">
      <ChangeOutcome outcome={outcome} changedMeanwhile={text.changedMeanwhile} />
      <AttemptOutcome attempt={test.attempt} accepted={text.testAccepted} failed={text.testFailed} />
      <div class="row-buttons">
        <button type="button" class="primary" aria-disabled={test.isBusy} onClick={sendTest}>
          {test.isBusy ? text.testing : text.test}
        </button>
        <button type="button" aria-disabled={isBusy} onClick={() => setEnabled(!webhook.enabled)}>
          {webhook.enabled ? text.pause : text.enable}
        </button>
      </div>
      <Edit webhook={webhook} tag={tag} again={again} />
      <RotateSecret webhook={webhook} tag={tag} again={again} />
      <Replay webhook={webhook} sent={tried} />
      <Remove webhook={webhook} tag={tag} isBusy={isBusy} act={act} />
    </section>
  );
}

function Edit({ webhook, tag, again }: TaggedWebhook & { again: () => void }) {
  const text = webhookTexts.value;
  const { isBusy, outcome, act } = useChange(again);
  const problem = outcome !== undefined && 'problem' in outcome ? outcome.problem : undefined;
  const send = ({ url, description }: WebhookValues) => {
    const body = { url, description: description === '' ? null : description };
    const params = changeParams({ webhook, tag });
    act(() => api.PATCH('/v1/webhooks/{webhookId}', { params, body }), text.saved);
  };
  return (
    <details>
      <summary>{text.edit}</summary>
      {problem === undefined && <ChangeOutcome outcome={outcome} changedMeanwhile={text.changedMeanwhile} />}
      <WebhookForm
        tag={tag}
        stored={{ url: webhook.url, description: webhook.description ?? '' }}
        submit={text.save}
        isBusy={isBusy}
        problem={problem}
        send={send}
      />
    </details>
  );
}

function Remove({ webhook, tag, isBusy, act }: TaggedWebhook & { isBusy: boolean; act: Act }) {
  const text = webhookTexts.value;
  const { route } = useLocation();
  const [isAsked, setAsked] = useState(false);
  const remove = async () => {
    const params = changeParams({ webhook, tag });
    const answer = await act(() => api.DELETE('/v1/webhooks/{webhookId}', { params }), text.removed);
    if (answer !== undefined) route(addressOf('webhooks'));
  };
  return (
    <>
      <button type="button" class="danger" aria-disabled={isBusy} onClick={() => setAsked(true)}>
        {text.remove}
      </button>
      {isAsked && (
        <Question
          title={text.removeQuestion}
          text={text.removeText}
          yes={text.removeNow}
          no={text.keep}
          close={() => setAsked(false)}
          confirm={remove}
        />
      )}
    </>
  );
}
