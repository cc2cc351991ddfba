/** Shows what an announcement would be: to how many bookings it would go, and its mails. Sends and stores nothing. */
import { callers, listingPorts, storePorts } from '../compose.ts';
import { mailSettings } from '../compose-announcements.ts';
import { endpoint } from '../compose-frame.ts';
import { countAudience } from '../domain/events/count-audience.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { announcementBody } from '../http/requests/announcements.ts';
import { previewAnnouncement } from '../mail/preview-announcement.ts';

const { waitlist } = storePorts();
const ports = listingPorts();
const settings = mailSettings();

export const handler = endpoint(
  'preview-announcement',
  { body: announcementBody, callers: callers() },
  async ({ actor, body, id, origin }) => {
    const event = await readEventOf(actor, id('eventId'), ports);
    const [{ promotions }, { bookings, isComplete, parts }] = await Promise.all([
      waitlist.read(event),
      countAudience(event, body.to, ports),
    ]);
    const how = { settings, promotions, now: ports.runtime.now(), origin };
    const mails = parts.map((part) => ({ ...part, ...previewAnnouncement(event, body, part, how) }));
    return { body: { bookings, isComplete, mails } };
  },
);
