/** Writes an announcement of an event's organizer. It is mailed after the answer. */
import { callers, sendsMail } from '../compose.ts';
import { announcementPorts } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { writeAnnouncement } from '../domain/events/write-announcement.ts';
import { announcementBody } from '../http/requests/announcements.ts';
import { announcementView } from '../http/views/announcements.ts';

const ports = announcementPorts();

export const handler = endpoint(
  'write-announcement',
  { body: announcementBody, callers: callers() },
  async ({ actor, body, id, idempotencyKey }) => {
    const asked = { eventId: id('eventId'), actor, draft: body };
    const written = await writeAnnouncement(asked, idempotencyKey, { ...ports, sendsMail: sendsMail() });
    return { body: announcementView(written) };
  },
);
