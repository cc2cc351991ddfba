/** Draws the code of one ticket as a QR code. */
import { bookingReadPorts, callers, tickets } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { preferredType } from '../http/accept.ts';
import { qrPng, qrSvg } from '../tickets/qr-code.ts';

const { bookings, cache } = bookingReadPorts();
const issuer = tickets();

const OFFERS = ['image/svg+xml', 'image/png'] as const;

export const handler = endpoint(
  'read-ticket-code',
  { callers: callers() },
  async ({ actor, id, number, accept }) => {
    const wanted = number();
    const event = await cache.get(id('eventId'));
    const booking = await readBookingOf(actor, event, id('bookingId'), { bookings });
    const ticket = (await issuer.issueAll(booking)).find((one) => one.number === wanted);
    if (ticket === undefined)
      throw new Refusal('not-found', 'The booking has no ticket with this number. List its tickets.');
    const type = preferredType(accept, OFFERS);
    return {
      file: type === 'image/png' ? qrPng(ticket.code) : Buffer.from(qrSvg(ticket.code)),
      headers: { 'content-type': type, vary: 'accept' },
    };
  },
);
