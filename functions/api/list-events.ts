import { eventListPorts, tokens } from '../compose.ts';
import { listEvents } from '../domain/list-events.ts';
import { endpoint } from '../http/endpoint.ts';
import { listEventsQuery } from '../http/listings.ts';
import { eventView } from '../http/views.ts';

const ports = eventListPorts();

export const handler = endpoint(
  'list-events',
  { query: listEventsQuery, tokens: tokens() },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listEvents({ ...query, actor }, ports);
    const events = items.map(({ event, availability }) => eventView(event, availability));
    return { body: { items: events, nextCursor: nextCursor ?? null } };
  },
);
