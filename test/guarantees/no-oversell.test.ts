import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import { promoteWaitlist } from '../../functions/domain/promote-waitlist.ts';
import { Busy } from '../../functions/domain/refusal.ts';
import type { Table } from '../../functions/store/client.ts';
import {
  BOOKING_HAS_NO_TICKETS,
  BOOKING_IS_UNCHANGED,
  POOL_SELLS_AT_DOOR,
  RELEASE_IS_WHAT_WAS_SEEN,
  SHARD_SELLS,
} from '../../functions/store/conditions.ts';
import { barrier } from '../kit/barrier.ts';
import { isConservedInOneScan } from '../kit/one-scan.ts';
import { aCast, aStage, type Cast, rush, type Stage } from '../kit/stage.ts';
import { tableWithout } from '../kit/tampering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const confirmed = (results: (Booking | Error)[]) =>
  results.filter((result): result is Booking => !(result instanceof Error) && result.status === 'confirmed');

const ticketsOf = (bookings: Booking[]) => bookings.reduce((sum, booking) => sum + booking.quantity, 0);

const each = (count: number, quantity: (n: number) => number = () => 1) =>
  Array.from({ length: count }, (_, n) => ({ quantity: quantity(n) }));

describe('NoOversell', () => {
  test('fifty at a time buy exactly the tickets there are', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 200 });
    const results: (Booking | Error)[] = [];
    for (let round = 0; round < 5; round += 1) results.push(...(await rush(cast, event, each(50))));
    await cast.serve();
    expect(ticketsOf(confirmed(results))).toBe(200);
    expect(
      results.filter((result) => !(result instanceof Error) && result.status === 'waitlisted'),
    ).toHaveLength(50);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('bookings of one to six tickets never add up to more than there are', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 100 });
    await rush(
      cast,
      event,
      each(60, (n) => (n % 6) + 1),
    );
    await cast.serve();
    const { shards, line } = await cast.picture(event);
    expect(shards.every((shard) => shard.freeTickets === 0)).toBe(true);
    expect(line.pool).toBeLessThan(6);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a booking takes from several shards when no single one has enough', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 8 });
    expect(event.shardCount).toBe(4);
    expect((await cast.book(event, { quantity: 7 })).status).toBe('confirmed');
    expect((await cast.book(event, { quantity: 1 })).status).toBe('confirmed');
    expect(await cast.broken(event)).toEqual([]);
  });

  test('every ticket is accounted for at every look while people book, cancel and are promoted', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 40 });
    const bookings = confirmed(await rush(cast, event, each(60)));
    let isOver = false;
    const looks: boolean[] = [];
    const looking = (async () => {
      while (!isOver) looks.push(await isConservedInOneScan(cast.table, event.id, 40));
    })();
    const cancelAndLook = async (booking: Booking) => {
      await cast.cancel(booking);
      looks.push(await isConservedInOneScan(cast.table, event.id, 40));
    };
    await Promise.all(bookings.slice(0, 20).map(cancelAndLook));
    await cast.serve();
    isOver = true;
    await looking;
    expect(looks.length).toBeGreaterThan(20);
    expect(looks).not.toContain(false);
    expect(await cast.broken(event)).toEqual([]);
  });
});

