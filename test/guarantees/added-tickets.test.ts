/**
 * Additions to a booking: they take tickets only while the event sells from its shards, count towards the limits, and
 * have one effect. The negative controls remove the conditions on the booking and on the tally.
 */
import { describe, expect, test } from '@jest/globals';
import { ADDITIONS_PER_BOOKING_LIMIT } from '../../functions/domain/model/limits.ts';
import { addTickets } from '../../functions/domain/sale/add-tickets.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import { CUSTOMER_HAS_ROOM } from '../../functions/store/items/tally.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();

const SHARDED = { capacity: 40, maxPerBooking: 10, maxPerCustomer: 12 };

const namesOf = async (one: Boxoffice, event: Parameters<Boxoffice['broken']>[0]) =>
  (await one.broken(event)).map(({ guarantee }) => guarantee);

describe('An addition', () => {
  test('takes tickets, from several shards if no single one has enough, and is in the history', async () => {
    const event = await boxoffice.anEvent({ ...SHARDED, capacity: 10, peakRequestsPerSecond: 400 });
    expect(event.shardCount).toBeGreaterThan(2);
    const booking = await boxoffice.book(event, { quantity: 1 });
    const added = await boxoffice.add(booking, 7);
    expect(added).toMatchObject({ id: booking.id, status: 'confirmed', quantity: 8 });
    const [stored] = (await boxoffice.snapshot(event)).bookings;
    expect(stored?.history.map(({ what }) => what)).toEqual(['booked', 'added']);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('repeated with its key has one effect and the same answer, also after a later cancellation', async () => {
    const event = await boxoffice.anEvent(SHARDED);
    const booking = await boxoffice.book(event, { quantity: 2 });
    expect((await boxoffice.add(booking, 3, 'more')).quantity).toBe(5);
    await boxoffice.cancel(booking, 4);
    expect((await boxoffice.add(booking, 3, 'more')).quantity).toBe(5);
    await expect(boxoffice.add(booking, 2, 'more')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    const [stored] = (await boxoffice.snapshot(event)).bookings;
    expect(stored?.quantity).toBe(1);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  /** Two requests with one key, of which the second has read the booking before the first writes it. */
  async function twiceAtOnce(other: Boxoffice) {
    const event = await boxoffice.anEvent(SHARDED);
    const booking = await boxoffice.book(event, { quantity: 1 });
    const { take } = other.ports.bookings;
    other.ports.bookings.take = async (write) => {
      other.ports.bookings.take = take;
      await boxoffice.add(booking, 2, 'more');
      return take(write);
    };
    const { quantity } = await other.add(booking, 2, 'more');
    return { quantity, broken: await namesOf(boxoffice, event) };
  }

  test('of two requests with one key at once has one effect', async () => {
    const other = aBoxoffice(({ bookings }) => ({ bookings: { ...bookings } }));
    expect(await twiceAtOnce(other)).toEqual({ quantity: 3, broken: [] });
  });

  test('a negative control: it loses tickets if the booking may have changed since it was read', async () => {
    const table = tableWithout(BOOKING_IS_UNCHANGED);
    const other = aBoxoffice(({ bookings }) => ({ bookings: { ...bookings } }), table);
    const { broken } = await twiceAtOnce(other);
    expect(broken).toContain('NoOversell');
  });

  test('counts towards the limit of the customer, and cancelled tickets make room', async () => {
    const event = await boxoffice.anEvent({ ...SHARDED, maxPerCustomer: 10 });
    const booking = await boxoffice.book(event, { quantity: 2 });
    const other = await boxoffice.book(event, { quantity: 6, customerId: booking.customerId });
    await expect(boxoffice.add(booking, 3)).rejects.toMatchObject({
      code: 'customer-limit-reached',
      extras: { held: 8, limit: 10, requested: 3 },
    });
    await boxoffice.cancel(other, 1);
    expect((await boxoffice.add(booking, 3)).quantity).toBe(5);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: without the condition on the tally it exceeds the limit', async () => {
    const event = await boxoffice.anEvent({ ...SHARDED, maxPerCustomer: 10 });
    const booking = await boxoffice.book(event, { quantity: 8 });
    const unlimited = aBoxoffice(undefined, tableWithout(CUSTOMER_HAS_ROOM));
    await boxoffice.book(event, { quantity: 2, customerId: booking.customerId });
    await unlimited.add(booking, 2);
    expect(await namesOf(boxoffice, event)).toEqual(['WithinLimit']);
  });

  test('keeps a release of the booking that is not handed on yet', async () => {
    const event = await boxoffice.anEvent(SHARDED);
    const booking = await boxoffice.book(event, { quantity: 4 });
    await boxoffice.cancel(booking, 2);
    boxoffice.sent.splice(0);
    expect(await boxoffice.add(booking, 1)).toMatchObject({ quantity: 3, released: 2 });
    await boxoffice.sweep(60_000);
    await boxoffice.serve();
    const snapshot = await boxoffice.snapshot(event);
    expect(snapshot.bookings[0]).toMatchObject({ quantity: 3, released: 0 });
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

describe('An addition is refused', () => {
  test('beyond the limit of a booking, and where too few tickets are free', async () => {
    const event = await boxoffice.anEvent({ ...SHARDED, capacity: 11 });
    const booking = await boxoffice.book(event, { quantity: 3 });
    await expect(boxoffice.add(booking, 8)).rejects.toMatchObject({
      code: 'validation-failed',
      extras: { errors: [{ pointer: '/quantity', detail: 'at most 7 more' }] },
    });
    await boxoffice.book(event, { quantity: 6 });
    await expect(boxoffice.add(booking, 3)).rejects.toMatchObject({
      code: 'sold-out',
      extras: { available: 2, requested: 3 },
    });
    expect((await boxoffice.add(booking, 2)).quantity).toBe(5);
  });

  test('after so many additions, because each is kept in the history', async () => {
    const event = await boxoffice.anEvent({ capacity: 100, maxPerBooking: 50, maxPerCustomer: 50 });
    const booking = await boxoffice.book(event);
    for (let count = 0; count < ADDITIONS_PER_BOOKING_LIMIT; count += 1) await boxoffice.add(booking, 1);
    await expect(boxoffice.add(booking, 1)).rejects.toMatchObject({
      code: 'too-many-additions',
      extras: { limit: ADDITIONS_PER_BOOKING_LIMIT },
    });
  });

  test('if its tickets would get numbers that no ticket code has', async () => {
    const event = await boxoffice.anEvent({ capacity: 1_200, maxPerBooking: 97, maxPerCustomer: 1_200 });
    const booking = await boxoffice.book(event);
    for (let count = 0; count < 10; count += 1) {
      await boxoffice.add(booking, 96);
      await boxoffice.cancel(booking, 96);
    }
    await expect(boxoffice.add(booking, 39)).rejects.toMatchObject({ code: 'too-many-additions' });
    expect((await boxoffice.add(booking, 38)).quantity).toBe(39);
  });

  test('once the event sells in order, to the holder and to a waiter', async () => {
    const event = await boxoffice.anEvent({ capacity: 2 });
    const holder = await boxoffice.book(event);
    await boxoffice.book(event);
    const waiter = await boxoffice.book(event);
    await boxoffice.cancel(holder);
    await expect(boxoffice.add(waiter, 1)).rejects.toMatchObject({ code: 'not-confirmed' });
    await boxoffice.serve();
    for (const one of [boxoffice, aBoxoffice()])
      await expect(one.add(waiter, 1)).rejects.toMatchObject({ code: 'sells-in-order' });
    await expect(boxoffice.add(holder, 1)).rejects.toMatchObject({ code: 'already-cancelled' });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('to a booking with an open offer, outside the sales window, and to everybody but the customer', async () => {
    const waitlist = { enabled: true, policy: 'strict' as const, offerTtlSeconds: 3_600 };
    const event = await boxoffice.anEvent({ capacity: 2, maxPerBooking: 2, waitlist });
    const holder = await boxoffice.book(event, { quantity: 2 });
    const waiter = await boxoffice.book(event);
    await boxoffice.cancel(holder, 1);
    await boxoffice.serve();
    await expect(boxoffice.add(waiter, 1)).rejects.toMatchObject({ code: 'not-confirmed' });
    const later = aBoxoffice(({ runtime }) => ({
      runtime: { ...runtime, now: () => Date.parse(event.salesCloseAt) },
    }));
    await expect(later.add(holder, 1)).rejects.toMatchObject({ code: 'sales-closed' });
    for (const userId of [event.organizerId, 'somebody'])
      await expect(
        addTickets(
          {
            eventId: event.id,
            bookingId: holder.id,
            actor: { userId, role: 'organizer' },
            quantity: 1,
            idempotencyKey: undefined,
          },
          boxoffice.ports,
        ),
      ).rejects.toMatchObject({ code: 'not-found' });
  });
});
