/**
 * A waiting booking that leaves the waitlist for another one at its end: both change in one transaction, so that the
 * customer always has one of the two places. The negative controls remove the condition on the booking
 * that leaves, and the check that sales are open.
 */
import { describe, expect, test } from '@jest/globals';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { type Booking, isWaiter } from '../../functions/domain/model/booking.ts';
import type { Event, WaitlistPolicy } from '../../functions/domain/model/event.ts';
import { Busy, type Refusal } from '../../functions/domain/model/refusal.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import { SHARD_ADMITS_TO_WAITLIST } from '../../functions/store/items/shard.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const boxoffice = aBoxoffice();
const customerId = 'customer-a';

const namesOf = async (event: Event) => (await boxoffice.broken(event)).map(({ guarantee }) => guarantee);

/** One customer holds all four tickets; `mine` waits for two of them, and `other` behind it for two. */
async function aWaitingEvent(fields: Parameters<Boxoffice['anEvent']>[0] = {}) {
  const event = await boxoffice.anEvent({
    capacity: 4,
    maxPerBooking: 4,
    maxPerCustomer: 6,
    waitlist: { enabled: true, policy: 'strict', limitPerCustomer: 1 },
    ...fields,
  });
  const holder = await boxoffice.book(event, { quantity: 4 });
  const mine = await boxoffice.book(event, { customerId, quantity: 2 });
  const other = await boxoffice.book(event, { quantity: 2 });
  return { event, holder, mine, other };
}

const asked = (mine: Booking, quantity = 3) => ({
  customerId,
  quantity,
  replaces: mine.id,
  idempotencyKey: 'more',
});

const read = async (event: Event, { id }: Booking) => boxoffice.ports.bookings.read(event, id);

describe('A booking that replaces a waiting one', () => {
  test.each([
    ['one place for a customer', {}],
    ['a limit of the waitlist that is reached', { limit: 2 }],
  ])('waits at the end, and the other one has left, with %s', async (_, limits) => {
    const waitlist = { enabled: true, policy: 'strict', limitPerCustomer: 1, ...limits } as const;
    const { event, holder, mine, other } = await aWaitingEvent({ waitlist });
    const more = await boxoffice.book(event, asked(mine));
    expect(more).toMatchObject({ status: 'waitlisted', quantity: 3 });
    const left = await read(event, mine);
    expect(left).toMatchObject({ status: 'cancelled', quantity: 0 });
    expect(left?.history.at(-1)).toMatchObject({
      what: 'left',
      quantity: 2,
      by: customerId,
      replacedBy: more.id,
    });
    const position = (booking: Booking) => boxoffice.positionOf(event, booking);
    expect([await position(other), await position(more)]).toEqual([1, 2]);

    await boxoffice.cancel(holder, 2);
    await boxoffice.serve();
    expect((await read(event, other))?.status).toBe('confirmed');
    expect((await read(event, more))?.status).toBe('waitlisted');
    expect(await namesOf(event)).toEqual([]);
  });

  test('counts instead of the other one towards the limits, and a repeat has no second effect', async () => {
    const { event, mine } = await aWaitingEvent();
    await expect(boxoffice.book(event, { customerId, quantity: 2 })).rejects.toMatchObject({
      code: 'already-waiting',
    });
    const more = await boxoffice.book(event, asked(mine, 4));
    expect(await boxoffice.book(event, asked(mine, 4))).toMatchObject({ id: more.id, status: 'waitlisted' });
    await expect(boxoffice.book(event, asked(mine, 2))).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    const { bookings, entries } = await boxoffice.snapshot(event);
    expect([bookings.length, entries.length]).toEqual([4, 2]);
    expect(await namesOf(event)).toEqual([]);
  });

  test('leaves to the other one the tickets that it was granted', async () => {
    const { event, holder, mine, other } = await aWaitingEvent({
      waitlist: { enabled: true, policy: 'accept-fewer', limitPerCustomer: 1 },
    });
    await boxoffice.cancel(mine);
    const part = await boxoffice.book(event, { customerId: 'customer-b', quantity: 3 });
    await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect(await read(event, part)).toMatchObject({ status: 'waitlisted', granted: 2 });
    const request = { customerId: 'customer-b', quantity: 3, replaces: part.id };
    expect(await boxoffice.book(event, request)).toMatchObject({ status: 'waitlisted', quantity: 3 });
    expect(await read(event, part)).toMatchObject({ status: 'confirmed', quantity: 2, granted: 0 });
    expect((await read(event, other))?.status).toBe('confirmed');
    expect(await namesOf(event)).toEqual([]);
  });

  test('gets tickets that are there once the other one no longer holds them up', async () => {
    const { event, holder, mine, other } = await aWaitingEvent();
    const { bookings } = boxoffice.ports;
    await boxoffice.cancel(other);
    const large = await boxoffice.book(event, { customerId: 'customer-b', quantity: 4 });
    await boxoffice.cancel(mine);
    await boxoffice.cancel(holder, 2);
    await boxoffice.serve();
    expect((await read(event, large))?.status).toBe('waitlisted');
    const small = await boxoffice.book(event, { customerId: 'customer-b', quantity: 2, replaces: large.id });
    await boxoffice.serve();
    expect((await bookings.read(event, small.id))?.status).toBe('confirmed');
    expect(await namesOf(event)).toEqual([]);
  });

  test('is refused, and changes nothing, if the other one does not wait or is not the customer’s', async () => {
    const { event, holder, mine } = await aWaitingEvent();
    const before = await boxoffice.snapshot(event);
    const refused = (request: object, code: string) =>
      expect(boxoffice.book(event, { ...asked(mine), ...request })).rejects.toMatchObject({ code });
    await refused({ customerId: holder.customerId, replaces: holder.id }, 'not-waiting');
    await refused({ customerId: 'customer-b' }, 'not-found');
    await refused({ replaces: 'nobody' }, 'not-found');
    await refused({ onSoldOut: 'reject' }, 'sold-out');
    await refused({ quantity: 5 }, 'validation-failed');
    expect(await boxoffice.snapshot(event)).toEqual(before);
  });
});

