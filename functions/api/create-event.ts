/** Creates an event. */
import { callers, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { createEvent } from '../domain/events/create-event.ts';
import { createEventBody } from '../http/requests/events.ts';
import { eventView } from '../http/views/events.ts';

const ports = storePorts();

export const handler = endpoint(
  'create-event',
  { body: createEventBody, callers: callers() },
  async ({ actor, body, idempotencyKey }) => {
    const { event, availability } = await createEvent(
      { ...body, organizerId: actor.userId },
      idempotencyKey,
      ports,
    );
    return { body: eventView(event, availability), headers: { location: `/v1/events/${event.id}` } };
  },
);
