/**
 * A booking that its customer changes again and again does not keep the clerk from the others: it grows up to a limit, and a
 * transaction has as many bookings as fit. The negative control writes as many as there may be by their number.
 */

import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { cancelBooking } from '../../functions/domain/bookings/cancel-booking.ts';
import { nameTicket } from '../../functions/domain/bookings/name-ticket.ts';
import { transferTicket } from '../../functions/domain/bookings/transfer-ticket.ts';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Booking, TicketHolders } from '../../functions/domain/model/booking.ts';
import { BOOKING_LIMIT_BYTES, bytesOf, refuseFull } from '../../functions/domain/model/booking-size.ts';
import { cancelledWithEvent } from '../../functions/domain/model/end-bookings.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { bookingKey } from '../../functions/store/items/booking.ts';
import { aBoxoffice, realRuntime } from '../kit/boxoffice.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

/** As long as a name may be, in characters of four bytes. */
const LONG = '\u{1F600}'.repeat(100);
const NAME = { firstName: LONG, lastName: LONG };

const full = { code: 'booking-full' };

const asCustomer = ({ eventId, id: bookingId, customerId }: Booking) => ({
  ...{ eventId, bookingId },
  actor: { userId: customerId, role: 'attendee' as const },
});

const name = (booking: Booking, number: number) =>
  nameTicket({ ...asCustomer(booking), number, holder: NAME }, boxoffice.ports);

const transfer = (booking: Booking, number: number) => {
  const to = { ...NAME, email: 'grace@example.com' };
  const request = { ...asCustomer(booking), number, to, idempotencyKey: undefined };
  return transferTicket(request, { ...boxoffice.ports, sendsMail: true });
};

const stored = async (event: Event, { id }: Booking): Promise<Booking> => {
  const found = await boxoffice.ports.bookings.read(event, id);
  if (found === undefined) throw new Error('The booking is not there.');
  return found;
};

const cancelAll = (event: Event) => {
  const actor = { userId: event.organizerId, role: 'organizer' as const };
  return cancelEvent({ eventId: event.id, actor, ...NO_MAIL }, boxoffice.ports);
};

describe('A booking whose customer gives it the longest names, one after the other', () => {
  /** Names tickets until that is refused. @returns how many were named. */
  async function fill(booking: Booking): Promise<number> {
    for (let number = 1; ; number += 1) {
      const refusal = await name(booking, number).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (refusal === undefined) continue;
      expect(refusal).toMatchObject(full);
      return number - 1;
    }
  }

  test('takes no change any more from a limit on, is cancelled as a whole, and its tickets are handed on', async () => {
    const event = await boxoffice.anEvent({ capacity: 97, maxPerBooking: 97 });
    const booking = await boxoffice.book(event, { quantity: 90 });
    const named = await fill(booking);
    expect(named).toBeGreaterThan(60);
    await expect(transfer(booking, 1)).rejects.toMatchObject(full);
    await expect(boxoffice.cancel(booking, 1)).rejects.toMatchObject(full);
    await expect(boxoffice.add(booking, 1)).rejects.toMatchObject(full);
    expect(bytesOf(await stored(event, booking))).toBeLessThan(BOOKING_LIMIT_BYTES + 2_000);

    const waiter = await boxoffice.book(event, { quantity: 40 });
    await boxoffice.cancel(booking);
    await boxoffice.serve();
    expect((await stored(event, waiter)).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

test('what happens at the door does not use up what customers may change', async () => {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 2 });
  const undone = Array.from({ length: 100 }, (_, n) => ({
    what: 'check-in-undone' as const,
    ...{ at: n, ticket: 1, by: 'door', scanId: String(n), reason: LONG.repeat(2) },
  }));
  const history = [...booking.history, ...undone];
  expect(bytesOf({ ...booking, history })).toBeGreaterThan(BOOKING_LIMIT_BYTES);
  expect(() => refuseFull({ ...booking, history })).not.toThrow();
});

test('the names on tickets that are cancelled go, and those of transferred ones stay until they were told', async () => {
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 3 });
  await name(booking, 1);
  await name(booking, 3);
  await transfer(booking, 2);
  await cancelBooking(
    { ...asCustomer(booking), tickets: [1, 4], idempotencyKey: undefined },
    boxoffice.ports,
  );
  expect(Object.keys((await stored(event, booking)).ticketHolders ?? {})).toEqual(['3', '4']);
});

describe('Bookings that are larger than customers and door staff can make them', () => {
  const BOOKINGS = 15;
  const holders: TicketHolders = Object.fromEntries(
    Array.from({ length: 370 }, (_, n) => [String(n + 1), NAME]),
  );

  /** An event of one partition that is booked up, each ticket by a booking of about 300 KB. */
  async function ofLarge(): Promise<{ event: Event; bookings: Booking[] }> {
    const event = await boxoffice.anEvent({ capacity: BOOKINGS });
    const bookings: Booking[] = [];
    for (let made = 0; made < BOOKINGS; made += 1) {
      const booking = await boxoffice.book(event);
      const { table } = boxoffice;
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: bookingKey(event, booking.id),
          UpdateExpression: 'SET ticketHolders = :holders',
          ExpressionAttributeValues: { ':holders': holders },
        }),
      );
      bookings.push(await stored(event, booking));
    }
    expect(bytesOf(bookings[0] as Booking)).toBeGreaterThan(300_000);
    return { event, bookings };
  }

  test('are all cancelled with their event', async () => {
    const { event, bookings } = await ofLarge();
    await cancelAll(event);
    await boxoffice.serve();
    const statuses = await Promise.all(
      bookings.map(async (booking) => (await stored(event, booking)).status),
    );
    expect(new Set(statuses)).toEqual(new Set(['cancelled']));
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('hand their tickets on to who waits', async () => {
    const { event, bookings } = await ofLarge();
    const waiter = await boxoffice.book(event, { quantity: 10 });
    for (const booking of bookings.slice(0, 10)) await boxoffice.cancel(booking);
    await boxoffice.serve();
    expect((await stored(event, waiter)).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: as many as there may be by number do not fit one transaction', async () => {
    const { event, bookings } = await ofLarge();
    const { waitlist } = boxoffice.ports;
    await boxoffice.book(event);
    await boxoffice.serve();
    const state = await waitlist.read(event);
    const ended = bookings.map((before) => ({
      before,
      after: cancelledWithEvent(before, realRuntime.now()),
    }));
    const all = waitlist.endBookings(event, state, ended, { lookAt: undefined });
    await expect(all).rejects.toThrow(/4 ?MB|size/);
  });
});
