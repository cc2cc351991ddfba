/** Creates an event. */
import { callers, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { createEvent } from '../domain/events/create-event.ts';
import { capacityFields, createEventBody } from '../http/requests/events.ts';
import { taggedEvent } from '../http/views/events.ts';

const ports = storePorts();

export const handler = endpoint(
  'create-event',
  { body: createEventBody, callers: callers() },
  async ({ actor, body: { capacity, ...body }, idempotencyKey }) => {
    const { event, availability } = await createEvent(
      { ...body, ...capacityFields(capacity), organizerId: actor.userId },
      idempotencyKey,
      ports,
    );
    const { text, headers } = taggedEvent(event, availability, ports.runtime.now());
    return { text, headers: { ...headers, location: `/v1/events/${event.id}` } };
  },
);
