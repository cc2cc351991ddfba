/** Changes an event. */
import { callers, canConfirm, limiter } from '../compose.ts';
import { eventChangePorts } from '../compose-changes.ts';
import { endpoint } from '../compose-frame.ts';
import { changeEvent } from '../domain/events/change-event.ts';
import { requireMail } from '../domain/events/require-mail.ts';
import { availabilityIfKnown } from '../domain/process/read-availability.ts';
import { capacityFields, changeEventBody, FIXED_EVENT_FIELDS } from '../http/requests/events.ts';
import { expectedVersions } from '../http/versions.ts';
import { taggedEvent } from '../http/views/events.ts';

const ports = eventChangePorts();

/** Answers 202 if some shards do not have the change yet. */
export const handler = endpoint(
  'change-event',
  { body: changeEventBody, fixedFields: FIXED_EVENT_FIELDS, callers: callers(), limiter: limiter() },
  async ({ actor, body: { capacity, ...body }, id, ifMatch }) => {
    requireMail(body, canConfirm());
    const change = { ...body, ...(capacity !== undefined && capacityFields(capacity)) };
    const request = { eventId: id('eventId'), actor, change, expected: expectedVersions(ifMatch) };
    const { event, isComplete } = await changeEvent(request, ports);
    const availability = await availabilityIfKnown(event, ports);
    return { status: isComplete ? 200 : 202, ...taggedEvent(event, availability, ports.runtime.now()) };
  },
);
