/** Puts a name on a ticket, or takes it off. */
import { callers, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { nameTicket } from '../domain/bookings/name-ticket.ts';
import { nameTicketBody } from '../http/requests/tickets.ts';
import { nameView } from '../http/views/tickets.ts';

const ports = storePorts();

export const handler = endpoint(
  'name-ticket',
  { body: nameTicketBody, callers: callers() },
  async ({ actor, body: { firstName, lastName }, id, number }) => {
    const [eventId, bookingId, ticket] = [id('eventId'), id('bookingId'), number()];
    const holder = firstName === null || lastName === null ? undefined : { firstName, lastName };
    const { ticketHolders } = await nameTicket({ eventId, bookingId, number: ticket, actor, holder }, ports);
    const named = ticketHolders?.[ticket];
    return { body: { number: ticket, name: named === undefined ? null : nameView(named) } };
  },
);
