/** Tickets as they go out. */
import type { KeyObject } from 'node:crypto';
import type { Booking } from '../domain/booking.ts';
import { ticketsOf } from '../domain/tickets.ts';
import type { TicketIssuer } from './ticket-issuer.ts';

/** The codes of a confirmed booking, to be shown beside it; nothing for any other. */
export async function ticketsView(booking: Booking, issuer: TicketIssuer) {
  if (booking.status !== 'confirmed') return {};
  const tickets = ticketsOf(booking);
  const numbers = tickets.map(({ number }) => number);
  const codes = await issuer.issue(booking.eventId, booking.id, numbers);
  return {
    tickets: codes.map((code, index) => {
      const checkIn = tickets[index]?.checkIn;
      return { code, ...(checkIn && { checkedInAt: new Date(checkIn.at).toISOString() }) };
    }),
  };
}

/** The key in the two spellings that libraries read: SPKI as PEM, and JWK (RFC 8037). */
export function ticketKeyView(publicKey: KeyObject) {
  return {
    algorithm: 'Ed25519',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    jwk: publicKey.export({ format: 'jwk' }),
  };
}
