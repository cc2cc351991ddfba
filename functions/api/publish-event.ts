/** Publishes a draft. */
import { callers, limiter } from '../compose.ts';
import { eventChangePorts } from '../compose-changes.ts';
import { endpoint } from '../compose-frame.ts';
import { publishEvent } from '../domain/events/publish-event.ts';
import { availabilityIfKnown } from '../domain/process/read-availability.ts';
import { noBody } from '../http/requests/bookings.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedEvent } from '../http/views/events.ts';

const ports = eventChangePorts();

/** Answers 202 if some shards do not sell yet. */
export const handler = endpoint(
  'publish-event',
  { body: noBody, callers: callers(), limiter: limiter() },
  async ({ actor, id, ifMatch }) => {
    const request = { eventId: id('eventId'), actor, expected: expectedVersions(ifMatch) };
    const { event, isComplete } = await publishEvent(request, ports);
    return {
      status: isComplete ? 200 : 202,
      ...taggedEvent(event, await availabilityIfKnown(event, ports), ports.runtime.now()),
    };
  },
);
