/** The words of tickets and calendar entries in each language, and how they state times. */
import type { Language } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { timeFormat } from './time-format.ts';

type Words = {
  ticket: string;
  when: string;
  where: string;
  link: string;
  holder: string;
  type: string;
  booking: string;
  event: string;
  /** How to use a ticket. */
  advice: string;
  nthOf: (place: number, count: number) => string;
  count: (tickets: number) => string;
  /** `fields` are the names of the fields that a document cannot print. */
  notPrinted: (fields: string[]) => string;
};

export const WORDS: Record<Language, Words> = {
  en: {
    ticket: 'Ticket',
    when: 'When',
    where: 'Where',
    link: 'Link',
    holder: 'Name',
    type: 'Ticket type',
    booking: 'Booking',
    event: 'Event',
    advice:
      'Show this code at the door, printed or on a screen. It admits one person, once: do not give copies to others.',
    nthOf: (place, count) => `${place} of ${count}`,
    count: (tickets) => (tickets === 1 ? '1 ticket' : `${tickets} tickets`),
    notPrinted: (fields) =>
      `Not shown, because the font of this document does not have its script: ${fields.join(', ')}. The code is complete.`,
  },
  de: {
    ticket: 'Ticket',
    when: 'Wann',
    where: 'Wo',
    link: 'Link',
    holder: 'Name',
    type: 'Ticketart',
    booking: 'Buchung',
    event: 'Veranstaltung',
    advice:
      'Zeigen Sie diesen Code am Einlass, gedruckt oder auf einem Bildschirm. Er gilt einmal für eine Person: Geben Sie keine Kopien weiter.',
    nthOf: (place, count) => `${place} von ${count}`,
    count: (tickets) => (tickets === 1 ? '1 Ticket' : `${tickets} Tickets`),
    notPrinted: (fields) =>
      `Nicht abgedruckt, weil die Schrift dieses Dokuments die Zeichen nicht hat: ${fields.join(', ')}. Der Code ist vollständig.`,
  },
};

const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** @returns when the event takes place, in its time zone, or in UTC if it has none, with the zone's name. */
export function timesOf(
  { startsAt, endsAt, timeZone = 'UTC' }: Pick<Event, 'startsAt' | 'endsAt' | 'timeZone'>,
  language: Language,
): string {
  const format = timeFormat(LOCALES[language], timeZone);
  const start = new Date(startsAt);
  return endsAt === undefined ? format.format(start) : format.formatRange(start, new Date(endsAt));
}

/** @returns the venue and its address; undefined if neither is stated. */
export function placeOf({ venue, address }: Pick<Event, 'venue' | 'address'>): string | undefined {
  const parts = [venue, address].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : undefined;
}
