import { bookingPorts, callers, tokens } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { bookTickets } from '../domain/book-tickets.ts';
import { chooseCustomer } from '../domain/choose-customer.ts';
import { bookTicketsBody } from '../http/booking-schemas.ts';
import { bookingView } from '../http/views.ts';

const ports = bookingPorts();
const accessTokens = tokens();

/**
 * 201 for tickets, 202 for a place in the line. Where there is no account, the answer to the request that made the
 * booking carries the token for it; a repeat carries none, for it may come from anybody who guessed the key.
 */
export const handler = endpoint(
  'book-tickets',
  { body: bookTicketsBody, callers: callers() },
  async ({ actor, confirmActor, body: { reason, ...body }, id, arrival, idempotencyKey }) => {
    const eventId = id('eventId');
    const acting = reason === undefined ? actor : await confirmActor();
    const who = { eventId, actor: acting, ...body, ...(reason !== undefined && { reason }) };
    const { hasAccount, ...customer } = await chooseCustomer(who, ports);
    if (!hasAccount) await accessTokens.ready();
    const booking = await bookTickets({ ...body, ...customer, eventId, arrival, idempotencyKey }, ports);
    const isOwn = !hasAccount && booking.customerId === customer.customerId;
    return {
      status: booking.status === 'confirmed' ? 201 : 202,
      body: {
        ...bookingView(booking, ports.environment.now()),
        ...(isOwn && { manageToken: await accessTokens.issueForGuest(booking) }),
      },
      headers: { location: `/v1/events/${eventId}/bookings/${booking.id}` },
    };
  },
);
