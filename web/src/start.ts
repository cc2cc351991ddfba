/** What the page runs first, while the rest of it is on its way: the list asks for its events before anything can draw them. */
import { askAhead } from './api/event-search.ts';
import { PAGE_PATHS } from './page-paths.ts';
import { locale } from './texts/chosen-language.ts';

if (location.pathname === PAGE_PATHS.events) askAhead();
import('./main.tsx');
// The first use of Intl takes a slow phone 100 ms, in which it would otherwise wait for the rest.
setTimeout(() => new Intl.DateTimeFormat(locale.value));
