/** Reads an event with its availability. */
import { callers, limiter, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { taggedEvent } from '../http/views/events.ts';

const { waitlist, cache, runtime } = storePorts();

export const handler = endpoint(
  'read-event',
  { callers: callers(), limiter: limiter() },
  async ({ actor, id }) => {
    const event = await cache.getFor(actor, id('eventId'));
    return taggedEvent(event, await cache.availability(event, waitlist), runtime.now());
  },
);
