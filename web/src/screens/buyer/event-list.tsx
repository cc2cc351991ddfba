/** The upcoming events, by time and by a search; more of them on demand. */

import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { type Problem, problemOf, sayProblem, UNANSWERED } from '../../api/problems.ts';
import { DateBlock, type Event, StateBadge, saysLeft } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { dateTime } from '../../parts/times.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';

const PAGE_EVENTS = 20;
const DAY_MS = 86_400_000;
const TYPING_MS = 300;
const WHENS = ['all', 'today', 'thisWeek'] as const;
type When = (typeof WHENS)[number];

/** The search is in the address, so that it can be shared and comes back with the Back button. */
type Search = { when: When; words: string };

function readSearch(query: Record<string, string>): Search {
  const when = WHENS.find((known) => known === query['when']) ?? 'all';
  return { when, words: query['q'] ?? '' };
}

function endOf(when: When): string | undefined {
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  if (when === 'today') return midnight.toISOString();
  return when === 'thisWeek' ? new Date(midnight.getTime() + 6 * DAY_MS).toISOString() : undefined;
}

function readPage({ when, words }: Search, cursor?: string) {
  const to = endOf(when);
  const query = {
    limit: PAGE_EVENTS,
    ...(to !== undefined && { to }),
    ...(words !== '' && { q: words }),
    ...(cursor !== undefined && { cursor }),
  };
  return api.GET('/v1/events', { params: { query } });
}

type Found = { items: Event[]; nextCursor?: string | undefined };

/** @returns the events that were found so far; undefined before the first answer. */
function useEvents(search: Search) {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<Problem>();
  const [isLoading, setLoading] = useState(true);
  const read = async (cursor?: string, isCurrent = () => true) => {
    setLoading(true);
    const answer = await readPage(search, cursor).catch(() => undefined);
    if (!isCurrent()) return;
    setLoading(false);
    setProblem(answer === undefined ? UNANSWERED : answer.data ? undefined : problemOf(answer));
    if (answer?.data === undefined) return;
    const { items, nextCursor } = answer.data;
    setFound((past) => ({
      items: cursor === undefined ? items : [...(past?.items ?? []), ...items],
      nextCursor: nextCursor ?? undefined,
    }));
  };
  useEffect(() => {
    let isLatest = true;
    read(undefined, () => isLatest);
    return () => {
      isLatest = false;
    };
  }, [search.when, search.words]);
  return { found, problem, isLoading, read };
}

export function EventList(_props: ScreenProps) {
  const { events } = texts.value;
  const { query, route } = useLocation();
  const search = readSearch(query);
  const { found, problem, isLoading, read } = useEvents(search);
  const change = (next: Partial<Search>) => {
    const { when, words } = { ...search, ...next };
    const parameters = new URLSearchParams({ ...(when !== 'all' && { when }), ...(words && { q: words }) });
    route(`${addressOf('events')}${parameters.size > 0 ? `?${parameters}` : ''}`, true);
  };
  useEffect(() => {
    document.title = `${events.title} · ${texts.value.product}`;
  }, [events]);
  return (
    <>
      <h1>{events.title}</h1>
      <SearchBar search={search} change={change} />
      {problem && (
        <Notice kind="bad">
          <p>{sayProblem(problem, texts.value)}</p>
          <button type="button" onClick={() => read()}>
            {texts.value.retry}
          </button>
        </Notice>
      )}
      {found === undefined ? (
        isLoading && <Skeletons />
      ) : (
        <Results found={found} search={search} change={change} />
      )}
      {found?.nextCursor !== undefined && (
        <div class="more">
          <button
            type="button"
            aria-disabled={isLoading}
            onClick={() => !isLoading && read(found.nextCursor)}
          >
            {isLoading ? texts.value.loading : events.more}
          </button>
        </div>
      )}
    </>
  );
}

function SearchBar({ search, change }: { search: Search; change: (next: Partial<Search>) => void }) {
  const { events } = texts.value;
  const [typed, setTyped] = useState(search.words);
  useEffect(() => {
    if (typed === search.words) return;
    const timer = setTimeout(() => change({ words: typed.trim() }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <search class="search-bar">
      <label>
        <span class="for-screen-readers">{events.searchLabel}</span>
        <input
          type="search"
          value={typed}
          placeholder={events.searchPlaceholder}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <fieldset class="segments">
        <legend class="for-screen-readers">{events.when}</legend>
        {WHENS.map((when) => (
          <label key={when}>
            <input
              type="radio"
              name="when"
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
  found: Found;
  search: Search;
  change: (next: Partial<Search>) => void;
}) {
  const { events } = texts.value;
  const isFiltered = search.when !== 'all' || search.words !== '';
  if (found.items.length === 0)
    return (
      <section class="empty">
        <p role="status">{isFiltered ? events.noneFound : events.none}</p>
        {isFiltered && (
          <button type="button" onClick={() => change({ when: 'all', words: '' })}>
            {events.showAll}
          </button>
        )}
      </section>
    );
  return (
    <ul class="cards">
      {found.items.map((event) => (
        <li key={event.id}>
          <EventCard event={event} />
        </li>
      ))}
    </ul>
  );
}

function EventCard({ event }: { event: Event }) {
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
