/** The endpoints of an organizer, and what is sent to them. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { dateTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { OrganizersOnly } from '../organizer/organizers-only.tsx';
import { Kinds } from './kinds.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { SecretOnce } from './secret-once.tsx';
import type { Webhook } from './use-webhook.ts';
import { WebhookBadge } from './webhook-state.tsx';

type WebhookWithSecret = components['schemas']['WebhookWithSecret'];

export function WebhookList(_props: ScreenProps) {
  const text = webhookTexts.value;
  useEffect(() => {
    document.title = `${text.title} · ${texts.value.product}`;
  }, [text]);
  return (
    <OrganizersOnly makesEvents>
      <p class="back">
        <a href={addressOf('organize')}>{texts.value.back}</a>
      </p>
      <h1>{text.title}</h1>
      <p class="muted webhooks-intro">{text.intro}</p>
      <Endpoints />
      <Kinds />
    </OrganizersOnly>
  );
}

/** The secret of a new endpoint takes the place of the list and the form, so that nobody passes it by. */
function Endpoints() {
  const { route } = useLocation();
  const [made, setMade] = useState<WebhookWithSecret>();
  if (made !== undefined)
    return (
      <SecretOnce secret={made.secret} stored={() => route(addressOf('webhook', { webhookId: made.id }))} />
    );
  return (
    <>
      <List />
      <NewWebhook taken={setMade} />
    </>
  );
}

function List() {
  const { none } = webhookTexts.value;
  const { data, problem, again } = useAnswer(() => api.GET('/v1/webhooks'), []);
  if (data === undefined) return <NoAnswer problem={problem} again={again} />;
  if (data.items.length === 0)
    return (
      <p class="muted" role="status">
        {none}
      </p>
    );
  return (
    <ul class="cards">
      {data.items.map((webhook) => (
        <li key={webhook.id}>
          <Card webhook={webhook} />
        </li>
      ))}
    </ul>
  );
}

function Card({ webhook }: { webhook: Webhook }) {
  const { made } = webhookTexts.value;
  const { id, url, description, createdAt } = webhook;
  return (
    <article class="card event-card">
      <div>
        <h2>
          <a href={addressOf('webhook', { webhookId: id })}>{description ?? url}</a>
        </h2>
        {description && <p class="muted">{url}</p>}
        <p>
          <WebhookBadge webhook={webhook} /> <span class="muted">{made(dateTime(createdAt))}</span>
        </p>
      </div>
    </article>
  );
}
