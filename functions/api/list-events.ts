/** Lists events, or those on whose staff the caller is. */
import { callers, eventListPorts, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { asksForFirst, FirstEvents } from '../domain/events/first-events.ts';
import { listEvents } from '../domain/events/list-events.ts';
import { listEventsQuery } from '../http/requests/lists.ts';
import { eventView } from '../http/views/events.ts';

const ports = eventListPorts();
const first = new FirstEvents(ports);

export const handler = endpoint(
  'list-events',
  { query: listEventsQuery, callers: callers(), limiter: limiter() },
  async ({ actor, query }) => {
    const asked = { ...query, actor };
    const page = await (asksForFirst(asked) ? first.read(query.limit) : listEvents(asked, ports));
    const events = page.items.map(({ event, availability, role }) => ({
      ...eventView(event, availability, ports.runtime.now()),
      ...(role && { yourRole: role }),
    }));
    return { body: { items: events, nextCursor: page.nextCursor ?? null } };
  },
);
