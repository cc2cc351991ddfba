/** The attempts to deliver webhooks to an endpoint, by outcome and type, each with what came of it, and a button to send it again. */
import { useState } from 'preact/hooks';
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

type Filter = { outcome?: Delivery['outcome']; type?: Delivery['type'] };

/** `attempts`: how many were made from this screen; the list is read anew after each. */
type Props = { webhookId: string; attempts: number; tried: () => void };

export function Deliveries({ webhookId, attempts, tried }: Props) {
  const text = webhookTexts.value.deliveries;
  const [filter, setFilter] = useState<Filter>({});
  const pages = usePages<Delivery>(
    (cursor) =>
      api.GET('/v1/webhooks/{webhookId}/deliveries', {
        params: {
          path: { webhookId },
          query: { limit: PAGE_DELIVERIES, ...filter, ...(cursor !== undefined && { cursor }) },
        },
      }),
    [webhookId, attempts, filter],
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
      <FilterBar filter={filter} change={setFilter} />
      {found === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : (
        <>
          {found.items.length === 0 && found.nextCursor === null && (
            <p role="status">{Object.keys(filter).length === 0 ? text.none : text.noneFound}</p>
          )}
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

const OUTCOMES = ['failed', 'given-up', 'accepted'] as const;

function FilterBar({ filter, change }: { filter: Filter; change: (next: Filter) => void }) {
  const { deliveries: text, kinds } = webhookTexts.value;
  const types = Object.keys(kinds.says) as (keyof typeof kinds.says)[];
  const set = <Name extends keyof Filter>(name: Name, value: Filter[Name] | undefined) => {
    const { [name]: _past, ...others } = filter;
    change({ ...others, ...(value !== undefined && { [name]: value }) } as Filter);
  };
  return (
    <search class="search-bar">
      <label class="pick">
        {text.outcome}
        <select
          value={filter.outcome ?? ''}
          onChange={({ currentTarget: { value } }) =>
            set(
              'outcome',
              OUTCOMES.find((known) => known === value),
            )
          }
        >
          <option value="">{text.all}</option>
          {OUTCOMES.map((one) => (
            <option key={one} value={one}>
              {text.states[one]}
            </option>
          ))}
        </select>
      </label>
      <label class="pick">
        {kinds.type}
        <select
          value={filter.type ?? ''}
          onChange={({ currentTarget: { value } }) =>
            set(
              'type',
              types.find((known) => known === value),
            )
          }
        >
          <option value="">{text.all}</option>
          {types.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
    </search>
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
