/** Creates an event. */
import { callers, creationPorts, limiter, runtime, sendsMail } from '../compose.ts';
import { endpoint, hasOtherIssuer } from '../compose-frame.ts';
import { createEvent } from '../domain/events/create-event.ts';
import { requireMail } from '../domain/events/require-mail.ts';
import { capacityFields, createEventBody } from '../http/requests/events.ts';
import { taggedEvent } from '../http/views/events.ts';

const portsFor = creationPorts();

export const handler = endpoint(
  'create-event',
  { body: createEventBody, callers: callers(), limiter: limiter() },
  async ({ actor, body: { capacity, ...body }, idempotencyKey }) => {
    requireMail(body, sendsMail() || hasOtherIssuer());
    const { event, availability } = await createEvent(
      { ...body, ...capacityFields(capacity), organizerId: actor.userId },
      idempotencyKey,
      portsFor(actor),
    );
    const { text, headers } = taggedEvent(event, availability, runtime.now());
    return { text, headers: { ...headers, location: `/v1/events/${event.id}` } };
  },
);
