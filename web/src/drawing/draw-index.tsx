/**
 * Draws the list of events into `index.html`, for browsers that have not loaded the page yet: with the components that show it
 * there. It is built apart from the page, and runs where there is no browser.
 */
import { LocationProvider } from 'preact-iso';
import { renderToString } from 'preact-render-to-string';
import { LIST_LOCALES } from '../../serving.ts';
import { DRAWN_EVENTS_ID, listed } from '../api/drawn-events.ts';
import { PAGE_EVENTS, showDrawn } from '../api/event-search.ts';
import type { Event } from '../parts/event-summary.tsx';
import { Frame } from '../parts/frame.tsx';
import { writeForAnyZone } from '../parts/times.ts';
import { EventList } from '../screens/buyer/event-list.tsx';
import { language, writeFor } from '../texts/chosen-language.ts';
import { texts } from '../texts/language.ts';

export { PAGE_EVENTS };

writeForAnyZone();

/** `asOf`: when they were read, ms. */
type FirstEvents = { items: Event[]; nextCursor: string | null; asOf: number };

/**
 * @param index `index.html` as it was built
 * @param locale the language and perhaps the region of the visitor, as in "de-AT"
 * @throws if the index has no place for the list
 */
export function drawIndex(index: string, { items, nextCursor, asOf }: FirstEvents, locale: string): string {
  const drawn = { items: items.map(listed), nextCursor, asOf: new Date(asOf).toISOString() };
  writeFor(LIST_LOCALES.includes(locale) ? locale : (locale.split('-')[0] ?? ''));
  showDrawn(drawn);
  const list = renderToString(
    <LocationProvider>
      <Frame>
        <EventList />
      </Frame>
    </LocationProvider>,
  );
  // No text can end the element, or begin a comment in it.
  const data = JSON.stringify(drawn).replaceAll('<', String.raw`\u003c`);
  const { events, product } = texts.value;
  return [
    ['<html lang="en">', `<html lang="${language.value}">`],
    [`<title>${product}</title>`, `<title>${events.title} · ${product}</title>`],
    ['<div id="app"></div>', `<div id="app">${list}</div>`],
    ['</body>', `<script type="application/json" id="${DRAWN_EVENTS_ID}">${data}</script></body>`],
  ].reduce((text, [place = '', filled = '']) => fill(text, place, filled), index);
}

function fill(text: string, place: string, filled: string): string {
  if (!text.includes(place)) throw new Error(`index.html has no ${place}.`);
  return text.replace(place, () => filled);
}
