/** Lists the announcements of an event, with how many bookings each reached. */
import { callers } from '../compose.ts';
import { announcementPorts } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { listAnnouncements } from '../domain/events/list-announcements.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { pageQuery } from '../http/requests/lists.ts';
import { announcementView } from '../http/views/announcements.ts';

const ports = announcementPorts();

export const handler = endpoint(
  'list-announcements',
  { query: pageQuery, callers: callers() },
  async ({ actor, query, id }) => {
    const event = await readEventOf(actor, id('eventId'), ports);
    const { items, nextCursor } = await listAnnouncements(event.id, query, ports);
    return { body: { items: items.map(announcementView), nextCursor: nextCursor ?? null } };
  },
);
