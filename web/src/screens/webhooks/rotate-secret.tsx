/** Gives an endpoint a new secret, and shows it once. */
import { useRef, useState } from 'preact/hooks';
import { api, newKey } from '../../api/client.ts';
import { ChangeOutcome, useChange } from '../../parts/use-change.tsx';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { SecretOnce } from './secret-once.tsx';
import type { TaggedWebhook } from './use-webhook.ts';

const DAY_SECONDS = 86_400;
const OVERLAPS = { day: DAY_SECONDS, week: 7 * DAY_SECONDS, none: 0 } as const;
type Overlap = keyof typeof OVERLAPS;

export function RotateSecret({ webhook, tag, again }: TaggedWebhook & { again: () => void }) {
  const { rotate, changedMeanwhile } = webhookTexts.value;
  const { isBusy, outcome, act } = useChange(again);
  const [overlap, setOverlap] = useState<Overlap>('day');
  const [secret, setSecret] = useState<string>();
  /** The key of what was not answered: the secret is rotated once, and the repeat is answered with it. */
  const key = useRef(newKey());
  const submit = async (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const params = {
      path: { webhookId: webhook.id },
      header: { 'If-Match': tag, 'Idempotency-Key': key.current },
    };
    const body = { overlapSeconds: OVERLAPS[overlap] };
    const made = await act(
      () => api.POST('/v1/webhooks/{webhookId}/rotate-secret', { params, body }),
      rotate.done,
    );
    if (made?.data === undefined) return;
    key.current = newKey();
    setSecret(made.data.secret);
  };
  if (secret !== undefined) return <SecretOnce secret={secret} stored={() => setSecret(undefined)} />;
  return (
    <details>
      <summary>{rotate.title}</summary>
      <ChangeOutcome outcome={outcome} changedMeanwhile={changedMeanwhile} />
      <p>{rotate.text}</p>
      <form onSubmit={submit}>
        <fieldset class="choices secret-choices">
          <legend>{rotate.overlap}</legend>
          {(Object.keys(OVERLAPS) as Overlap[]).map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name="overlap"
                checked={overlap === choice}
                onChange={() => setOverlap(choice)}
              />
              {rotate.overlaps[choice]}
            </label>
          ))}
        </fieldset>
        <button type="submit" aria-disabled={isBusy}>
          {rotate.now}
        </button>
      </form>
    </details>
  );
}
