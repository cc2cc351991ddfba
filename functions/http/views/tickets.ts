/** Converts tickets and check-ins to the shapes of the API. */
import type { KeyObject } from 'node:crypto';
import type { IssuedTicket } from '../../credentials/ticket-issuer.ts';
import type { Recorded } from '../../domain/door/scan-ticket.ts';
import type { HistoryEntry } from '../../domain/model/booking.ts';
import { Refusal } from '../../domain/model/refusal.ts';
import type { TicketListAnswer } from '../answers/tickets.ts';

/** @returns the tickets as fields of the answer about their booking; no field if it has none. */
export function ticketsView(tickets: IssuedTicket[]) {
  return tickets.length === 0 ? {} : { tickets: tickets.map(ticketView) };
}

/** @returns the tickets as an answer of their own. */
export function ticketListView(tickets: IssuedTicket[]): TicketListAnswer {
  return { tickets: tickets.map(ticketView) };
}

/** @returns the ticket with this number. @throws Refusal `not-found`. */
export function ticketOfNumber(tickets: IssuedTicket[], number: number): IssuedTicket {
  const ticket = tickets.find((one) => one.number === number);
  if (ticket !== undefined) return ticket;
  throw new Refusal('not-found', 'The booking has no ticket with this number. List its tickets.');
}

function ticketView({ number, code, checkIn }: IssuedTicket) {
  return { number, code, ...(checkIn && { checkedInAt: new Date(checkIn.at).toISOString() }) };
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
