/**
 * `OneEffect` for single tickets: of a name, a transfer, a cancellation or a scan of the same ticket at the same instant,
 * each sees the others or is refused. The negative controls remove the condition on the booking.
 */
import { describe, expect, test } from '@jest/globals';
import { TicketIssuer } from '../../functions/credentials/ticket-issuer.ts';
import { nameTicket } from '../../functions/domain/bookings/name-ticket.ts';
import { transferTicket } from '../../functions/domain/bookings/transfer-ticket.ts';
import { checkInTickets } from '../../functions/domain/door/check-in-tickets.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { Refusal } from '../../functions/domain/model/refusal.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { userStore } from '../../functions/store/users.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const codes = new TicketIssuer(async () => Buffer.alloc(32));
const GRACE = { firstName: 'Grace', lastName: 'Hopper' };

/** A process in which two writes of a booking wait for each other, so that both have read the same state. */
function aBoxofficeInStep(table?: Table): Boxoffice {
  const both = barrier(2);
  return aBoxoffice(
    ({ bookings }) => ({
      bookings: {
        ...bookings,
        appendHistory: (...change) => both().then(() => bookings.appendHistory(...change)),
        change: (...change) => both().then(() => bookings.change(...change)),
      },
    }),
    table,
  );
}

const ownerOf = ({ customerId }: Booking) => ({ userId: customerId, role: 'attendee' as const });

const name = ({ ports }: Boxoffice, booking: Booking, number: number) =>
  nameTicket(
    { eventId: booking.eventId, bookingId: booking.id, number, actor: ownerOf(booking), holder: GRACE },
    ports,
  );

/** @returns `done`, or the code of the refusal, for each attempt. */
const outcomes = async (attempts: Promise<unknown>[]) =>
  (await Promise.allSettled(attempts)).map((result) =>
    result.status === 'fulfilled' ? 'done' : (result.reason as Refusal).code,
  );

async function theBooking(boxoffice: Boxoffice, event: Event): Promise<Booking> {
  const [booking] = (await boxoffice.snapshot(event)).bookings;
  if (booking === undefined) throw new Error('The booking is gone.');
  return booking;
}

const brokenOf = async (boxoffice: Boxoffice, event: Event) =>
  (await boxoffice.broken(event)).map(({ guarantee }) => guarantee);

const namesAtOnce = async (table?: Table) => {
  const boxoffice = aBoxofficeInStep(table);
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 2 });
  expect(await outcomes([name(boxoffice, booking, 1), name(boxoffice, booking, 2)])).toEqual([
    'done',
    'done',
  ]);
  return Object.keys((await theBooking(boxoffice, event)).ticketHolders ?? {});
};

const nameAndCancellationAtOnce = async (table?: Table) => {
  const boxoffice = aBoxofficeInStep(table);
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 2 });
  const cancelled = boxoffice.cancel(booking, 1);
  const named = name(boxoffice, booking, 2);
  const told = await outcomes([cancelled, named]);
  await boxoffice.serve();
  return { told, broken: await brokenOf(boxoffice, event) };
};

const transfer = ({ ports }: Boxoffice, booking: Booking, number: number, idempotencyKey?: string) => {
  const to = { ...GRACE, email: 'grace@example.com' };
  const place = { eventId: booking.eventId, bookingId: booking.id, number };
  return transferTicket(
    { ...place, actor: ownerOf(booking), to, idempotencyKey },
    { ...ports, sendsMail: true },
  );
};

/** Two acts on the only ticket of a booking at the same instant. */
const atOnce = async (
  acts: (boxoffice: Boxoffice, booking: Booking) => Promise<unknown>[],
  table?: Table,
) => {
  const boxoffice = aBoxofficeInStep(table);
  const event = await boxoffice.anEvent();
  const told = await outcomes(acts(boxoffice, await boxoffice.book(event)));
  await boxoffice.serve();
  return { told: told.sort(), broken: await brokenOf(boxoffice, event) };
};

const twoTransfers = (boxoffice: Boxoffice, booking: Booking) => [
  transfer(boxoffice, booking, 1, 'one'),
  transfer(boxoffice, booking, 1, 'other'),
];

const transferAndScan = (boxoffice: Boxoffice, booking: Booking) => {
  const actor = { userId: booking.customerId, role: 'admin' as const };
  const ports = { ...boxoffice.ports, codes, users: userStore(boxoffice.table) };
  const scan = codes
    .issue(booking.eventId, booking.id, [1])
    .then(([code = '']) =>
      checkInTickets({ eventId: booking.eventId, code, actor, idempotencyKey: undefined }, ports),
    );
  return [transfer(boxoffice, booking, 1), scan];
};

const transferAndCancellation = (boxoffice: Boxoffice, booking: Booking) => [
  transfer(boxoffice, booking, 1),
  boxoffice.cancel(booking),
];

describe('Transfers', () => {
  test('of two at the same instant, one succeeds', async () => {
    expect(await atOnce(twoTransfers)).toEqual({ told: ['done', 'ticket-void'], broken: [] });
  });

  test('a negative control: without the condition on the booking, both succeed', async () => {
    expect(await atOnce(twoTransfers, tableWithout(BOOKING_IS_UNCHANGED))).toEqual({
      told: ['done', 'done'],
      broken: ['OneEffect'],
    });
  });

  test('of a transfer and a check-in at the same instant, one succeeds', async () => {
    const { told } = await atOnce(transferAndScan);
    expect([
      ['checked-in', 'done'],
      ['done', 'ticket-void'],
    ]).toContainEqual(told);
  });

  test('a negative control: without the condition, a ticket is checked in and transferred', async () => {
    const { told, broken } = await atOnce(transferAndScan, tableWithout(BOOKING_IS_UNCHANGED));
    expect(told).toEqual(['done', 'done']);
    expect(broken).toContain('OneEffect');
  });

  test('a transfer and a cancellation at the same instant leave a sound booking', async () => {
    const { told, broken } = await atOnce(transferAndCancellation);
    expect([
      ['done', 'done'],
      ['done', 'ticket-void'],
    ]).toContainEqual(told);
    expect(broken).toEqual([]);
  });
});

describe('Names on tickets', () => {
  test('two at the same instant are both kept', async () => {
    expect(await namesAtOnce()).toEqual(['1', '2']);
  });

  test('a negative control: without the condition on the booking, one of them is lost', async () => {
    expect(await namesAtOnce(tableWithout(BOOKING_IS_UNCHANGED))).toHaveLength(1);
  });

  test('a name and the cancellation of its ticket at the same instant leave a sound booking', async () => {
    const { told, broken } = await nameAndCancellationAtOnce();
    expect([
      ['done', 'done'],
      ['done', 'ticket-void'],
    ]).toContainEqual(told);
    expect(broken).toEqual([]);
  });
});
