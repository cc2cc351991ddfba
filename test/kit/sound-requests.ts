/**
 * The requests that explain the event of `sound-event.ts`, as its clients recorded them, and two more: the
 * outcome of one is unknown, the other was refused. Tests plant faults in either.
 */
import { expect } from '@jest/globals';
import { auditEvent } from '../../functions/domain/audit/audit-event.ts';
import { type Booking, type BookingStatus, cancellationIdFor } from '../../functions/domain/model/booking.ts';
import { scanIdFor } from '../../functions/domain/model/ticket.ts';
import { settledViolations } from '../../functions/domain/verify/check-settled.ts';
import { type Violation, violationsOf } from '../../functions/domain/verify/finding.ts';
import type { Answer, Asked, RequestRecord, Sending } from '../../functions/domain/verify/request-record.ts';
import { requestViolations, toldAtIn } from '../../functions/domain/verify/verify-requests.ts';
import { aStore } from './memory-audit-store.ts';
import { AUDITED_AT, aSoundEvent, customerOf, minute, type Name, ORGANIZER } from './sound-event.ts';

export type RequestedEvent = ReturnType<typeof aRequestedEvent>;

/** @returns a sending at this minute that was answered a second later. */
export function sent(at: number, answer: Answer): Sending {
  return { sentAt: minute(at), endedAt: minute(at) + 1_000, answer };
}

export const bookingAnswer = (status: number, id: string, quantity: number): Answer => ({
  status,
  booking: { id, status: status === 201 ? 'confirmed' : 'waitlisted', quantity },
});

/** A request for two tickets of somebody who has no booking. */
export function aRequest(
  name: string,
  sendings: Sending[] = [],
): RequestRecord & { asked: { what: 'book' } } {
  return {
    asked: { what: 'book', quantity: 2, onSoldOut: 'waitlist' },
    actorId: customerOf(name),
    key: 'key',
    bookingId: name,
    sendings,
  };
}

export function aRequestedEvent() {
  const sound = aSoundEvent('event');
  const { bookings, snapshot } = sound;
  const made = Object.values(bookings).map((booking): RequestRecord => {
    const [first] = booking.history;
    if (first === undefined || !('quantity' in first)) throw new Error('A sound booking has a beginning.');
    const { quantity } = first;
    const answer = bookingAnswer(first.what === 'booked' ? 201 : 202, booking.id, quantity);
    return {
      asked: { what: 'book', quantity, onSoldOut: 'waitlist' },
      actorId: booking.customerId,
      key: 'key',
      bookingId: booking.id,
      sendings: [{ sentAt: booking.arrival, endedAt: booking.arrival + 1_000, answer }],
    };
  });
  const act = (name: Name, asked: Asked, actorId: string, status: BookingStatus, at = 100): RequestRecord => {
    const { id, quantity } = bookings[name];
    const answer = { status: 200, booking: { id, status, quantity } };
    return { asked, actorId, key: `${asked.what} ${name}`, bookingId: id, sendings: [sent(at, answer)] };
  };
  const cancels = [
    act('partly', { what: 'cancel', quantity: 1 }, customerOf('partly'), 'confirmed'),
    act('gone', { what: 'cancel' }, ORGANIZER, 'cancelled'),
    act('left', { what: 'cancel' }, customerOf('left'), 'cancelled', 29),
  ];
  for (const { actorId, key = '', bookingId } of cancels) {
    const booking = snapshot.bookings.find(({ id }) => id === bookingId);
    const answer = { status: 'cancelled', quantity: 0, granted: 0, asked: 0 } as const;
    if (booking !== undefined) booking.cancellations[cancellationIdFor(actorId, key)] = answer;
  }
  const checkIn = act('whole', { what: 'check-in', ticket: 1 }, ORGANIZER, 'confirmed', 200);
  const scanId = scanIdFor('check-in', ORGANIZER, checkIn.key ?? '');
  bookings.whole.history.push({ what: 'checked-in', at: minute(200), ticket: 1, by: ORGANIZER, scanId });
  const requests: RequestRecord[] = [
    {
      asked: { what: 'create-event', capacity: 10 },
      actorId: ORGANIZER,
      sendings: [sent(-20, { status: 201 })],
    },
    ...made,
    ...cancels,
    checkIn,
    act('whole', { what: 'look' }, customerOf('whole'), 'confirmed', 150),
    aRequest('unknown', [{ sentAt: minute(40) }]),
    aRequest('refused', [sent(41, { status: 409, code: 'sold-out' })]),
  ];
  return { ...sound, requests, queue: { messages: 0, deadLetters: 0 }, shown: { available: 0, booked: 9 } };
}

export type Change = (it: RequestedEvent) => void;

/** @returns all that is said of the sound event after `change`. */
export async function violationsAfter(change: Change): Promise<Violation[]> {
  const it = aRequestedEvent();
  change(it);
  const { requests, snapshot, queue, shown } = it;
  const audit = await auditEvent('event', aStore(snapshot).ports, { toldAt: toldAtIn(requests) });
  return [
    ...requestViolations(requests, snapshot),
    ...settledViolations(snapshot, AUDITED_AT, queue, shown),
    ...violationsOf(audit.findings),
  ];
}

/** @returns a matcher of a violation by its guarantee and a part of its text: `NoOversell: the capacity is 8`. */
export function saying(expected: string): unknown {
  const [guarantee, ...text] = expected.split(': ');
  return expect.objectContaining({ guarantee, says: expect.stringContaining(text.join(': ')) });
}

/** @returns the record of what was asked about the booking. */
export function requestOf(
  { requests, bookings }: RequestedEvent,
  what: Asked['what'],
  name: Name,
): RequestRecord {
  const found = requests.find(
    ({ asked, bookingId }) => asked.what === what && bookingId === bookings[name].id,
  );
  if (found === undefined) throw new Error(`There is no such request: ${what} ${name}.`);
  return found;
}

export function without({ snapshot }: RequestedEvent, ...gone: Booking[]): void {
  snapshot.bookings = snapshot.bookings.filter((booking) => !gone.includes(booking));
  snapshot.entries = snapshot.entries.filter(({ bookingId }) => !gone.some(({ id }) => id === bookingId));
}
