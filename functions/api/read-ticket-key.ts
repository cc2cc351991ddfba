/** Reads the public key that verifies the tickets of an event. */
import { cache, limiter, tickets } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { ANYONE } from '../domain/model/user.ts';
import { ticketKeyView } from '../http/views/tickets.ts';

const events = cache();
const issuer = tickets();

/** The route is public: with this key anyone can verify the event's tickets offline. */
export const handler = endpoint('read-ticket-key', { limiter: limiter() }, async ({ id }) => {
  const event = await events.getFor(ANYONE, id('eventId'));
  return { body: ticketKeyView(await issuer.publicKey(event.id)) };
});
