/** Books tickets, or joins the waitlist. */
import { callers, limiter, tokens } from '../compose.ts';
import { bookTicketsPorts } from '../compose-challenges.ts';
import { endpoint } from '../compose-frame.ts';
import { refuseWhileClosing } from '../domain/model/account.ts';
import { bookTickets } from '../domain/sale/book-tickets.ts';
import { chooseCustomer } from '../domain/sale/choose-customer.ts';
import { preferredLanguage } from '../http/accept.ts';
import { bookTicketsBody, ticketsWanted } from '../http/requests/bookings.ts';
import { bookingView, drawView } from '../http/views/bookings.ts';

const ports = bookTicketsPorts();
const accessTokens = tokens();

/**
 * Answers 201 for tickets and 202 for a position in the waitlist. Without an account, the answer to the request
 * that made the booking contains its token. The answer to a repeat does not, because it may come from
 * somebody who guessed the key.
 */
export const handler = endpoint(
  'book-tickets',
  { body: bookTicketsBody, callers: callers(), limiter: limiter() },
  async ({ actor, account, body, id, arrival, idempotencyKey, acceptLanguage }) => {
    refuseWhileClosing(account, ports.runtime.now());
    const { reason, aheadOfWaitlist: isAhead, ...rest } = body;
    const asked = { ...rest, ...ticketsWanted(body) };
    const eventId = id('eventId');
    const who = { eventId, actor, ...asked, ...(reason !== undefined && { reason }) };
    const { hasAccount, ...customer } = await chooseCustomer(who, ports);
    if (!hasAccount) await accessTokens.ready();
    const language = preferredLanguage(acceptLanguage);
    const circumstances = { ...(language && { language }), ...(isAhead && { isAhead }) };
    const hasUnconfirmedAddress = account !== undefined && !account.isAddressConfirmed;
    const known = { eventId, arrival, idempotencyKey, hasUnconfirmedAddress };
    const wish = { ...asked, ...customer, ...circumstances, ...known };
    const event = await ports.cache.get(eventId);
    const booking = await bookTickets(wish, ports);
    const now = ports.runtime.now();
    const isOwn = !hasAccount && booking.customerId === customer.customerId;
    return {
      status: booking.status === 'confirmed' ? 201 : 202,
      body: {
        ...bookingView(booking, now),
        ...drawView(booking, event, now),
        ...(isOwn && { manageToken: await accessTokens.issueForGuest(booking.customerId, booking.id) }),
      },
      headers: { location: `/v1/events/${eventId}/bookings/${booking.id}` },
    };
  },
);
