/**
 * `NoOversell`: free and held tickets add up to the capacity at every instant. The negative controls remove
 * conditions of the shards, of releases, of bookings and of door sales.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import { Busy } from '../../functions/domain/model/refusal.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import {
  BOOKING_HAS_NO_TICKETS,
  BOOKING_IS_UNCHANGED,
  RELEASE_IS_WHAT_WAS_SEEN,
} from '../../functions/store/items/booking.ts';
import { SHARD_SELLS, SHARD_SELLS_AT_DOOR } from '../../functions/store/items/shard.ts';
import { UNASSIGNED_SELL_AT_DOOR } from '../../functions/store/items/waitlist-state.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { barrier } from '../kit/barrier.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { isConservedInOneScan } from '../kit/one-scan.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const confirmed = (results: (Booking | Error)[]) =>
  results.filter((result): result is Booking => !(result instanceof Error) && result.status === 'confirmed');

const ticketsOf = (bookings: Booking[]) => bookings.reduce((sum, booking) => sum + booking.quantity, 0);

const each = (count: number, quantity: (n: number) => number = () => 1) =>
  Array.from({ length: count }, (_, n) => ({ quantity: quantity(n) }));

describe('NoOversell', () => {
  test('fifty requests at a time buy exactly the tickets that exist', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 200 });
    const results: (Booking | Error)[] = [];
    for (let round = 0; round < 5; round += 1) results.push(...(await rush(boxoffice, event, each(50))));
    await boxoffice.serve();
    expect(ticketsOf(confirmed(results))).toBe(200);
    expect(
      results.filter((result) => !(result instanceof Error) && result.status === 'waitlisted'),
    ).toHaveLength(50);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('bookings of one to six tickets never add up to more than the capacity', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 100 });
    await rush(
      boxoffice,
      event,
      each(60, (n) => (n % 6) + 1),
    );
    await boxoffice.serve();
    const { shards, waitlist } = await boxoffice.snapshot(event);
    expect(shards.every((shard) => shard.freeTickets === 0)).toBe(true);
    expect(waitlist.unassigned).toBeLessThan(6);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a booking takes from several shards when no single one has enough', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 8 });
    expect(event.shardCount).toBe(4);
    expect((await boxoffice.book(event, { quantity: 7 })).status).toBe('confirmed');
    expect((await boxoffice.book(event, { quantity: 1 })).status).toBe('confirmed');
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('tickets add up to the capacity in every scan while people book, cancel and are promoted', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 40 });
    const bookings = confirmed(await rush(boxoffice, event, each(60)));
    let isOver = false;
    const looks: boolean[] = [];
    const looking = (async () => {
      while (!isOver) looks.push(await isConservedInOneScan(boxoffice.table, event.id, 40));
    })();
    const cancelAndLook = async (booking: Booking) => {
      await boxoffice.cancel(booking);
      looks.push(await isConservedInOneScan(boxoffice.table, event.id, 40));
    };
    await Promise.all(bookings.slice(0, 20).map(cancelAndLook));
    await boxoffice.serve();
    isOver = true;
    await looking;
    expect(looks.length).toBeGreaterThan(20);
    expect(looks).not.toContain(false);
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

describe('NoOversell rests on its conditions', () => {
  test('a negative control: without the condition on the shard, too many tickets are sold', async () => {
    const boxoffice = aBoxoffice(undefined, tableWithout(SHARD_SELLS));
    const event = await boxoffice.anEvent({ capacity: 4 });
    await rush(boxoffice, event, each(30));
    expect((await boxoffice.broken(event)).map((finding) => finding.guarantee)).toContain('NoOversell');
  });

  const clerksAtOnce = async (table: Table | undefined) => {
    const all = barrier(4);
    const boxoffice = aBoxoffice(
      ({ waitlist }) => ({
        waitlist: {
          ...waitlist,
          returnToShards: (...release) => all().then(() => waitlist.returnToShards(...release)),
        },
      }),
      table,
    );
    const event = await boxoffice.anEvent({ capacity: 4 });
    const booking = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(booking);
    await Promise.all([1, 2, 3, 4].map(() => promoteWaitlist(event.id, [booking.id], boxoffice.ports)));
    return (await boxoffice.broken(event)).map((finding) => finding.guarantee);
  };

  test('with the condition on the release, four clerks at once hand it on once', async () => {
    expect(await clerksAtOnce(undefined)).toEqual([]);
  });

  test('a negative control: without the condition on the release, four clerks at once create tickets', async () => {
    expect(await clerksAtOnce(tableWithout(RELEASE_IS_WHAT_WAS_SEEN))).toContain('NoOversell');
  });

  const cancelsAtOnce = async (table: Table | undefined) => {
    const all = barrier(8);
    const boxoffice = aBoxoffice(
      ({ bookings }) => ({
        bookings: { ...bookings, change: (...change) => all().then(() => bookings.change(...change)) },
      }),
      table,
    );
    const event = await boxoffice.anEvent({ capacity: 4 });
    const booking = await boxoffice.book(event, { quantity: 2 });
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => boxoffice.cancel(booking, 1)));
    const acknowledged = answers.filter((answer) => answer.status === 'fulfilled').length;
    const released = (await boxoffice.snapshot(event)).bookings[0]?.released;
    return { acknowledged, released };
  };

  test('with the condition on the booking, eight cancellations at once release what is acknowledged', async () => {
    expect(await cancelsAtOnce(undefined)).toEqual({ acknowledged: 2, released: 2 });
  });

  test('a negative control: without the condition on the booking, more is acknowledged than released', async () => {
    expect(await cancelsAtOnce(tableWithout(BOOKING_IS_UNCHANGED))).toEqual({ acknowledged: 8, released: 1 });
  });

  /**
   * Three door sales of one ticket each at the same moment, after sales have closed with two unassigned
   * tickets.
   */
  const rushAtTheDoor = async (table?: Table) => {
    const boxoffice = aBoxoffice();
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    const event = await boxoffice.anEvent({ capacity: 2, salesCloseAt: inAMinute });
    const held = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(await boxoffice.book(event));
    await boxoffice.cancel(held);
    await boxoffice.serve();
    const allAreThere = barrier(3);
    const door = aBoxoffice(
      ({ bookings, runtime }) => ({
        runtime: { ...runtime, now: () => runtime.now() + 120_000 },
        bookings: {
          ...bookings,
          takeUnassigned: async (write) => {
            await allAreThere();
            return bookings.takeUnassigned(write);
          },
        },
      }),
      table,
    );
    const onBehalf = { by: event.organizerId, why: 'at the door' };
    const results = await rush(door, event, Array(3).fill({ onBehalf }));
    const guarantees = (await door.broken(event)).map(({ guarantee }) => guarantee);
    return { sold: ticketsOf(confirmed(results)), isOversold: guarantees.includes('NoOversell') };
  };

  test('three door sales at once get the two unassigned tickets', async () => {
    expect(await rushAtTheDoor()).toEqual({ sold: 2, isOversold: false });
  });

  test('a negative control: without the condition on unassigned tickets, three door sales get three', async () => {
    const table = tableWithout(UNASSIGNED_SELL_AT_DOOR);
    expect(await rushAtTheDoor(table)).toEqual({ sold: 3, isOversold: true });
  });
});

