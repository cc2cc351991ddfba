import { bookingPorts, callers, tokens } from '../compose.ts';
import { bookTickets } from '../domain/book-tickets.ts';
import { chooseCustomer } from '../domain/choose-customer.ts';
import { bookTicketsBody } from '../http/booking-schemas.ts';
import { endpoint } from '../http/endpoint.ts';
import { bookingView } from '../http/views.ts';

const ports = bookingPorts();
const accessTokens = tokens();

/** 201 for tickets, 202 for a place in the line. A guest's answer carries the token for their booking. */
export const handler = endpoint(
  'book-tickets',
  { body: bookTicketsBody, callers: callers() },
  async ({ actor, confirmActor, body: { reason, ...body }, id, arrival, idempotencyKey }) => {
    const eventId = id('eventId');
    const acting = reason === undefined ? actor : await confirmActor();
    const who = { eventId, actor: acting, ...body, ...(reason !== undefined && { reason }) };
    const { isGuest, ...customer } = await chooseCustomer(who, ports.memory);
    const booking = await bookTickets({ ...body, ...customer, eventId, arrival, idempotencyKey }, ports);
    const event = await ports.memory.facts(eventId);
    return {
      status: booking.status === 'confirmed' ? 201 : 202,
      body: {
        ...bookingView(booking, ports.environment.now()),
        ...(isGuest && { manageToken: await accessTokens.issueForGuest(booking, event) }),
      },
      headers: { location: `/v1/events/${eventId}/bookings/${booking.id}` },
    };
  },
);
