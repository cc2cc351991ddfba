/** The events that the organizer runs, drafts included. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import { DateBlock, type Event, StateBadge } from '../../parts/event-summary.tsx';
import { number } from '../../parts/numbers.ts';
import { dateTime } from '../../parts/times.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { NoAnswer, OrganizersOnly } from './organizers-only.tsx';

const PAGE_EVENTS = 20;
/** The most that the API answers at once. */
const EVENTS_MAX = 100;

export function OwnEvents(_props: ScreenProps) {
  const { list } = texts.value.organizer;
  useEffect(() => {
    document.title = `${list.title} · ${texts.value.product}`;
  }, [list]);
  return (
    <OrganizersOnly>
      <div class="title-row">
        <h1>{list.title}</h1>
        <a class="button primary" href={addressOf('makeEvent')}>
          {list.make}
        </a>
      </div>
      <List />
    </OrganizersOnly>
  );
}

function List() {
  const { organizer, events } = texts.value;
  const [limit, setLimit] = useState(PAGE_EVENTS);
  const { data, problem, again } = useAnswer(
    () => api.GET('/v1/events', { params: { query: { organizer: 'me', limit } } }),
    [limit],
  );
  if (data === undefined) return <NoAnswer problem={problem} again={again} />;
  const own = data.items.filter(({ yourRole }) => yourRole !== 'door');
  if (own.length === 0 && data.nextCursor === null)
    return (
      <section class="empty">
        <p role="status">{organizer.list.none}</p>
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
      {data.nextCursor !== null && limit < EVENTS_MAX && (
        <div class="more">
          <button type="button" onClick={() => setLimit((past) => Math.min(past + PAGE_EVENTS, EVENTS_MAX))}>
            {events.more}
          </button>
        </div>
      )}
    </>
  );
}

function Card({ event }: { event: Event }) {
  const { list } = texts.value.organizer;
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
