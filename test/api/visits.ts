/** A customer at the door: a booking with its ticket codes, and the requests of a scanner. */
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { readEventSnapshot } from '../../bin/local/event-snapshot.ts';
import { table } from '../../functions/compose.ts';
import { eventStore } from '../../functions/store/events.ts';
import type { Person, TestService } from '../kit/service.ts';
import { readBooking } from './answers.ts';

export const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

export type Visit = {
  eventId: string;
  organizer: Person;
  owner: Person;
  bookingId: string;
  /** Ticket codes by ticket number. */
  codes: Record<number, string>;
  read: () => Promise<ApiAnswer['body']>;
  cancel: (body?: unknown) => Promise<ApiAnswer>;
};

export const numberOf = (code: string) => Number(code.split('.')[3]);

/** A confirmed booking of `quantity` tickets, with their codes. */
export async function aVisit(
  it: TestService,
  quantity = 1,
  fields: Record<string, unknown> = {},
): Promise<Visit> {
  const { id: eventId, organizer } = await it.anEvent(fields);
  const owner = await it.aPerson();
  const bookingId = (await it.book(owner, eventId, { quantity, attendee })).body.id;
  const read = async () => (await readBooking(it, owner, eventId, bookingId)).body;
  const tickets: { code: string }[] = (await read()).tickets;
  return {
    eventId,
    organizer,
    owner,
    bookingId,
    codes: Object.fromEntries(tickets.map(({ code }) => [numberOf(code), code])),
    read,
    cancel: (body = {}) => it.cancel(owner, eventId, bookingId, body),
  };
}

export function scan(
  it: TestService,
  { eventId, organizer }: Pick<Visit, 'eventId' | 'organizer'>,
  ticket: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  return it.call({
    path: `/v1/events/${eventId}/check-ins`,
    token: organizer.token,
    body: { ticket },
    headers,
  });
}

export function undo(
  it: TestService,
  { eventId, organizer }: Pick<Visit, 'eventId' | 'organizer'>,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ApiAnswer> {
  return it.call({
    path: `/v1/events/${eventId}/check-ins/undo`,
    token: organizer.token,
    body,
    headers,
  });
}

/** @returns the ticket numbers that a booking shows (`good`), and the checked-in ones among them. */
export async function numbersOf(visit: Visit): Promise<{ good: number[]; checkedIn: number[] }> {
  const tickets: { code: string; checkedInAt?: string }[] = (await visit.read()).tickets ?? [];
  return {
    good: tickets.map(({ code }) => numberOf(code)),
    checkedIn: tickets.filter(({ checkedInAt }) => checkedInAt).map(({ code }) => numberOf(code)),
  };
}

export async function snapshotOf({ eventId }: Pick<Visit, 'eventId'>) {
  const event = await eventStore(table()).read(eventId);
  if (event === undefined) throw new Error('The event is gone.');
  return readEventSnapshot(table(), event);
}

export async function historyOf(visit: Visit) {
  return (await snapshotOf(visit)).bookings.find(({ id }) => id === visit.bookingId)?.history ?? [];
}
