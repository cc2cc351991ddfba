/** Lists events, or those on whose staff the caller is. */
import { callers, eventListPorts, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listEvents } from '../domain/events/list-events.ts';
import { listEventsQuery } from '../http/requests/lists.ts';
import { eventView } from '../http/views/events.ts';

const ports = eventListPorts();

export const handler = endpoint(
  'list-events',
  { query: listEventsQuery, callers: callers(), limiter: limiter() },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listEvents({ ...query, actor }, ports);
    const events = items.map(({ event, availability, role }) => ({
      ...eventView(event, availability, ports.runtime.now()),
      ...(role && { yourRole: role }),
    }));
    return { body: { items: events, nextCursor: nextCursor ?? null } };
  },
);
