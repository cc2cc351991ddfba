/**
 * A person who was erased from a booking does not come back: a change that read the booking before is refused, because the
 * erasure made the history longer. The negative control removes the condition.
 */
import { describe, expect, test } from '@jest/globals';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { erasePerson } from '../../functions/domain/bookings/erase-person.ts';
import { nameTicket } from '../../functions/domain/bookings/name-ticket.ts';
import { transferTicket } from '../../functions/domain/bookings/transfer-ticket.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Booking, HistoryEntry } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { bookingNameStore } from '../../functions/store/booking-names.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import { noticeStore } from '../../functions/store/notices.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, realRuntime } from '../kit/boxoffice.ts';
import { aSecurityLog } from '../kit/security-log.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const STARTS = '2099-01-01T20:00:00.000Z';
const GRACE = { firstName: 'Grace', lastName: 'Hopper' };
const ADA = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

/** A process whose clock says that the event was a month ago. */
const later = { ...realRuntime, now: () => Date.parse('2099-02-01T20:00:00.000Z') };

const organizerOf = (event: Event) => ({ userId: event.organizerId, role: 'organizer' as const });

function erase(boxoffice: Boxoffice, event: Event, { id: bookingId }: Booking) {
  const { table, ports } = boxoffice;
  const names = bookingNameStore(table);
  const request = { eventId: event.id, bookingId, actor: organizerOf(event) };
  return erasePerson(request, {
    ...ports,
    names,
    notices: noticeStore(table),
    sendsMail: false,
    securityLog: aSecurityLog(),
    runtime: later,
  });
}

type Change = (event: Event, booking: Booking, racing: Boxoffice) => Promise<unknown>;

/** What may come after the erasure: the change is refused, or its entries in the history. */
type Then = 'names-closed' | HistoryEntry['what'][];

const CHANGES: [string, Then, Change][] = [
  [
    'the name on a ticket',
    'names-closed',
    ({ id: eventId, ...event }, { id: bookingId }, { ports }) => {
      const actor = organizerOf({ id: eventId, ...event });
      return nameTicket({ eventId, bookingId, number: 1, actor, holder: GRACE }, ports);
    },
  ],
  [
    'a transfer, after the event was put off',
    'names-closed',
    ({ id: eventId, ...event }, { id: bookingId }, { ports }) => {
      const actor = organizerOf({ id: eventId, ...event });
      const to = { ...GRACE, email: 'grace@example.com' };
      const request = { eventId, bookingId, number: 1, actor, to, idempotencyKey: undefined };
      return transferTicket(request, { ...ports, runtime: realRuntime, sendsMail: true });
    },
  ],
  [
    'a cancellation',
    ['cancelled'],
    ({ id: eventId, ...event }, { id: bookingId }, { ports }) =>
      cancelBooking(
        { eventId, bookingId, actor: organizerOf({ id: eventId, ...event }), idempotencyKey: undefined },
        ports,
      ),
  ],
  [
    'the end of all bookings by the clerk, of an event that was cancelled',
    ['event-cancelled', 'handed-on'],
    async (event, _booking, racing) => {
      const request = { eventId: event.id, actor: organizerOf(event) };
      await cancelEvent({ ...request, ...NO_MAIL }, { ...racing.ports, runtime: realRuntime });
      await racing.serve();
    },
  ],
];

/** Erases the booking after the change has read it and before it writes. @returns the booking afterwards. */
async function raced(change: Change, table?: Table) {
  const arranging = aBoxoffice();
  const event = await arranging.anEvent({ startsAt: STARTS });
  const booking = await arranging.book(event, { quantity: 2, attendee: ADA });
  let erased: Promise<void> | undefined;
  const once = () => {
    erased ??= erase(arranging, event, booking);
    return erased;
  };
  const racing = aBoxoffice(
    ({ bookings, waitlist }) => ({
      runtime: later,
      waitlist: {
        ...waitlist,
        endBookings: (...write) => once().then(() => waitlist.endBookings(...write)),
      },
      bookings: {
        ...bookings,
        appendHistory: (...write) => once().then(() => bookings.appendHistory(...write)),
        change: (...write) => once().then(() => bookings.change(...write)),
      },
    }),
    table,
  );
  const outcome = await change(event, booking, racing).then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );
  const stored = await arranging.ports.bookings.read(event, booking.id);
  await racing.serve();
  return { outcome, stored, broken: await racing.broken(event) };
}

describe.each(CHANGES)('%s that races with an erasure', (_, then, change) => {
  test('does not bring the person back', async () => {
    const { outcome, stored, broken } = await raced(change);
    expect(outcome).toBe(then === 'names-closed' ? then : 'done');
    const after = then === 'names-closed' ? [] : then;
    expect(stored?.history.map(({ what }) => what)).toEqual(['booked', 'person-erased', ...after]);
    expect([stored?.attendee, stored?.ticketHolders, broken]).toEqual([undefined, undefined, []]);
  });

  test('a negative control: brings a person back without the condition on the booking', async () => {
    const { outcome, stored } = await raced(change, tableWithout(BOOKING_IS_UNCHANGED));
    expect(outcome).toBe('done');
    expect([stored?.attendee, stored?.ticketHolders]).not.toEqual([undefined, undefined]);
  });
});

describe('An erasure that read the booking before a transfer', () => {
  /** The erasure keeps those to whom tickets were transferred, as that of a closed account does. */
  async function eraseLate(table?: Table) {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ startsAt: STARTS });
    const booking = await boxoffice.book(event, { quantity: 2, attendee: ADA });
    const to = { ...GRACE, email: 'grace@example.com' };
    const transfer = { eventId: event.id, bookingId: booking.id, number: 1, actor: organizerOf(event), to };
    const ports = { ...boxoffice.ports, runtime: realRuntime, sendsMail: true };
    await transferTicket({ ...transfer, idempotencyKey: undefined }, ports);
    const entry = { what: 'person-erased' as const, at: realRuntime.now() };
    const names = bookingNameStore(table ?? boxoffice.table);
    const isErased = await names.erase(event, booking, { entry, left: {} });
    return { isErased, stored: await boxoffice.ports.bookings.read(event, booking.id) };
  }

  test('changes nothing, and is to read again', async () => {
    const { isErased, stored } = await eraseLate();
    expect(isErased).toBe(false);
    expect(Object.values(stored?.ticketHolders ?? {})).toMatchObject([GRACE]);
  });

  test('a negative control: loses the new holder without the condition on the booking', async () => {
    const { isErased, stored } = await eraseLate(tableWithout(BOOKING_IS_UNCHANGED));
    expect(isErased).toBe(true);
    expect(stored?.ticketHolders).toBeUndefined();
  });
});
