/**
 * What the page runs first, while the rest of it is on its way: the list takes its events from the document, or asks for them
 * before anything can draw them.
 */
import { eventsInDocument } from './api/drawn-events.ts';
import { beginSearch } from './api/event-search.ts';
import { PAGE_PATHS } from './page-paths.ts';
import { locale } from './texts/chosen-language.ts';

if (location.pathname === PAGE_PATHS.events) beginSearch(eventsInDocument());
import('./main.tsx');
// The first use of Intl takes a slow phone 100 ms, in which it would otherwise wait for the rest.
setTimeout(() => new Intl.DateTimeFormat(locale.value));
