import { memory, tickets } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { ticketKeyView } from '../http/ticket-views.ts';

const events = memory();
const issuer = tickets();

/** With this key anyone can check the event's tickets without asking the service. */
export const handler = endpoint('read-ticket-key', {}, async ({ id }) => {
  const event = await events.facts(id('eventId'));
  return { body: ticketKeyView(await issuer.publicKey(event.id)) };
});
