import { bookingPorts, callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { changeEvent } from '../domain/change-event.ts';
import { availabilityIfKnown } from '../domain/event-memory.ts';
import { changeEventBody } from '../http/event-schemas.ts';
import { changedEventView } from '../http/views.ts';

const ports = bookingPorts();

/** 202 while the change is still on its way to some shards. */
export const handler = endpoint(
  'change-event',
  { body: changeEventBody, callers: callers() },
  async ({ actor, body, id }) => {
    const { event, isComplete } = await changeEvent({ eventId: id('eventId'), actor, change: body }, ports);
    const availability = await availabilityIfKnown(event, ports);
    return { status: isComplete ? 200 : 202, body: changedEventView(event, availability) };
  },
);
