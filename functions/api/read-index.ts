/** Answers the first document of the page, with the first events of the list in it. */
import { eventListPorts, pageFolder, runtime } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { FirstEvents } from '../domain/events/first-events.ts';
import { pageIndex } from '../http/page-index.ts';
import { indexQuery } from '../http/requests/page.ts';
import { eventView } from '../http/views/events.ts';

const events = new FirstEvents(eventListPorts());
const index = pageIndex(pageFolder);

export const handler = endpoint('read-index', { query: indexQuery }, async ({ query: { locale } }) => {
  const { plain, draw, count } = index();
  const read = locale === undefined ? undefined : await events.readSoon(count);
  if (locale === undefined || read === undefined) return plain;
  const items = read.items.map(({ event, availability }) => eventView(event, availability, runtime.now()));
  return draw({ items, nextCursor: read.nextCursor ?? null, asOf: read.readAt }, locale);
});
