/** Cancels an event; the clerk cancels its bookings after the answer. */
import { callers, limiter, mailingTo } from '../compose.ts';
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
  async ({ actor, id, ifMatch, acceptLanguage }) => {
    const expected = expectedVersions(ifMatch);
    const mailing = mailingTo(acceptLanguage);
    const event = await cancelEvent({ eventId: id('eventId'), actor, mailing, expected }, ports);
    return taggedEvent(event, await availabilityIfKnown(event, ports), ports.runtime.now());
  },
);
