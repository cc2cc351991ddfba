/** Cancels an event; the clerk cancels its bookings after the answer. */
import { callers, limiter } from '../compose.ts';
import { eventChangePorts } from '../compose-changes.ts';
import { endpoint } from '../compose-frame.ts';
import { cancelEvent } from '../domain/events/cancel-event.ts';
import { availabilityIfKnown } from '../domain/process/read-availability.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedEvent } from '../http/views/events.ts';

const ports = eventChangePorts();

export const handler = endpoint(
  'cancel-event',
  { callers: callers(), limiter: limiter() },
  async ({ actor, id, ifMatch }) => {
    const event = await cancelEvent(
      { eventId: id('eventId'), actor, expected: expectedVersions(ifMatch) },
      ports,
    );
    return taggedEvent(event, await availabilityIfKnown(event, ports), ports.runtime.now());
  },
);
