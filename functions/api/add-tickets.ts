/** Adds tickets to a booking. */
import { callers, limiter, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { addTickets } from '../domain/sale/add-tickets.ts';
import { addTicketsBody, ticketsWanted } from '../http/requests/bookings.ts';
import { bookingView } from '../http/views/bookings.ts';

const ports = storePorts();

export const handler = endpoint(
  'add-tickets',
  { body: addTicketsBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, idempotencyKey }) => {
    const wanted = ticketsWanted(body);
    const request = { eventId: id('eventId'), bookingId: id('bookingId'), actor, ...wanted, idempotencyKey };
    return { body: bookingView(await addTickets(request, ports), ports.runtime.now()) };
  },
);
