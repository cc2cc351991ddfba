/** Converts tickets and check-ins to the shapes of the API. */
import type { KeyObject } from 'node:crypto';
import type { IssuedTicket } from '../../credentials/ticket-issuer.ts';
import type { Recorded } from '../../domain/door/scan-ticket.ts';
import type { Booking, HistoryEntry, TicketHolder } from '../../domain/model/booking.ts';
import { Refusal } from '../../domain/model/refusal.ts';
import { isKept, type Ticket, ticketsOf } from '../../domain/model/ticket.ts';
import type { TicketListAnswer } from '../answers/tickets.ts';

/** @returns the tickets as fields of the answer about their booking; no field if it has none. `kept`: those with codes. */
export function ticketsView(booking: Booking, kept: IssuedTicket[]) {
  const { tickets } = ticketListView(booking, kept);
  return tickets.length === 0 ? {} : { tickets };
}

/** @returns the tickets as an answer of their own. `kept`: those with codes. */
export function ticketListView(booking: Booking, kept: IssuedTicket[]): TicketListAnswer {
  const codes = new Map(kept.map(({ number, code }) => [number, code]));
  return {
    tickets: ticketsOf(booking).map((ticket) => ticketView(booking, ticket, codes.get(ticket.number))),
  };
}

/** @returns the ticket with this number, if its code may be shown. @throws Refusal `not-found`. */
export function ticketOfNumber(tickets: IssuedTicket[], number: number): IssuedTicket {
  const ticket = tickets.find((one) => one.number === number);
  if (ticket !== undefined) return ticket;
  throw new Refusal('not-found', 'The booking has no ticket with this number. List its tickets.');
}

function ticketView({ ticketHolders }: Booking, ticket: Ticket, code: string | undefined) {
  const { number, checkIn } = ticket;
  const holder = ticketHolders?.[number];
  return {
    number,
    ...(code !== undefined && { code }),
    ...(!isKept(ticket) && { transferred: true as const }),
    ...(holder && { name: nameView(holder) }),
    ...(checkIn && { checkedInAt: new Date(checkIn.at).toISOString() }),
  };
}

/** The name on a ticket. */
export function nameView({ firstName, lastName }: TicketHolder): { firstName: string; lastName: string } {
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
