/** Copies an event to another start. */
import { callers, creationPorts, limiter, runtime } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { copyEvent } from '../domain/events/copy-event.ts';
import { refuseWhileClosing } from '../domain/model/account.ts';
import { copyEventBody } from '../http/requests/events.ts';
import { taggedEvent } from '../http/views/events.ts';

const portsFor = creationPorts();

export const handler = endpoint(
  'copy-event',
  { body: copyEventBody, callers: callers(), limiter: limiter() },
  async ({ actor, account, body, id, idempotencyKey }) => {
    refuseWhileClosing(account, runtime.now());
    const request = { eventId: id('eventId'), actor, ...body, idempotencyKey };
    const { event, availability } = await copyEvent(request, portsFor(actor));
    const { text, headers } = taggedEvent(event, availability, runtime.now());
    return { text, headers: { ...headers, location: `/v1/events/${event.id}` } };
  },
);
