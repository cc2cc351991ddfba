/**
 * Writes a booking as a calendar entry (RFC 5545): a calendar of one event, whose UID stays the same, so that a
 * calendar program replaces an entry that it has by a later one.
 */
import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { type Booking, isExpired, type Language } from '../domain/model/booking.ts';
import type { Event } from '../domain/model/event.ts';
import { asOf } from '../domain/model/lapsed-offer.ts';
import { placeOf, WORDS } from './wording.ts';

const PRODUCER = { company: 'Boxoffice', product: 'Tickets', language: 'EN' };

export type CalendarEntry = { text: string; method: 'PUBLISH' | 'CANCEL' };

type Told = { tickets: number; language: Language; now: number; ofTicket?: number | undefined };

/**
 * `tickets`: how many tickets the booking has. `now` in ms. `ofTicket`: the number of a transferred ticket, for the entry of
 * its holder, who may hold several of a booking; `tickets` is 0 once it is void.
 * @returns the entry: tentative without tickets, and cancelled with the event, the booking or the transferred ticket. Its SEQUENCE rises with
 * each change of the event and of the booking, because a calendar program ignores an entry that is not newer (RFC 5546
 * §3.2.5).
 */
export function calendarOf(
  event: Event,
  booking: Booking,
  { tickets, language, now, ofTicket }: Told,
): CalendarEntry {
  const isBookingOver = asOf(booking, now).status === 'cancelled';
  const isVoid = ofTicket !== undefined && tickets === 0;
  const isCancelled = isBookingOver || isVoid || event.cancelledAt !== undefined;
  const place = placeOf(event);
  const calendar = new ICalCalendar({
    prodId: PRODUCER,
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${[event.id, booking.id, ...(ofTicket === undefined ? [] : [ofTicket])].join('.')}@boxoffice`,
    sequence: event.revision + booking.history.length - 1 + (isExpired(booking, now) ? 1 : 0),
    stamp: new Date(now),
    start: new Date(event.startsAt),
    ...(event.endsAt !== undefined && { end: new Date(event.endsAt) }),
    summary: event.name,
    ...(place !== undefined && { location: place }),
    ...(event.url !== undefined && { url: linkOf(event.url) }),
    description: descriptionOf(event, booking, tickets, language),
    status: statusOf(isCancelled, tickets),
  });
  return { text: calendar.toString(), method: isCancelled ? 'CANCEL' : 'PUBLISH' };
}

/** Commas and semicolons are encoded: the generator puts a backslash before them, which is no escape in a URI (RFC 5545 §3.3.13). */
const linkOf = (url: string): string => url.replaceAll(',', '%2C').replaceAll(';', '%3B');

function statusOf(isCancelled: boolean, tickets: number): ICalEventStatus {
  if (isCancelled) return ICalEventStatus.CANCELLED;
  return tickets > 0 ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE;
}

function descriptionOf(event: Event, booking: Booking, tickets: number, language: Language): string {
  const words = WORDS[language];
  const lines = [
    ...(tickets > 0 ? [words.count(tickets)] : []),
    `${words.booking}: ${booking.id}`,
    ...(event.description ? ['', event.description] : []),
  ];
  return lines.join('\n');
}