describe('NoOversell has negative controls', () => {
  test('without the condition on the shard, more tickets are sold than there are', async () => {
    const cast = aCast(undefined, tableWithout(SHARD_SELLS));
    const event = await cast.anEvent({ capacity: 4 });
    await rush(cast, event, each(30));
    expect((await cast.broken(event)).map((finding) => finding.guarantee)).toContain('NoOversell');
  });

  const clerksAtOnce = async (table: Table | undefined) => {
    const all = barrier(4);
    const cast = aCast(
      ({ line }) => ({
        line: { ...line, returnToShard: (...release) => all().then(() => line.returnToShard(...release)) },
      }),
      table,
    );
    const event = await cast.anEvent({ capacity: 4 });
    const booking = await cast.book(event, { quantity: 2 });
    await cast.cancel(booking);
    await Promise.all([1, 2, 3, 4].map(() => promoteWaitlist(event.id, [booking.id], cast.ports)));
    return (await cast.broken(event)).map((finding) => finding.guarantee);
  };

  test('with the condition on the release, four clerks at once hand it on once', async () => {
    expect(await clerksAtOnce(undefined)).toEqual([]);
  });

  test('without the condition on the release, four clerks at once make tickets', async () => {
    expect(await clerksAtOnce(tableWithout(RELEASE_IS_WHAT_WAS_SEEN))).toContain('NoOversell');
  });

  const cancelsAtOnce = async (table: Table | undefined) => {
    const all = barrier(8);
    const cast = aCast(
      ({ bookings }) => ({
        bookings: { ...bookings, change: (...change) => all().then(() => bookings.change(...change)) },
      }),
      table,
    );
    const event = await cast.anEvent({ capacity: 4 });
    const booking = await cast.book(event, { quantity: 2 });
    const answers = await Promise.allSettled(Array.from({ length: 8 }, () => cast.cancel(booking, 1)));
    const acknowledged = answers.filter((answer) => answer.status === 'fulfilled').length;
    const released = (await cast.picture(event)).bookings[0]?.released;
    return { acknowledged, released };
  };

  test('with the condition on the booking, cancelling it eight times at once releases what was acknowledged', async () => {
    expect(await cancelsAtOnce(undefined)).toEqual({ acknowledged: 2, released: 2 });
  });

  test('without the condition on the booking, more is acknowledged than released', async () => {
    expect(await cancelsAtOnce(tableWithout(BOOKING_IS_UNCHANGED))).toEqual({ acknowledged: 8, released: 1 });
  });

  /** Three sales at the door of one ticket each, at the same moment, after sales have closed with two in the pool. */
  const rushAtTheDoor = async (table?: Table) => {
    const cast = aCast();
    const inAMinute = new Date(Date.now() + 60_000).toISOString();
    const event = await cast.anEvent({ capacity: 2, salesCloseAt: inAMinute });
    const held = await cast.book(event, { quantity: 2 });
    await cast.cancel(await cast.book(event));
    await cast.cancel(held);
    await cast.serve();
    const allAreThere = barrier(3);
    const door = aCast(
      ({ bookings, environment }) => ({
        environment: { ...environment, now: () => environment.now() + 120_000 },
        bookings: {
          ...bookings,
          takeFromPool: async (write) => {
            await allAreThere();
            return bookings.takeFromPool(write);
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

  test('three at the door get the two tickets of the pool', async () => {
    expect(await rushAtTheDoor()).toEqual({ sold: 2, isOversold: false });
  });

  test('a negative control: without the condition of the pool they get three', async () => {
    const table = tableWithout(POOL_SELLS_AT_DOOR);
    expect(await rushAtTheDoor(table)).toEqual({ sold: 3, isOversold: true });
  });
});

describe('A request that cannot look at the line', () => {
  /** A process whose clock moves only by its own sleeps, and which cannot read the line once it has joined it. */
  function aBlindProcess(onJoined: () => Promise<void>): Cast {
    let slept = 0;
    let isBlind = false;
    return aCast(({ line, bookings, environment }) => ({
      environment: {
        ...environment,
        now: () => environment.now() + slept,
        sleep: async (ms) => {
          slept += ms;
        },
      },
      line: {
        ...line,
        read: async (event) => {
          if (isBlind) throw new Busy();
          return line.read(event);
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

  /** Two tickets, both held, and nobody waits; the event sells in order and gives part of what is asked for. */
  async function aSoldOutEvent(cast: Cast) {
    const waitlist = { enabled: true, policy: 'accept-fewer' as const };
    const event = await cast.anEvent({ capacity: 2, waitlist });
    const holder = await cast.book(event, { quantity: 2 });
    await cast.cancel(await cast.book(event));
    await cast.serve();
    return { event, holder };
  }

  test('keeps its place if part of its tickets came meanwhile', async () => {
    const cast = aCast();
    const { event, holder } = await aSoldOutEvent(cast);
    const blind = aBlindProcess(async () => {
      await cast.cancel(holder, 1);
      await cast.serve();
    });
    expect(await blind.book(event, { quantity: 2 })).toMatchObject({ status: 'waitlisted', granted: 1 });
    expect(await cast.broken(event)).toEqual([]);
  });

  test('leaves no trace if none came', async () => {
    const cast = aCast();
    const { event } = await aSoldOutEvent(cast);
    const blind = aBlindProcess(async () => undefined);
    await expect(blind.book(event, { quantity: 2 })).rejects.toMatchObject({ code: 'busy' });
    expect((await cast.picture(event)).entries).toEqual([]);
    expect(await cast.broken(event)).toEqual([]);
  });

  async function removePartlyGranted(cast: Cast) {
    const { event, holder } = await aSoldOutEvent(cast);
    const { id } = await cast.book(event, { quantity: 2 });
    await cast.cancel(holder, 1);
    await cast.serve();
    const granted = await cast.ports.bookings.read(event, id);
    if (granted === undefined) throw new Error('The booking is gone.');
    const isRemoved = await cast.ports.bookings.removeWaiting(event, granted);
    return { isRemoved, broken: (await cast.broken(event)).map(({ guarantee }) => guarantee) };
  }

  test('could not remove a booking that has tickets', async () => {
    expect(await removePartlyGranted(aCast())).toEqual({ isRemoved: false, broken: [] });
  });

  test('a negative control: without the condition the tickets are gone with the booking', async () => {
    const careless = aCast(undefined, tableWithout(BOOKING_HAS_NO_TICKETS));
    const { isRemoved, broken } = await removePartlyGranted(careless);
    expect(isRemoved).toBe(true);
    expect(broken).toContain('NoOversell');
  });
});
