/** Reads an event with its availability. */
import { storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { taggedEvent } from '../http/views/events.ts';

const { waitlist, cache } = storePorts();

export const handler = endpoint('read-event', {}, async ({ id }) => {
  const event = await cache.get(id('eventId'));
  return taggedEvent(event, await cache.availability(event, waitlist));
});
