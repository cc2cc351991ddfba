/** Converts tickets and check-ins to the shapes of the API. */
import type { KeyObject } from 'node:crypto';
import type { IssuedTicket } from '../../credentials/ticket-issuer.ts';
import type { Recorded } from '../../domain/door/scan-ticket.ts';
import type { HistoryEntry, TicketHolder } from '../../domain/model/booking.ts';
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

function ticketView({ number, code, checkIn, holder }: IssuedTicket) {
  return {
    number,
    code,
    ...(holder && { name: nameView(holder) }),
    ...(checkIn && { checkedInAt: new Date(checkIn.at).toISOString() }),
  };
}

/** The name on a ticket. */
export function nameView({ firstName, lastName }: TicketHolder): TicketHolder {
  return { firstName, lastName };
}

/** What a scanner shows: the ticket, the name on it, its booking, the attendee and the customer. */
export function scanView({ booking, number, customer }: Omit<Recorded<HistoryEntry>, 'historyEntry'>) {
  const { id, attendee, ticketHolders } = booking;
  const holder = ticketHolders?.[number];
  return {
    bookingId: id,
    ticket: number,
    ...(holder && { name: nameView(holder) }),
    ...(attendee && { attendee }),
    ...(customer && { customer }),
  };
}

/** The key in the two formats that libraries read: SPKI as PEM, and JWK (RFC 8037). */
export function ticketKeyView(publicKey: KeyObject) {
  return {
    algorithm: 'Ed25519' as const,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { kty: 'OKP', ...publicKey.export({ format: 'jwk' }) },
  };
}
