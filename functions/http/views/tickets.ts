/** Converts tickets and check-ins to the shapes of the API. */
import type { KeyObject } from 'node:crypto';
import type { TicketIssuer } from '../../credentials/ticket-issuer.ts';
import type { Recorded } from '../../domain/door/scan-ticket.ts';
import type { Booking, HistoryEntry } from '../../domain/model/booking.ts';
import { ticketsOf } from '../../domain/model/ticket.ts';

/** @returns the tickets of a booking with their codes, as fields of its answer; no field if it has none. */
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

/** What a scanner shows: the ticket, its booking, the attendee and the customer. */
export function scanView({ booking, number, customer }: Omit<Recorded<HistoryEntry>, 'historyEntry'>) {
  const { id, attendee } = booking;
  return { bookingId: id, ticket: number, ...(attendee && { attendee }), ...(customer && { customer }) };
}

/** The key in the two formats that libraries read: SPKI as PEM, and JWK (RFC 8037). */
export function ticketKeyView(publicKey: KeyObject) {
  return {
    algorithm: 'Ed25519' as const,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { kty: 'OKP', ...publicKey.export({ format: 'jwk' }) },
  };
}
