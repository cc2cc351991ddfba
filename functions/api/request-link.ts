/** Has the link of a booking mailed again. */
import { limiter, sendsMail, storePorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { requestLink } from '../domain/bookings/request-link.ts';
import { noBody } from '../http/requests/bookings.ts';

const ports = storePorts();

export const handler = endpoint('request-link', { body: noBody, limiter: limiter() }, async ({ id }) => {
  const place = { eventId: id('eventId'), bookingId: id('bookingId') };
  await requestLink(place, { ...ports, sendsMail: sendsMail() });
  return {};
});
