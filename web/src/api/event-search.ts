/** Searches the upcoming events, page by page. The first page can be asked for before there is a screen that shows it. */
import { api } from './client.ts';

const PAGE_EVENTS = 12;
const DAY_MS = 86_400_000;

export const WHENS = ['all', 'today', 'thisWeek'] as const;
export type When = (typeof WHENS)[number];

/** The search is in the address, so that it can be shared and comes back with the Back button. */
export type Search = { when: When; words: string };

/** @param query the parameters of the address. */
export function searchOf(query: Record<string, string>): Search {
  const when = WHENS.find((known) => known === query['when']) ?? 'all';
  return { when, words: query['q'] ?? '' };
}

function endOf(when: When): string | undefined {
  const midnight = new Date();
  midnight.setHours(24, 0, 0, 0);
  if (when === 'today') return midnight.toISOString();
  return when === 'thisWeek' ? new Date(midnight.getTime() + 6 * DAY_MS).toISOString() : undefined;
}

function ask({ when, words }: Search, cursor?: string) {
  const to = endOf(when);
  const query = {
    limit: PAGE_EVENTS,
    ...(to !== undefined && { to }),
    ...(words !== '' && { q: words }),
    ...(cursor !== undefined && { cursor }),
  };
  return api.GET('/v1/events', { params: { query } });
}

type Ahead = { search: Search; answer: ReturnType<typeof ask> };

let ahead: Ahead | undefined;

/** Asks for the first page of the search in the address. The first `readEvents` gets its answer if it searches for the same. */
export function askAhead(): void {
  const search = searchOf(Object.fromEntries(new URLSearchParams(location.search)));
  ahead = { search, answer: ask(search) };
  // Whoever takes it hears of a lost connection; nobody may be there yet.
  ahead.answer.catch(() => undefined);
}

/** @param cursor of the page; undefined for the first one. */
export function readEvents(search: Search, cursor?: string): ReturnType<typeof ask> {
  const first = ahead;
  ahead = undefined;
  const isFor = ({ search: { when, words } }: Ahead) => when === search.when && words === search.words;
  return first !== undefined && cursor === undefined && isFor(first) ? first.answer : ask(search, cursor);
}
