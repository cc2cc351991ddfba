import { bookingPorts, callers } from '../compose.ts';
import { cancelEvent } from '../domain/cancel-event.ts';
import { availabilityNow } from '../domain/event-memory.ts';
import { endpoint } from '../http/endpoint.ts';
import { eventView } from '../http/views.ts';

const ports = bookingPorts();

export const handler = endpoint('cancel-event', { callers: callers() }, async ({ actor, id }) => {
  const event = await cancelEvent({ eventId: id('eventId'), actor }, ports);
  return { body: eventView(event, await availabilityNow(event, ports)) };
});
