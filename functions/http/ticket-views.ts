/** Tickets and check-ins as they go out. */
import type { KeyObject } from 'node:crypto';
import type { Booking, Fact } from '../domain/booking.ts';
import type { Recorded } from '../domain/scan-ticket.ts';
import { ticketsOf } from '../domain/tickets.ts';
import type { TicketIssuer } from './ticket-issuer.ts';

/** The codes of the tickets that a booking has, to be shown beside it; nothing where it has none. */
export async function ticketsView(booking: Booking, issuer: TicketIssuer) {
  const tickets = ticketsOf(booking);
  if (tickets.length === 0) return {};
  const numbers = tickets.map(({ number }) => number);
  const codes = await issuer.issue(booking.eventId, booking.id, numbers);
  return {
    tickets: codes.map((code, index) => {
      const checkIn = tickets[index]?.checkIn;
      return { code, ...(checkIn && { checkedInAt: new Date(checkIn.at).toISOString() }) };
    }),
  };
}

/** What a scanner shows: which ticket of which booking, and whose. */
export function scanView({ booking, number, customer }: Omit<Recorded<Fact>, 'fact'>) {
  const { id, attendee } = booking;
  return { bookingId: id, ticket: number, ...(attendee && { attendee }), ...(customer && { customer }) };
}

/** The key in the two spellings that libraries read: SPKI as PEM, and JWK (RFC 8037). */
export function ticketKeyView(publicKey: KeyObject) {
  return {
    algorithm: 'Ed25519' as const,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { kty: 'OKP', ...publicKey.export({ format: 'jwk' }) },
  };
}
