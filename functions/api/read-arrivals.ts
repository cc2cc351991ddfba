/** Counts who has arrived at an event, for its staff. */
import { callers, listingPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { countArrivals } from '../domain/door/count-arrivals.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { worksAtDoor } from '../domain/model/user.ts';
import { arrivalsQuery } from '../http/requests/lists.ts';

const ports = listingPorts();

export const handler = endpoint(
  'read-arrivals',
  { query: arrivalsQuery, callers: callers() },
  async ({ actor, query, id }) => {
    const event = await readEventOf(actor, id('eventId'), ports, worksAtDoor);
    const { nextCursor, ...counts } = await countArrivals(event, query.cursor, ports);
    const asOf = new Date(ports.runtime.now()).toISOString();
    return { body: { ...counts, asOf, nextCursor: nextCursor ?? null } };
  },
);
