/** Cancels an event; the clerk cancels its bookings after the answer. */
import { bookingPorts, callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { cancelEvent } from '../domain/events/cancel-event.ts';
import { availabilityIfKnown } from '../domain/process/read-availability.ts';
import { taggedEvent } from '../http/views/events.ts';

const ports = bookingPorts();

export const handler = endpoint('cancel-event', { callers: callers() }, async ({ actor, id, expected }) => {
  const event = await cancelEvent({ eventId: id('eventId'), actor, expected: expected() }, ports);
  return taggedEvent(event, await availabilityIfKnown(event, ports));
});
