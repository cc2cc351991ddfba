import { clerkPorts, tickets, tokens } from '../compose.ts';
import { readBookingOf } from '../domain/cancel-booking.ts';
import { endpoint } from '../http/endpoint.ts';
import { bookingView } from '../http/schemas.ts';
import { ticketsView } from '../http/ticket-schemas.ts';

const { bookings, memory } = clerkPorts();
const issuer = tickets();

export const handler = endpoint('read-booking', { tokens: tokens() }, async ({ actor, id }) => {
  const event = await memory.facts(id('eventId'));
  const booking = await readBookingOf(actor, event, id('bookingId'), { bookings });
  const position = booking.status === 'waitlisted' ? await bookings.position(event, booking) : undefined;
  return { body: { ...bookingView(booking, position), ...(await ticketsView(booking, issuer)) } };
});
