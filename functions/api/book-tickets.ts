import { bookingPorts, tokens } from '../compose.ts';
import { bookTickets } from '../domain/book-tickets.ts';
import { endpoint } from '../http/endpoint.ts';
import { bookingView, bookTicketsBody } from '../http/schemas.ts';

const ports = bookingPorts();

/** 201 for tickets, 202 for a place in the line. */
export const handler = endpoint(
  'book-tickets',
  { body: bookTicketsBody, tokens: tokens() },
  async ({ actor, body, id, arrival, idempotencyKey }) => {
    const eventId = id('eventId');
    const request = { ...body, eventId, customerId: actor.userId, arrival, idempotencyKey };
    const booking = await bookTickets(request, ports);
    return {
      status: booking.status === 'waitlisted' ? 202 : 201,
      body: bookingView(booking, ports.environment.now()),
      headers: { location: `/v1/events/${eventId}/bookings/${booking.id}` },
    };
  },
);
