import { bookingPorts, callers } from '../compose.ts';
import { changeEvent } from '../domain/change-event.ts';
import { availabilityNow } from '../domain/event-memory.ts';
import { endpoint } from '../http/endpoint.ts';
import { changeEventBody } from '../http/event-schemas.ts';
import { eventView } from '../http/views.ts';

const ports = bookingPorts();

export const handler = endpoint(
  'change-event',
  { body: changeEventBody, callers: callers() },
  async ({ actor, body, id }) => {
    const event = await changeEvent({ eventId: id('eventId'), actor, change: body }, ports);
    return { body: eventView(event, await availabilityNow(event, ports)) };
  },
);
