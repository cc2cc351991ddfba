/** Converts tickets and check-ins to the shapes of the API. */
import type { KeyObject } from 'node:crypto';
import type { IssuedTicket } from '../../credentials/ticket-issuer.ts';
import type { ScanResult } from '../../domain/door/check-in-batch.ts';
import type { Recorded } from '../../domain/door/scan-ticket.ts';
import type { Booking, HistoryEntry, TicketHolder } from '../../domain/model/booking.ts';
import { Refusal } from '../../domain/model/refusal.ts';
import { type CheckIn, isKept, type Ticket, ticketsOf } from '../../domain/model/ticket.ts';
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
  const { number, checkIn, type } = ticket;
  const holder = ticketHolders?.[number];
  return {
    number,
    ...(type !== undefined && { type }),
    ...(code !== undefined && { code }),
    ...(!isKept(ticket) && { transferred: true as const }),
    ...(holder && { name: nameView(holder) }),
    ...(checkIn && { checkedInAt: new Date(checkIn.at).toISOString() }),
  };
}

/** The tickets as the door sees them: without codes. */
export function doorTicketsView(booking: Booking) {
  return ticketsOf(booking).map((ticket) => ticketView(booking, ticket, undefined));
}

/** The name of a person, without the address. */
export function nameView({ firstName, lastName }: TicketHolder): { firstName: string; lastName: string } {
  return { firstName, lastName };
}

/**
 * What a scanner shows: the booking, the attendee and the customer, and the tickets with the names on them. `isByCode`: the
 * request has a code, so it is about one ticket.
 */
export function scanView(
  { booking, historyEntries, customer, mayShowAddresses }: Recorded<HistoryEntry & { ticket: number }>,
  isByCode: boolean,
) {
  const { id, attendee } = booking;
  const types = new Map(ticketsOf(booking).map(({ number, type }) => [number, type]));
  const tickets = historyEntries.map(({ ticket }) => {
    const type = types.get(ticket);
    return { ticket, ...(type !== undefined && { type }), ...nameOn(booking, ticket) };
  });
  return {
    bookingId: id,
    ...(isByCode ? tickets[0] : { tickets }),
    ...(attendee && { attendee: mayShowAddresses ? attendee : nameView(attendee) }),
    ...(customer && { customer: mayShowAddresses ? customer : { name: customer.name } }),
  };
}

/** The same for tickets that were checked in. All of them were at the same time. */
export function checkInView(recorded: Recorded<CheckIn>, isByCode: boolean) {
  const [{ at } = { at: 0 }] = recorded.historyEntries;
  return { ...scanView(recorded, isByCode), checkedInAt: new Date(at).toISOString() };
}

function nameOn({ ticketHolders }: Booking, ticket: number) {
  const holder = ticketHolders?.[ticket];
  return holder && { name: nameView(holder) };
}

/** What became of a scan that was handed in later. A scan with the service counts from its check-in. */
export function scanResultView(found: ScanResult) {
  const { result } = found;
  if (!('bookingId' in found)) return { result };
  const of = { result, bookingId: found.bookingId, ticket: found.number };
  if (!('checkIn' in found)) return of;
  const { at, by, device, scannedAt } = found.checkIn;
  const checkedInAt = new Date(at).toISOString();
  if (result === 'checked-in') return { ...of, checkedInAt };
  const stated = scannedAt !== undefined && { scannedAt: new Date(scannedAt).toISOString() };
  const first = { checkedInAt, by, ...stated, ...(device !== undefined && { device }) };
  return { ...of, first, wasScannedEarlier: found.scannedAt < (scannedAt ?? at) };
}

/** The key in the two formats that libraries read: SPKI as PEM, and JWK (RFC 8037). */
export function ticketKeyView(publicKey: KeyObject) {
  return {
    algorithm: 'Ed25519' as const,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    jwk: { kty: 'OKP', ...publicKey.export({ format: 'jwk' }) },
  };
}
