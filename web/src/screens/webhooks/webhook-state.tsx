/** Whether webhooks are sent to an endpoint, and if not, why. */
import { dateTime } from '../../parts/times.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import type { Webhook } from './use-webhook.ts';

type State = 'active' | 'failing' | 'paused' | 'gone' | 'failed';

const COLOURS = {
  active: 'confirmed',
  failing: 'waitlisted',
  paused: 'waitlisted',
  gone: 'cancelled',
  failed: 'cancelled',
};

const OF_REASON = { 'by-organizer': 'paused', gone: 'gone', failing: 'failed' } as const;

function stateOf({ enabled, disabledBecause = 'by-organizer', failingSince }: Webhook): State {
  if (!enabled) return OF_REASON[disabledBecause];
  return failingSince === undefined ? 'active' : 'failing';
}

export function WebhookBadge({ webhook }: { webhook: Webhook }) {
  const state = stateOf(webhook);
  return <span class={`badge ${COLOURS[state]}`}>{webhookTexts.value.states[state]}</span>;
}

/** The state in sentences. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const { stateTexts } = webhookTexts.value;
  const { enabled, disabledAt, failingSince, oldSecretsUntil } = webhook;
  const state = stateOf(webhook);
  const since = disabledAt ?? failingSince;
  const says = stateTexts[state];
  return (
    <>
      <p>{typeof says === 'string' ? says : says(since === undefined ? '' : dateTime(since))}</p>
      {!enabled && <p class="muted">{stateTexts.afterPause}</p>}
      {oldSecretsUntil && <p class="muted">{stateTexts.oldSecret(dateTime(oldSecretsUntil))}</p>}
    </>
  );
}
