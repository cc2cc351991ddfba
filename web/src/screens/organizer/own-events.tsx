/** The events that the organizer runs, drafts included. */
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { mayOrganize, session } from '../../api/session.ts';
import { DateBlock, type Event, StateBadge } from '../../parts/event-summary.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { number } from '../../parts/numbers.ts';
import { SearchField } from '../../parts/search-field.tsx';
import { dateTime } from '../../parts/times.ts';
import { type Pages, usePages } from '../../parts/use-pages.ts';
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

async function readPage(words: string, cursor?: string) {
  const query = {
    organizer: 'me' as const,
    limit: PAGE_EVENTS,
    ...(words !== '' && { q: words }),
    ...(cursor !== undefined && { cursor }),
  };
  const answer = await api.GET('/v1/events', { params: { query } });
  if (answer.data === undefined) return answer;
  const { items, nextCursor } = answer.data;
  return { ...answer, data: { items: items.filter(({ yourRole }) => yourRole !== 'door'), nextCursor } };
}

/** The words that are searched for are in the address, so that a reload and the Back button lead to what was found. */
function List() {
  const { events } = texts.value;
  const { query, route } = useLocation();
  const words = query['q'] ?? '';
  const pages = usePages<ListedEvent>((cursor) => readPage(words, cursor), [words]);
  const { found, problem, again } = pages;
  // It stays while what is typed finds a short list.
  const isLong = useRef(false);
  isLong.current ||= words !== '' || found?.nextCursor != null;
  return (
    <>
      {isLong.current && (
        <search class="search-bar">
          <SearchField
            label={events.searchLabel}
            placeholder={events.searchPlaceholder}
            words={words}
            change={(typed) =>
              route(`${addressOf('organize')}${typed && `?${new URLSearchParams({ q: typed })}`}`, true)
            }
          />
        </search>
      )}
      {found === undefined ? (
        <NoAnswer problem={problem} again={again} />
      ) : (
        <Found {...pages} isFiltered={words !== ''} />
      )}
    </>
  );
}

function Found({ isFiltered, ...pages }: Pages<ListedEvent> & { isFiltered: boolean }) {
  const { list } = organizerTexts.value;
  const { found: { items = [], nextCursor } = {}, isLoading } = pages;
  if (items.length === 0 && nextCursor === null)
    return (
      <section class="empty">
        <p role="status">{isFiltered ? texts.value.events.noneFound : list.none}</p>
      </section>
    );
  return (
    <>
      <ul class="cards" aria-busy={isLoading}>
        {items.map((event) => (
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
