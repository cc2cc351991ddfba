/** Lists the announcements of an event, with how many bookings each reached. */
import { callers } from '../compose.ts';
import { announcementPorts } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { announcementView } from '../http/views/announcements.ts';

const ports = announcementPorts();

export const handler = endpoint('list-announcements', { callers: callers() }, async ({ actor, id }) => {
  const event = await readEventOf(actor, id('eventId'), ports);
  const items = (await ports.announcements.list(event.id)).map(announcementView);
  return { body: { items, nextCursor: null } };
});
