/** The events that the organizer runs, drafts included. */
import { useEffect } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { mayOrganize, session } from '../../api/session.ts';
import { DateBlock, type Event, StateBadge } from '../../parts/event-summary.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { dateTime } from '../../parts/times.ts';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { OrganizersOnly } from './organizers-only.tsx';

type ListedEvent = components['schemas']['EventPage']['items'][number];

const PAGE_EVENTS = 20;

export function OwnEvents(_props: ScreenProps) {
  const { list } = organizerTexts.value;
  useEffect(() => {
    document.title = `${list.title} · ${texts.value.product}`;
  }, [list]);
  return (
    <OrganizersOnly>
      <div class="title-row">
        <h1>{list.title}</h1>
        {mayOrganize(session.value?.user) && (
          <div class="row-buttons">
            <a class="button" href={addressOf('webhooks')}>
              {list.webhooks}
            </a>
            <a class="button primary" href={addressOf('makeEvent')}>
              {list.make}
            </a>
          </div>
        )}
      </div>
      <List />
    </OrganizersOnly>
  );
}

const readPage = (cursor?: string) =>
  api.GET('/v1/events', {
    params: { query: { organizer: 'me', limit: PAGE_EVENTS, ...(cursor !== undefined && { cursor }) } },
  });

function List() {
  const { list } = organizerTexts.value;
  const pages = usePages<ListedEvent>(readPage, []);
  const { found, problem, again } = pages;
  if (found === undefined || problem !== undefined) return <NoAnswer problem={problem} again={again} />;
  const own = found.items.filter(({ yourRole }) => yourRole !== 'door');
  if (own.length === 0 && found.nextCursor === null)
    return (
      <section class="empty">
        <p role="status">{list.none}</p>
      </section>
    );
  return (
    <>
      <ul class="cards">
        {own.map((event) => (
          <li key={event.id}>
            <Card event={event} />
          </li>
        ))}
      </ul>
      <MoreButton {...pages} />
    </>
  );
}

function Card({ event }: { event: Event }) {
  const { list } = organizerTexts.value;
  const { booked, capacity } = event.availability;
  return (
    <article class="card event-card">
      <DateBlock event={event} />
      <div>
        <h2>
          <a href={addressOf('organizedEvent', { eventId: event.id })}>{event.name}</a>
        </h2>
        <p class="muted">
          <time dateTime={event.startsAt}>{dateTime(event.startsAt, event)}</time>
          {event.venue && <> · {event.venue}</>}
        </p>
        <p>
          {event.isDraft ? <span class="badge">{list.draft}</span> : <StateBadge event={event} />}{' '}
          <span class="muted">
            {event.isUnlimited ? list.soldOnly(number(booked)) : list.sold(number(booked), number(capacity))}
          </span>
        </p>
      </div>
    </article>
  );
}