/** Something happens between the request's read of the booking that it replaces and its write. */
async function replaceMeanwhile(
  happens: (arranged: Awaited<ReturnType<typeof aWaitingEvent>>) => Promise<unknown>,
  {
    policy = 'strict',
    table,
    quantity,
    maxPerCustomer = 6,
  }: { policy?: WaitlistPolicy; table?: Table; quantity?: number; maxPerCustomer?: number } = {},
) {
  const waitlist = { enabled: true, policy, limitPerCustomer: 1 };
  const arranged = await aWaitingEvent({ waitlist, maxPerCustomer });
  const { event, mine } = arranged;
  const slow = aBoxoffice(({ bookings }) => {
    // The first write finds that the customer has a booking already, and the second one follows the count.
    let writes = 0;
    const join: typeof bookings.join = async (write) => {
      writes += 1;
      if (writes === 2) await happens(arranged);
      return bookings.join(write);
    };
    return { bookings: { ...bookings, join } };
  }, table);
  const answer = await slow.book(event, asked(mine, quantity)).catch((error: Refusal) => error);
  await boxoffice.serve();
  return { event, answer, mine: await read(event, mine) };
}

describe('While a request replaces a booking', () => {
  const free =
    (quantity: number) =>
    async ({ holder }: { holder: Booking }) => {
      await boxoffice.cancel(holder, quantity);
      await boxoffice.serve();
    };

  test('that is promoted, the booking keeps its tickets and the request has no effect', async () => {
    const { event, mine, answer } = await replaceMeanwhile(free(2));
    expect([mine?.status, answer]).toMatchObject(['confirmed', { code: 'not-waiting' }]);
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(3);
    expect(await namesOf(event)).toEqual([]);
  });

  test('that is granted a part, the booking keeps that part', async () => {
    const { event, mine, answer } = await replaceMeanwhile(free(1), { policy: 'accept-fewer' });
    expect([mine, answer]).toMatchObject([
      { status: 'confirmed', quantity: 1 },
      { status: 'waitlisted', quantity: 3 },
    ]);
    expect(await namesOf(event)).toEqual([]);
  });

  test('that is granted a part, the limit per customer counts the part, which it did not when it was counted', async () => {
    const fields = { policy: 'accept-fewer', maxPerCustomer: 4, quantity: 4 } as const;
    const { event, mine, answer } = await replaceMeanwhile(free(1), fields);
    expect(answer).toMatchObject({ code: 'customer-limit-reached', extras: { held: 1, requested: 4 } });
    expect(mine).toMatchObject({ status: 'waitlisted', granted: 1 });
    expect(await namesOf(event)).toEqual([]);
  });

  test('a negative control: without the condition on the booking, the part is lost', async () => {
    const table = tableWithout(BOOKING_IS_UNCHANGED);
    const { event } = await replaceMeanwhile(free(1), { policy: 'accept-fewer', table });
    expect(await namesOf(event)).toContain('NoOversell');
  });

  const closeSales = ({ event }: { event: Event }) => {
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    const change = { salesCloseAt: new Date(boxoffice.ports.runtime.now() - 1_000).toISOString() };
    return changeEvent({ eventId: event.id, actor, change }, boxoffice.ports);
  };

  test('and sales close, the booking keeps waiting', async () => {
    const { mine, answer } = await replaceMeanwhile(closeSales);
    expect([mine?.status, answer]).toMatchObject(['waitlisted', { code: 'sales-closed' }]);
  });

  test('a negative control: without the check of a shard, it leaves for a booking that comes too late', async () => {
    const table = tableWithout(SHARD_ADMITS_TO_WAITLIST);
    const { mine, answer } = await replaceMeanwhile(closeSales, { table });
    expect([mine?.status, answer]).toMatchObject(['cancelled', { status: 'waitlisted' }]);
  });

  test('and the wait for the clerk times out, the new booking stays, and a repeat confirms it', async () => {
    const { event, mine } = await aWaitingEvent();
    let isBusy = false;
    const slow = aBoxoffice(({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        read: async (one) => {
          if (isBusy) throw new Busy();
          return waitlist.read(one);
        },
      },
    }));
    await slow.book(event);
    isBusy = true;
    await expect(slow.book(event, asked(mine))).rejects.toMatchObject({ code: 'busy' });
    const { bookings } = await boxoffice.snapshot(event);
    const [waiting, ...others] = bookings.filter(
      (booking) => booking.customerId === customerId && isWaiter(booking),
    );
    expect([waiting, others]).toMatchObject([{ quantity: 3 }, []]);
    isBusy = false;
    expect(await slow.book(event, asked(mine))).toMatchObject({ id: waiting?.id, status: 'waitlisted' });
    expect(await namesOf(event)).toEqual([]);
  });
});
