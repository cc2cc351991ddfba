/** One endpoint: its state, what can be done with it, and its deliveries. */
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { dateTime } from '../../parts/times.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { OrganizersOnly } from '../organizer/organizers-only.tsx';
import { Deliveries } from './deliveries.tsx';
import { Kinds } from './kinds.tsx';
import { useWebhook } from './use-webhook.ts';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookBadge, WebhookState } from './webhook-state.tsx';

export function WebhookPage(_props: ScreenProps) {
  const { webhookId = '' } = useRoute().params;
  return (
    <OrganizersOnly makesEvents>
      <p class="back">
        <a href={addressOf('webhooks')}>{texts.value.back}</a>
      </p>
      <Endpoint key={webhookId} webhookId={webhookId} />
    </OrganizersOnly>
  );
}

function Endpoint({ webhookId }: { webhookId: string }) {
  const { title, made } = webhookTexts.value;
  const { data, problem, again } = useWebhook(webhookId);
  /** Rises with each attempt that was made from this screen. */
  const [attempts, setAttempts] = useState(0);
  const name = data?.webhook.description ?? data?.webhook.url;
  useEffect(() => {
    document.title = `${name ?? title} · ${texts.value.product}`;
  }, [name, title]);
  if (data === undefined) return <NoAnswer problem={problem} again={again} />;
  const { webhook } = data;
  const tried = () => {
    setAttempts((past) => past + 1);
    again();
  };
  return (
    <article>
      <header class="webhook-head">
        <WebhookBadge webhook={webhook} />
        <h1>{name}</h1>
        {webhook.description && <p>{webhook.url}</p>}
        <p class="muted">{made(dateTime(webhook.createdAt))}</p>
      </header>
      <WebhookState webhook={webhook} />
      <WebhookActions {...data} again={again} tried={tried} />
      <Deliveries webhookId={webhookId} attempts={attempts} tried={tried} />
      <Kinds />
    </article>
  );
}
