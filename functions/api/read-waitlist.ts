/** Says what holds up the waitlist of an event, for its organizer. */
import { callers, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { readHold } from '../domain/waitlist/read-hold.ts';
import { holdView } from '../http/views/events.ts';

const ports = storePorts();

export const handler = endpoint('read-waitlist', { callers: callers() }, async ({ actor, id }) => {
  const event = await readEventOf(actor, id('eventId'), ports);
  return { body: holdView(await readHold(event, ports)) };
});
