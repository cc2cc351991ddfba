/**
 * `NoOversell` for each pool of an event, and the books of its places: halls whose types draw on nested and shared pools. The negative
 * controls remove the condition on pools, and the one by which a release is of the types that were seen.
 */
import { describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { liesIn } from '../../functions/domain/model/pool-places.ts';
import { type Demand, demandOf } from '../../functions/domain/model/pools.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { typesOf } from '../../functions/domain/model/ticket.ts';
import { quantityOf } from '../../functions/domain/model/ticket-types.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { BOOKING_IS_UNCHANGED } from '../../functions/store/items/booking.ts';
import { hasInPools } from '../../functions/store/items/shard.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const STANDING = { id: 'standing', name: 'Standing' };
const SEAT = { id: 'seat', name: 'Seat', pools: ['seats'] };
const VIP = { id: 'vip', name: 'VIP', pools: ['seats', 'vip'] };

/** A hall of 100 with 40 seats, of which 10 are for VIPs. */
const HALL = {
  capacity: 100,
  ticketTypes: [STANDING, SEAT, VIP],
  pools: [
    { id: 'seats', capacity: 40 },
    { id: 'vip', capacity: 10 },
  ],
  waitlist: { enabled: false, policy: 'strict' as const },
};

const of = (type: string, quantity = 1) => ({ types: [{ type, quantity }], quantity });
const mixOf = (...types: { type: string; quantity: number }[]) => ({ types, quantity: quantityOf(types) });

const isBooking = (result: Booking | Error): result is Booking => !(result instanceof Error);

/** @returns what the bookings hold. */
function heldBy(event: Event, bookings: Booking[]): Demand {
  const types = bookings.flatMap((booking) => typesOf(booking) ?? []);
  return demandOf(event, quantityOf(types), types);
}

const breaks = async (boxoffice: Boxoffice, event: Event) =>
  (await boxoffice.broken(event)).map(({ guarantee }) => guarantee);

describe('A hall with nested pools', () => {
  test.each<[string, (n: number) => ReturnType<typeof mixOf>, Demand]>([
    ['VIPs alone', () => of('vip'), { quantity: 10, inPools: [10, 10] }],
    ['seats before all', (n) => of(n < 60 ? 'seat' : 'vip'), { quantity: 40, inPools: [40, 0] }],
    ['standing before all', (n) => of(n < 120 ? 'standing' : 'vip'), { quantity: 100, inPools: [0, 0] }],
  ])('sells %s up to the smallest limit of the type', async (_, requestOf, sold) => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(HALL);
    const results: (Booking | Error)[] = [];
    for (let first = 0; first < 150; first += 30) {
      const requests = Array.from({ length: 30 }, (_value, n) => requestOf(first + n));
      results.push(...(await rush(boxoffice, event, requests)));
    }
    expect(heldBy(event, results.filter(isBooking))).toEqual(sold);
    expect(results.filter((result) => !isBooking(result)).every((error) => isSoldOut(error))).toBe(true);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('sells every place of each pool under load, of whatever types the bookings are mixed', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(HALL);
    const kinds = [
      of('vip', 2),
      of('seat', 3),
      of('standing', 2),
      mixOf({ type: 'vip', quantity: 1 }, { type: 'standing', quantity: 2 }),
      mixOf({ type: 'seat', quantity: 1 }, { type: 'vip', quantity: 1 }, { type: 'standing', quantity: 1 }),
    ];
    const rest = [of('vip'), of('seat'), of('standing')];
    const results: (Booking | Error)[] = [];
    for (let round = 0; round < 6; round += 1)
      results.push(...(await rush(boxoffice, event, [...kinds, ...kinds, ...kinds])));
    for (const request of rest)
      for (let round = 0; round < 4; round += 1)
        results.push(...(await rush(boxoffice, event, Array(15).fill(request))));
    expect(heldBy(event, results.filter(isBooking))).toEqual({ quantity: 100, inPools: [40, 10] });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('says how many tickets of each type there are, when there are too few', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(HALL);
    await boxoffice.book(event, of('vip', 9));
    const asked = boxoffice.book(
      event,
      mixOf({ type: 'vip', quantity: 2 }, { type: 'standing', quantity: 1 }),
    );
    await expect(asked).rejects.toMatchObject({
      code: 'sold-out',
      extras: { available: 2, requested: 3 },
      message: expect.stringContaining('at most: 1 × VIP; types may share places'),
    });
  });

  test('says that fewer are available than were requested, when types share the last place', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({
      ...HALL,
      pools: [
        { id: 'seats', capacity: 1 },
        { id: 'vip', capacity: 1 },
      ],
    });
    const both = boxoffice.book(event, mixOf({ type: 'seat', quantity: 1 }, { type: 'vip', quantity: 1 }));
    await expect(both).rejects.toMatchObject({ code: 'sold-out', extras: { available: 1, requested: 2 } });
  });

  test('takes the places from one shard and the tickets from others, when the shard has no ticket left', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({
      ...HALL,
      capacity: 8,
      pools: [
        { id: 'seats', capacity: 8 },
        { id: 'vip', capacity: 2 },
      ],
    });
    expect(event.shardCount).toBe(4);
    for (let sold = 0; sold < 6; sold += 1) await boxoffice.book(event, of('standing'));
    expect((await boxoffice.book(event, of('vip', 2))).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('has every place again once all bookings are cancelled, by ticket or as a whole', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(HALL);
    const mix = mixOf(
      { type: 'vip', quantity: 2 },
      { type: 'seat', quantity: 1 },
      { type: 'standing', quantity: 1 },
    );
    const bookings = (await rush(boxoffice, event, Array(5).fill(mix))).filter(isBooking);
    expect(bookings).toHaveLength(5);
    for (const booking of bookings) await boxoffice.cancel(booking, [1, 4]);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
    const fresh = await boxoffice.book(event, of('vip', 5));
    for (const booking of [...bookings, fresh]) await boxoffice.cancel(booking);
    await boxoffice.serve();
    const { shards } = await boxoffice.snapshot(event);
    const free = (pool: number) =>
      shards.reduce((sum, { freeInPools }) => sum + (freeInPools?.[pool] ?? 0), 0);
    expect([free(0), free(1)]).toEqual([40, 10]);
    for (const [pool, placed] of (event.pools ?? []).entries()) {
      const outside = shards.filter(({ index }) => !liesIn(placed, index, event));
      expect(outside.map(({ freeInPools }) => freeInPools?.[pool])).toEqual(outside.map(() => 0));
    }
    expect(await boxoffice.broken(event)).toEqual([]);
    expect((await boxoffice.book(event, of('vip', 10))).status).toBe('confirmed');
  });

  test('keeps its books when it is cancelled', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(HALL);
    await boxoffice.cancel(await boxoffice.book(event, of('vip', 3)));
    await boxoffice.book(event, of('vip', 4));
    const actor = { userId: event.organizerId, role: 'organizer' as const };
    await cancelEvent({ eventId: event.id, actor, ...NO_MAIL }, boxoffice.ports);
    await boxoffice.serve();
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

describe('Pools rest on their conditions', () => {
  test('a negative control: without the condition on a pool, more of its places are sold than it has', async () => {
    const boxoffice = aBoxoffice(undefined, tableWithout(hasInPools([1, 1])));
    const event = await boxoffice.anEvent(HALL);
    await rush(boxoffice, event, Array(30).fill(of('vip')));
    expect(await breaks(boxoffice, event)).toContain('NoOversell');
  });

  /** A clerk hands on what it saw before another one did, and before the customer gave up a ticket of another type. */
  const handedOnLate = async (table?: Table) => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(HALL);
    const mix = mixOf({ type: 'vip', quantity: 1 }, { type: 'standing', quantity: 2 });
    const booking = await boxoffice.book(event, mix);
    await boxoffice.cancel(booking, [1]);
    let isFirst = true;
    const late = aBoxoffice(
      ({ waitlist }) => ({
        waitlist: {
          ...waitlist,
          returnToShards: async (...release) => {
            if (isFirst) {
              isFirst = false;
              await boxoffice.serve();
              await boxoffice.cancel(booking, [2]);
            }
            return waitlist.returnToShards(...release);
          },
        },
      }),
      table,
    );
    await promoteWaitlist(event.id, [booking.id], late.ports);
    return breaks(boxoffice, event);
  };

  test('a clerk that is late hands on no places of a release that is of other types by now', async () => {
    expect(await handedOnLate()).toEqual([]);
  });

  test('a negative control: by its number of tickets alone, a release gives back places of other types', async () => {
    expect(await handedOnLate(tableWithout(BOOKING_IS_UNCHANGED))).toContain('NoOversell');
  });
});

function isSoldOut(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'sold-out';
}
