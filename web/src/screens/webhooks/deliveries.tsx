/** The attempts to deliver webhooks to an endpoint, each with what came of it, and a button to send it again. */
import { api } from '../../api/client.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { exactTime } from '../../parts/times.ts';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf } from '../../paths.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';
import { AttemptOutcome, answerText, type Delivery, useAttempt } from './attempt.tsx';

const PAGE_DELIVERIES = 20;
const COLOURS = { accepted: 'confirmed', failed: 'waitlisted', 'given-up': 'cancelled' };

/** `attempts`: how many were made from this screen; the list is read anew after each. */
type Props = { webhookId: string; attempts: number; tried: () => void };

export function Deliveries({ webhookId, attempts, tried }: Props) {
  const text = webhookTexts.value.deliveries;
  const pages = usePages<Delivery>(
    (cursor) =>
      api.GET('/v1/webhooks/{webhookId}/deliveries', {
        params: {
          path: { webhookId },
          query: { limit: PAGE_DELIVERIES, ...(cursor !== undefined && { cursor }) },
        },
      }),
    [webhookId, attempts],
  );
  const { found, problem, isLoading, again } = pages;
  return (
    <section>
      <div class="title-row">
        <h2>{text.title}</h2>
        <button type="button" aria-disabled={isLoading} onClick={again}>
          {text.refresh}
        </button>
      </div>
      <p class="muted">{text.hint}</p>
      {found === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : (
        <>
          {found.items.length === 0 && <p role="status">{text.none}</p>}
          <ul class="deliveries" aria-busy={isLoading}>
            {found.items.map((delivery) => (
              <li key={delivery.id}>
                <One endpointId={webhookId} delivery={delivery} tried={tried} />
              </li>
            ))}
          </ul>
          <MoreButton {...pages} />
        </>
      )}
    </section>
  );
}

type OneProps = { endpointId: string; delivery: Delivery; tried: () => void };

function One({ endpointId, delivery, tried }: OneProps) {
  const { deliveries: text, kinds } = webhookTexts.value;
  const { type, cause, attempt, at, outcome, nextAttemptAt } = delivery;
  return (
    <>
      <div class="delivery-head">
        <p>
          <strong>{kinds.says[type]}</strong>
          <code>{type}</code>
        </p>
        <span class={`badge ${COLOURS[outcome]}`}>{text.states[outcome]}</span>
      </div>
      <p class="muted">
        <time dateTime={at}>{exactTime(at)}</time>
        {` · ${cause === 'entry' ? text.attempt(attempt) : text.causes[cause]} · ${answerText(delivery)}`}
      </p>
      {nextAttemptAt && <p class="muted">{text.next(exactTime(nextAttemptAt))}</p>}
      <Details endpointId={endpointId} delivery={delivery} tried={tried} />
    </>
  );
}

function Details({ endpointId, delivery, tried }: OneProps) {
  const { deliveries: text } = webhookTexts.value;
  const { webhookId, happenedAt, eventId, bookingId, answer } = delivery;
  return (
    <details>
      <summary>{text.details}</summary>
      <dl class="details">
        <dt>{text.happened}</dt>
        <dd>{exactTime(happenedAt)}</dd>
        <dt>{text.id}</dt>
        <dd>
          <code>{webhookId}</code>
        </dd>
        {eventId && (
          <>
            <dt>{text.event}</dt>
            <dd>
              <a href={addressOf('organizedEvent', { eventId })}>{eventId}</a>
            </dd>
          </>
        )}
        {eventId && bookingId && (
          <>
            <dt>{text.booking}</dt>
            <dd>
              <a href={`${addressOf('whoComes', { eventId })}?q=${bookingId}`}>{bookingId}</a>
            </dd>
          </>
        )}
        {answer && (
          <>
            <dt>{text.answer}</dt>
            <dd>
              <code class="answer">{answer}</code>
            </dd>
          </>
        )}
      </dl>
      {delivery.type !== 'webhook.test' && (
        <Again endpointId={endpointId} deliveryId={delivery.id} tried={tried} />
      )}
    </details>
  );
}

function Again({ endpointId, deliveryId, tried }: Omit<OneProps, 'delivery'> & { deliveryId: string }) {
  const { deliveries: text, testing } = webhookTexts.value;
  const { isBusy, attempt, send } = useAttempt(tried);
  const path = { webhookId: endpointId, deliveryId };
  const repeat = () =>
    send(() => api.POST('/v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay', { params: { path } }));
  return (
    <>
      <AttemptOutcome attempt={attempt} accepted={text.againAccepted} failed={text.againFailed} />
      <button type="button" aria-disabled={isBusy} onClick={repeat}>
        {isBusy ? testing : text.again}
      </button>
    </>
  );
}
