/** Pure rules by which an organizer finds bookings: the words of a search, and which of the tickets are checked in. */
import { type Booking, fullName } from './booking.ts';
import { foldText } from './fold-text.ts';
import { ticketsOf } from './ticket.ts';
import type { Contact } from './user.ts';

export const CHECKED_IN_STATES = ['all', 'some', 'none'] as const;

/** How many of a booking's tickets are checked in. */
export type CheckedInState = (typeof CHECKED_IN_STATES)[number];

/** @returns undefined for a booking without tickets. */
export function checkedInState(booking: Pick<Booking, 'status' | 'history'>): CheckedInState | undefined {
  const tickets = ticketsOf(booking);
  const checkedIn = tickets.filter(({ checkIn }) => checkIn !== undefined).length;
  if (tickets.length === 0) return undefined;
  if (checkedIn === 0) return 'none';
  return checkedIn === tickets.length ? 'all' : 'some';
}

/** @returns the words of a search, folded. */
export function wordsOf(q: string): string[] {
  return foldText(q).split(/\s+/);
}

/** What a search looks at: names alone, or addresses, too. */
export type SearchedFields = 'names' | 'names and addresses';

/**
 * Whether each of the folded words occurs in the name or address of the attendee, of the account (`contact`), or of a holder of
 * one of the booking's valid tickets.
 */
export function hasWords(
  booking: Booking,
  contact: Contact | undefined,
  words: string[],
  fields: SearchedFields,
): boolean {
  const textOf = (name: string, email = '') => (fields === 'names' ? name : `${name} ${email}`);
  const { attendee, ticketHolders } = booking;
  const holders = ticketsOf(booking).map(({ number }) => ticketHolders?.[number]);
  const people = [attendee, ...holders].filter((person) => person !== undefined);
  const texts = people.map((person) => textOf(fullName(person), person.email));
  const text = foldText([...texts, contact ? textOf(contact.name, contact.email) : ''].join('\n'));
  return words.every((word) => text.includes(word));
}

/** @returns the name that a list shows for a booking: of the attendee, or else of the account, if either is known. */
export function nameInList(
  { attendee }: Pick<Booking, 'attendee'>,
  contact: Contact | undefined,
): string | undefined {
  return attendee ? fullName(attendee) : contact?.name;
}

/**
 * @returns when the first of the booking's tickets was checked in that was in at the instant `asOf`, both in ms; of a scan
 *   that was handed in later, when it was made.
 */
export function firstCheckInAt({ history }: Pick<Booking, 'history'>, asOf: number): number | undefined {
  const until = history.filter(({ at }) => at <= asOf);
  const checkIns = ticketsOf({ status: 'confirmed', history: until }).flatMap(({ checkIn }) => checkIn ?? []);
  const times = checkIns.map(({ at, scannedAt = at }) => scannedAt);
  return times.length === 0 ? undefined : Math.min(...times);
}
