/** The upcoming events, by time and by a search; more of them on demand. */
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import {
  addressOfSearch,
  readEvents,
  type Search,
  searchOf,
  takeDrawn,
  WHENS,
} from '../../api/event-search.ts';
import { DateBlock, type ListedEvent, StateBadge, saysLeft } from '../../parts/event-summary.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { dateTime } from '../../parts/times.ts';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';

export function EventList(_props: ScreenProps) {
  const { events } = texts.value;
  const { query, route } = useLocation();
  const search = searchOf(query);
  const [drawn] = useState(() => takeDrawn(search));
  const pages = usePages<ListedEvent>(
    (cursor) => readEvents(search, cursor),
    [search.when, search.words],
    drawn,
  );
  const { found, problem, isLoading, again } = pages;
  const change = (next: Partial<Search>) => route(addressOfSearch({ ...search, ...next }), true);
  useEffect(() => {
    document.title = `${events.title} · ${texts.value.product}`;
  }, [events]);
  return (
    <>
      <h1>{events.title}</h1>
      <SearchBar search={search} change={change} />
      {found === undefined ? (
        <>
          {problem && <NoAnswer problem={problem} again={again} />}
          {isLoading && <Skeletons />}
        </>
      ) : (
        <Results found={found.items} search={search} change={change} />
      )}
      <MoreButton {...pages} />
    </>
  );
}

function SearchBar({ search, change }: { search: Search; change: (next: Partial<Search>) => void }) {
  const { events } = texts.value;
  return (
    <search class="search-bar">
      <SearchField
        label={events.searchLabel}
        placeholder={events.searchPlaceholder}
        words={search.words}
        change={(words) => change({ words })}
      />
      <fieldset class="segments">
        <legend class="for-screen-readers">{events.when}</legend>
        {WHENS.map((when) => (
          <label key={when}>
            <input
              type="radio"
              name="when"
              value={when}
              checked={search.when === when}
              onChange={() => change({ when })}
            />
            <span>{events[when]}</span>
          </label>
        ))}
      </fieldset>
    </search>
  );
}

function Results({
  found,
  search,
  change,
}: {
  found: ListedEvent[];
  search: Search;
  change: (next: Partial<Search>) => void;
}) {
  const { events } = texts.value;
  const isFiltered = search.when !== 'all' || search.words !== '';
  if (found.length === 0)
    return (
      <section class="empty">
        <p role="status">{isFiltered ? events.noneFound : events.none}</p>
        {isFiltered ? (
          <button type="button" onClick={() => change({ when: 'all', words: '' })}>
            {events.showAll}
          </button>
        ) : (
          <a class="button" href={addressOf('organize')}>
            {events.organize}
          </a>
        )}
      </section>
    );
  return (
    <ul class="cards">
      {found.map((event) => (
        <li key={event.id}>
          <EventCard event={event} />
        </li>
      ))}
    </ul>
  );
}

function EventCard({ event }: { event: ListedEvent }) {
  return (
    <article class="card event-card">
      <DateBlock event={event} />
      <div>
        <h2>
          <a href={addressOf('event', { eventId: event.id })}>{event.name}</a>
        </h2>
        <p class="muted">
          <time dateTime={event.startsAt}>{dateTime(event.startsAt, event)}</time>
          {event.venue && <> · {event.venue}</>}
        </p>
        <p class="event-state">
          <StateBadge event={event} /> <span class="muted">{saysLeft(event)}</span>
        </p>
      </div>
    </article>
  );
}

const Skeletons = () => (
  <div class="cards" role="status" aria-label={texts.value.loading}>
    {[1, 2, 3].map((place) => (
      <div class="card skeleton" key={place} />
    ))}
  </div>
);