describe('After the online sale, while the shards still have two tickets', () => {
  const rushAtTheDoor = async (table?: Table) => {
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    const event = await aBoxoffice().anEvent({ capacity: 2, salesCloseAt: inAMinute });
    const door = aBoxoffice(
      ({ runtime }) => ({ runtime: { ...runtime, now: () => runtime.now() + 120_000 } }),
      table,
    );
    const onBehalf = { by: event.organizerId, why: 'at the door' };
    const results = await rush(door, event, Array(20).fill({ onBehalf }));
    const guarantees = (await door.broken(event)).map(({ guarantee }) => guarantee);
    return { sold: ticketsOf(confirmed(results)), isOversold: guarantees.includes('NoOversell') };
  };

  test('twenty door sales at once get two', async () => {
    expect(await rushAtTheDoor()).toEqual({ sold: 2, isOversold: false });
  });

  test('a negative control: without the condition on the shard, they get more', async () => {
    const { sold, isOversold } = await rushAtTheDoor(tableWithout(SHARD_SELLS_AT_DOOR));
    expect([sold > 2, isOversold]).toEqual([true, true]);
  });
});

describe('A request that cannot read the waitlist', () => {
  /** A process whose sleeps take no real time, and which cannot read the waitlist once it has joined it. */
  function aBlindProcess(onJoined: () => Promise<void>): Boxoffice {
    let slept = 0;
    let isBlind = false;
    return aBoxoffice(({ waitlist, bookings, runtime }) => ({
      runtime: {
        ...runtime,
        now: () => runtime.now() + slept,
        sleep: async (ms) => {
          slept += ms;
        },
      },
      waitlist: {
        ...waitlist,
        read: async (event) => {
          if (isBlind) throw new Busy();
          return waitlist.read(event);
        },
      },
      bookings: {
        ...bookings,
        join: async (write) => {
          const outcome = await bookings.join(write);
          isBlind = true;
          await onJoined();
          return outcome;
        },
      },
    }));
  }

  /** Two tickets, both held, and nobody waits; the event sells in order under `accept-fewer`. */
  async function aSoldOutEvent(boxoffice: Boxoffice) {
    const waitlist = { enabled: true, policy: 'accept-fewer' as const };
    const event = await boxoffice.anEvent({ capacity: 2, waitlist });
    const holder = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(await boxoffice.book(event));
    await boxoffice.serve();
    return { event, holder };
  }

  test('stays waitlisted if part of its tickets was granted meanwhile', async () => {
    const boxoffice = aBoxoffice();
    const { event, holder } = await aSoldOutEvent(boxoffice);
    const blind = aBlindProcess(async () => {
      await boxoffice.cancel(holder, 1);
      await boxoffice.serve();
    });
    const answer = await blind.book(event, { quantity: 2 });
    // As repeats are answered, which say nothing of what came later.
    expect(answer).toMatchObject({ status: 'waitlisted', quantity: 2, granted: 0 });
    expect(await boxoffice.ports.bookings.read(event, answer.id)).toMatchObject({ granted: 1 });
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('stores nothing if no ticket was granted', async () => {
    const boxoffice = aBoxoffice();
    const { event } = await aSoldOutEvent(boxoffice);
    const blind = aBlindProcess(async () => undefined);
    await expect(blind.book(event, { quantity: 2 })).rejects.toMatchObject({ code: 'busy' });
    expect((await boxoffice.snapshot(event)).entries).toEqual([]);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  async function removePartlyGranted(boxoffice: Boxoffice) {
    const { event, holder } = await aSoldOutEvent(boxoffice);
    const { id } = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(holder, 1);
    await boxoffice.serve();
    const granted = await boxoffice.ports.bookings.read(event, id);
    if (granted === undefined) throw new Error('The booking is gone.');
    const isRemoved = await boxoffice.ports.bookings.removeWaiting(event, granted);
    return { isRemoved, broken: (await boxoffice.broken(event)).map(({ guarantee }) => guarantee) };
  }

  test('cannot remove a booking that has tickets', async () => {
    expect(await removePartlyGranted(aBoxoffice())).toEqual({ isRemoved: false, broken: [] });
  });

  test('a negative control: without the condition the tickets are removed with the booking', async () => {
    const careless = aBoxoffice(undefined, tableWithout(BOOKING_HAS_NO_TICKETS));
    const { isRemoved, broken } = await removePartlyGranted(careless);
    expect(isRemoved).toBe(true);
    expect(broken).toContain('NoOversell');
  });
});
