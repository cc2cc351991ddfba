/**
 * Searches the upcoming events, page by page. The first page of all events may be in the document, and that of a search can be
 * asked for before there is a screen that shows it.
 */
import { addressOf } from '../paths.ts';
import { api } from './client.ts';
import type { DrawnEvents } from './drawn-events.ts';

/** The API counts them, too, for those in the document. */
export const PAGE_EVENTS = 12;
const DAY_MS = 86_400_000;

export const WHENS = ['all', 'today', 'thisWeek'] as const;
export type When = (typeof WHENS)[number];

/** The search is in the address, so that it can be shared and comes back with the Back button. */
export type Search = { when: When; words: string };

const isForAll = ({ when, words }: Search) => when === 'all' && words === '';

/** @param query the parameters of the address. */
export function searchOf(query: Record<string, string>): Search {
  const when = WHENS.find((known) => known === query['when']) ?? 'all';
  return { when, words: query['q'] ?? '' };
}

/** @returns the address of the list with this search. */
export function addressOfSearch({ when, words }: Search): string {
  const parameters = new URLSearchParams({ ...(when !== 'all' && { when }), ...(words && { q: words }) });
  return `${addressOf('events')}${parameters.size > 0 ? `?${parameters}` : ''}`;
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

/**
 * Begins the search in the address: with the events of the document, if these are all that it searches for. If they are older
 * than a moment, or there are none, it asks for the first page. The first `readEvents` gets its answer if it searches for
 * the same.
 */
export function beginSearch(inDocument: DrawnEvents | undefined): void {
  const search = searchOf(Object.fromEntries(new URLSearchParams(location.search)));
  if (isForAll(search)) drawn = inDocument;
  if (drawn === undefined || !isFresh(drawn)) askAhead(search);
}

function askAhead(search: Search): void {
  ahead = { search, answer: ask(search) };
  // Whoever takes it hears of a lost connection; nobody may be there yet.
  ahead.answer.catch(() => undefined);
}

/** A cache, or a browser that goes back, may have a document of another day. */
const FRESH_MS = 10_000;

/** By the clock of the browser: where it is wrong, the list is read once more than it need be. */
const isFresh = ({ asOf }: DrawnEvents) => Math.abs(Date.now() - Date.parse(asOf)) < FRESH_MS;

let drawn: DrawnEvents | undefined;

/** @returns the first page as the document has it, once, for the screen that takes over what the document shows. */
export function takeDrawn(search: Search): { page: DrawnEvents; isFresh: boolean } | undefined {
  const page = drawn;
  drawn = undefined;
  return page !== undefined && isForAll(search) ? { page, isFresh: isFresh(page) } : undefined;
}

/** Has the next screen of all events show these. */
export function showDrawn(page: DrawnEvents): void {
  drawn = page;
}

/** @param cursor of the page; undefined for the first one. */
export function readEvents(search: Search, cursor?: string): ReturnType<typeof ask> {
  const first = ahead;
  ahead = undefined;
  const isFor = ({ search: { when, words } }: Ahead) => when === search.when && words === search.words;
  return first !== undefined && cursor === undefined && isFor(first) ? first.answer : ask(search, cursor);
}
