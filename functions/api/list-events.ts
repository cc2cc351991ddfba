import { storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { pageQuery } from '../http/listings.ts';
import { eventView } from '../http/views.ts';

const { events, line, memory } = storePorts();

export const handler = endpoint('list-events', { query: pageQuery }, async ({ query }) => {
  const { items, nextCursor } = await events.list(query);
  const views = items.map(async (event) => eventView(event, await memory.availability(event, line)));
  return { body: { items: await Promise.all(views), nextCursor: nextCursor ?? null } };
});
