import { storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { eventView } from '../http/views.ts';

const { line, memory } = storePorts();

export const handler = endpoint('read-event', {}, async ({ id }) => {
  const event = await memory.facts(id('eventId'));
  return { body: eventView(event, await memory.availability(event, line)) };
});
