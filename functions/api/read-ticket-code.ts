/** Draws the code of one ticket as a QR code. */
import { bookingReadPorts, callers, limiter, tickets } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { preferredType } from '../http/accept.ts';
import { ticketOfNumber } from '../http/views/tickets.ts';
import { qrPng, qrSvg } from '../tickets/qr-code.ts';

const { bookings, cache } = bookingReadPorts();
const issuer = tickets();

const OFFERS = ['image/svg+xml', 'image/png'] as const;

export const handler = endpoint(
  'read-ticket-code',
  { callers: callers(), limiter: limiter() },
  async ({ actor, id, number, accept }) => {
    const wanted = number();
    const event = await cache.get(id('eventId'));
    const booking = await readBookingOf(actor, event, id('bookingId'), { bookings, cache });
    const ticket = ticketOfNumber(await issuer.issueKept(booking), wanted);
    const type = preferredType(accept, OFFERS);
    return {
      file: type === 'image/png' ? qrPng(ticket.code) : Buffer.from(qrSvg(ticket.code)),
      headers: { 'content-type': type, vary: 'accept' },
    };
  },
);
