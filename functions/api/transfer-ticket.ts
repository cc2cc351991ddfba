/** Transfers a ticket to somebody else. */
import { callers, limiter, sendsMail, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { transferTicket } from '../domain/bookings/transfer-ticket.ts';
import { transferTicketBody } from '../http/requests/tickets.ts';
import { nameView } from '../http/views/tickets.ts';

const ports = storePorts();

export const handler = endpoint(
  'transfer-ticket',
  { body: transferTicketBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, number, idempotencyKey }) => {
    const place = { eventId: id('eventId'), bookingId: id('bookingId'), number: number() };
    const { ticket, newTicket, at } = await transferTicket(
      { ...place, actor, to: body, idempotencyKey },
      { ...ports, sendsMail: sendsMail() },
    );
    return { body: { ticket, newTicket, name: nameView(body), transferredAt: new Date(at).toISOString() } };
  },
);
