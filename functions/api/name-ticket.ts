/** Puts a name on a ticket, or takes it off. */
import { callers, limiter, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { nameTicket } from '../domain/bookings/name-ticket.ts';
import { bookingVersion } from '../domain/model/expected-version.ts';
import { nameTicketBody } from '../http/requests/tickets.ts';
import { expectedVersions, taggedJson, versionTag } from '../http/versions.ts';
import { nameView } from '../http/views/tickets.ts';

const ports = storePorts();

export const handler = endpoint(
  'name-ticket',
  { body: nameTicketBody, callers: callers(), limiter: limiter() },
  async ({ actor, body: { firstName, lastName }, id, number, ifMatch }) => {
    const [eventId, bookingId, ticket] = [id('eventId'), id('bookingId'), number()];
    const holder = firstName === null || lastName === null ? undefined : { firstName, lastName };
    const request = {
      eventId,
      bookingId,
      number: ticket,
      actor,
      holder,
      expected: expectedVersions(ifMatch),
    };
    const booking = await nameTicket(request, ports);
    const named = booking.ticketHolders?.[ticket];
    const answer = { number: ticket, name: named === undefined ? null : nameView(named) };
    return taggedJson(answer, versionTag(bookingVersion(booking)));
  },
);
