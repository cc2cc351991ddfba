/** Hands out the tickets of a booking: as JSON, as a document to print, or as a calendar entry. */
import { bookingReadPorts, callers, limiter, log, runtime, tickets, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { holderOf } from '../domain/bookings/holder-of.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { DEFAULT_LANGUAGE, fullName } from '../domain/model/booking.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { ticketsOf } from '../domain/model/ticket.ts';
import { nameOfType } from '../domain/model/ticket-types.ts';
import { preferredLanguage, preferredType } from '../http/accept.ts';
import { ticketListView } from '../http/views/tickets.ts';
import { calendarOf } from '../tickets/calendar.ts';

const { bookings, cache } = bookingReadPorts();
const accounts = { users: users(), log };
const issuer = tickets();

const OFFERS = ['application/json', 'application/pdf', 'text/calendar'] as const;
const vary = 'accept, accept-language';

export const handler = endpoint(
  'read-tickets',
  { callers: callers(), limiter: limiter() },
  async ({ actor, id, accept, acceptLanguage }) => {
    const event = await cache.get(id('eventId'));
    const booking = await readBookingOf(actor, event, id('bookingId'), { bookings, cache });
    const issued = await issuer.issueKept(booking);
    const language = preferredLanguage(acceptLanguage) ?? booking.language ?? DEFAULT_LANGUAGE;
    const now = runtime.now();
    switch (preferredType(accept, OFFERS)) {
      case 'application/json':
        return { body: ticketListView(booking, issued), headers: { vary } };
      case 'text/calendar': {
        const { length } = ticketsOf(booking);
        const entry = calendarOf(event, booking, { tickets: length, language, now });
        return {
          file: Buffer.from(entry.text),
          headers: {
            vary,
            'content-type': `text/calendar; charset=utf-8; method=${entry.method}`,
            'content-disposition': `attachment; filename="event-${event.id}.ics"`,
          },
        };
      }
      case 'application/pdf': {
        if (issued.length === 0) throw new Refusal('no-tickets', 'This booking has no tickets to print.');
        const ofBooking = await holderOf(booking, accounts);
        const printed = {
          bookingId: booking.id,
          tickets: issued.map(({ code, holder, type }) => ({
            code,
            type: nameOfType(event, type),
            holder: holder === undefined ? ofBooking : fullName(holder),
          })),
        };
        // Loaded on demand: PDFKit is three quarters of this function, and takes 0.1 s to start.
        const { ticketsPdf } = await import('../tickets/pdf.ts');
        return {
          file: await ticketsPdf(event, printed, { language, now }),
          headers: {
            vary,
            'content-type': 'application/pdf',
            'content-disposition': `inline; filename="tickets-${booking.id}.pdf"`,
          },
        };
      }
    }
  },
);
