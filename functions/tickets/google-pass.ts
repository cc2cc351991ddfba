/**
 * Makes the link that saves a ticket to Google Wallet: a signed JWT that describes the event and the ticket, so
 * that nothing has to be created at Google first.
 * https://developers.google.com/wallet/tickets/events/use-cases/jwt
 */
import jws from 'jws';
import type { Language } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import type { GoogleSettings, PassTicket } from './passes.ts';
import { WORDS } from './wording.ts';

const SAVE = 'https://pay.google.com/gp/v/save/';

/** @returns the link. `now` in ms. */
export function googleSaveUrl(
  event: Event,
  ticket: PassTicket,
  settings: GoogleSettings,
  { language, now }: { language: Language; now: number },
): string {
  const classId = `${settings.issuerId}.${event.id}`;
  const text = (value: string) => ({ defaultValue: { language, value } });
  // Google takes a venue only with both.
  const [name, address] = [event.venue ?? event.address, event.address ?? event.venue];
  const eventTicketClass = {
    id: classId,
    issuerName: 'Boxoffice',
    reviewStatus: 'UNDER_REVIEW',
    eventName: text(event.name),
    dateTime: { start: event.startsAt, ...(event.endsAt !== undefined && { end: event.endsAt }) },
    ...(name !== undefined &&
      address !== undefined && { venue: { name: text(name), address: text(address) } }),
    ...(event.url !== undefined && {
      linksModuleData: { uris: [{ id: 'place', uri: event.url, description: WORDS[language].link }] },
    }),
  };
  const eventTicketObject = {
    id: `${settings.issuerId}.${ticket.bookingId}.${ticket.number}`,
    classId,
    state: event.cancelledAt === undefined ? 'ACTIVE' : 'INACTIVE',
    ...(ticket.holder !== undefined && { ticketHolderName: ticket.holder }),
    ...(ticket.type !== undefined && { ticketType: text(ticket.type) }),
    ticketNumber: `${ticket.bookingId}.${ticket.number}`,
    barcode: { type: 'QR_CODE', value: ticket.code },
  };
  const payload = {
    iss: settings.serviceAccountEmail,
    aud: 'google',
    typ: 'savetowallet',
    iat: Math.floor(now / 1000),
    payload: { eventTicketClasses: [eventTicketClass], eventTicketObjects: [eventTicketObject] },
  };
  const header = { alg: 'RS256', typ: 'JWT' } as const;
  return SAVE + jws.sign({ header, payload, privateKey: settings.key });
}
