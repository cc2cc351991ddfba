import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import type { BookingPorts } from '../../functions/domain/booking-attempt.ts';
import type { Event } from '../../functions/domain/event.ts';
import type { LineStore } from '../../functions/domain/ports.ts';
import { aCast, aStage, type Cast, rush, type Stage } from '../kit/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

async function aLine(
  cast: Cast,
  waiting: number,
): Promise<{ event: Event; holders: Booking[]; waiters: Booking[] }> {
  const event = await cast.anEvent({ capacity: 6 });
  const holders: Booking[] = [];
  for (let n = 0; n < 6; n += 1) holders.push(await cast.book(event));
  const waiters: Booking[] = [];
  for (let n = 0; n < waiting; n += 1) waiters.push(await cast.book(event, { arrival: 1_000_000 + n }));
  await cast.serve();
  return { event, holders, waiters };
}

async function promotedIds(cast: Cast, event: Event): Promise<string[]> {
  const { bookings } = await cast.picture(event);
  const turnOf = (booking: Booking) =>
    booking.history.flatMap((fact) => ('turn' in fact ? fact.turn : []))[0] ?? 0;
  return bookings
    .filter((booking) => turnOf(booking) > 0)
    .sort((a, b) => turnOf(a) - turnOf(b))
    .map((booking) => booking.id);
}

describe('NoOvertaking', () => {
  test('promotions go in order of arrival, whatever the order of the cancellations', async () => {
    const cast = aCast();
    const { event, holders, waiters } = await aLine(cast, 6);
    await Promise.all([...holders].reverse().map((holder) => cast.cancel(holder)));
    await cast.serve();
    expect(await promotedIds(cast, event)).toEqual(waiters.map((waiter) => waiter.id));
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a negative control: a clerk that reads the line the other way round is found out', async () => {
    const aMinuteLater = ({ environment }: BookingPorts) => ({
      ...environment,
      now: () => environment.now() + 60_000,
    });
    const backwards = ({ line, ...ports }: BookingPorts): Partial<BookingPorts> => ({
      environment: aMinuteLater({ line, ...ports }),
      line: {
        ...line,
        readHead: async (event, bound) => {
          const head = await line.readHead(event, bound);
          return { ...head, entries: head.entries.reverse() };
        },
      },
    });
    const cast = aCast();
    const { event, holders } = await aLine(cast, 4);
    for (const holder of holders.slice(0, 2)) await cast.cancel(holder);
    await aCastWith(backwards, cast).serve();
    expect((await cast.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoOvertaking']);
  });

  test('a small request does not overtake a large one that waits for its tickets', async () => {
    const cast = aCast();
    const { event, holders } = await aLine(cast, 0);
    const large = await cast.book(event, { quantity: 3 });
    const small = await cast.book(event);
    if (holders[0]) await cast.cancel(holders[0]);
    await cast.serve();
    expect(await promotedIds(cast, event)).toEqual([]);
    for (const holder of holders.slice(1, 3)) await cast.cancel(holder);
    await cast.serve();
    expect(await promotedIds(cast, event)).toEqual([large.id]);
    expect(small.status).toBe('waitlisted');
  });

  test('a newcomer does not get released tickets while somebody waits', async () => {
    const cast = aCast();
    const { event, holders, waiters } = await aLine(cast, 1);
    if (holders[0]) await cast.cancel(holders[0]);
    const newcomer = await aCast().book(event);
    expect(newcomer.status).toBe('waitlisted');
    await cast.serve();
    expect(await promotedIds(cast, event)).toEqual([waiters[0]?.id]);
  });

  test('somebody who leaves and joins again stands at the end', async () => {
    const cast = aCast();
    const { event, holders, waiters } = await aLine(cast, 2);
    const [first, second] = waiters;
    if (!first || !second) throw new Error('Nobody waits.');
    await cast.cancel(first);
    const again = await cast.book(event, { customerId: first.customerId, arrival: 2_000_000 });
    for (const holder of holders.slice(0, 2)) await cast.cancel(holder);
    await cast.serve();
    expect(await promotedIds(cast, event)).toEqual([second.id, again.id]);
  });

  test('nobody is acknowledged as waiting while a shard is still open', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 4 });
    await cast.book(event, { quantity: 4 });
    const open: boolean[] = [];
    const waiting = aCastWith(
      ({ bookings, events }) => ({
        bookings: {
          ...bookings,
          join: async (write) => {
            open.push((await events.readShards(write.event, 'strong')).some((shard) => !shard.closed));
            return bookings.join(write);
          },
        },
      }),
      cast,
    );
    await Promise.all(Array.from({ length: 20 }, () => waiting.book(event)));
    expect(open).toHaveLength(20);
    expect(open).not.toContain(true);
  });

  /** Ten processes see the end of a sale at once. @returns how many shards were closed, and how many there are. */
  async function closeFromTenSides(change: (line: LineStore) => Partial<LineStore>) {
    let closings = 0;
    const counted = ({ line }: BookingPorts) => ({
      line: {
        ...line,
        ...change(line),
        closeShard: (eventId: string, shard: number) => {
          closings += 1;
          return line.closeShard(eventId, shard);
        },
      },
    });
    const processes = Array.from({ length: 10 }, () => aCast(counted));
    const event = await aCast().anEvent({ capacity: 4 });
    await aCast().book(event, { quantity: 4 });
    await Promise.all(processes.map((cast) => rush(cast, event, [{}, {}, {}])));
    return { closings, shards: event.shardCount };
  }

  test('one of many that see the end closes the sale', async () => {
    const { closings, shards } = await closeFromTenSides(() => ({}));
    expect(closings).toBe(shards);
  });

  test('a negative control: without the election every process closes it', async () => {
    const { closings, shards } = await closeFromTenSides(() => ({ electCloser: async () => true }));
    expect(closings).toBeGreaterThan(shards);
  });
});

/**
 * The race of the fence: the clerk has looked at the line, where only the later arrival stands; the earlier one
 * writes its entry and wants its acknowledgement; then the clerk serves the later one.
 */
async function raceTheFence(hideThePass: boolean): Promise<{ acknowledgedBeforeServed: boolean }> {
  const cast = aCast();
  const event = await cast.anEvent({ capacity: 1 });
  const holder = await cast.book(event);
  const later = await cast.book(event, { arrival: 1_000_002 });
  await cast.serve();
  await cast.cancel(holder);

  let isServed = false;
  let wasAcknowledged = false;
  const earlier = aCastWith(
    ({ line }) => ({
      line: {
        ...line,
        read: async (eventId) => {
          const { servingUpTo, ...state } = await line.read(eventId);
          return hideThePass || servingUpTo === undefined ? state : { ...state, servingUpTo };
        },
      },
    }),
    aCast(),
  );
  let joining: Promise<unknown> = Promise.resolve();
  const clerk = aCastWith(
    ({ line }) => ({
      line: {
        ...line,
        applyTurn: async (...turn) => {
          joining = earlier.book(event, { arrival: 1_000_001 }).then(() => {
            wasAcknowledged = !isServed;
          });
          await cast.ports.environment.sleep(200);
          const isWritten = await line.applyTurn(...turn);
          isServed = true;
          return isWritten;
        },
      },
    }),
    cast,
  );
  await clerk.serve();
  await joining;
  expect(await promotedIds(cast, event)).toEqual([later.id]);
  return { acknowledgedBeforeServed: wasAcknowledged };
}

describe('The fence between joiners and the clerk', () => {
  test('an earlier arrival that the clerk overlooked is acknowledged only after the pass', async () => {
    expect(await raceTheFence(false)).toEqual({ acknowledgedBeforeServed: false });
  });

  test('a negative control: without sight of the pass it is acknowledged and then overtaken', async () => {
    expect(await raceTheFence(true)).toEqual({ acknowledgedBeforeServed: true });
  });

  test('a pass of several turns keeps every earlier arrival waiting until its end', async () => {
    const cast = aCast();
    const event = await cast.anEvent({ capacity: 60, maxPerBooking: 60 });
    const holder = await cast.book(event, { quantity: 60 });
    await rush(cast, event, Array(60).fill({}));
    await cast.cancel(holder);
    const marks: (string | undefined)[] = [];
    const clerk = aCastWith(
      ({ line }) => ({
        line: {
          ...line,
          startPass: (eventId, pass, servingUpTo) => {
            marks.push(servingUpTo);
            return line.startPass(eventId, pass, servingUpTo);
          },
          applyTurn: async (...turn) => {
            marks.push((await line.read(event)).servingUpTo);
            return line.applyTurn(...turn);
          },
        },
      }),
      cast,
    );
    await clerk.serve();
    expect(marks.length).toBeGreaterThan(2);
    expect(new Set(marks).size).toBe(1);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a clerk that lost its pass to another writes nothing', async () => {
    const cast = aCast();
    const { event, holders } = await aLine(cast, 2);
    if (holders[0]) await cast.cancel(holders[0]);
    const stalled = aCastWith(
      ({ line }) => ({
        line: {
          ...line,
          applyTurn: async (...turn) => {
            const { pass } = await line.read(event);
            await line.startPass(event, pass + 1, '~');
            return line.applyTurn(...turn);
          },
        },
      }),
      cast,
    );
    await expect(stalled.serve()).rejects.toMatchObject({ code: 'busy' });
    expect(await promotedIds(cast, event)).toEqual([]);
  });
});

/** Another process with its own parts that shares what was sent to the clerk. */
function aCastWith(change: (ports: BookingPorts) => Partial<BookingPorts>, other: Cast): Cast {
  const cast = aCast((ports) => ({ ...change(ports), queue: other.ports.queue }));
  return { ...cast, sent: other.sent, serve: () => serveWith(cast, other) };
}

async function serveWith(cast: Cast, other: Cast): Promise<void> {
  cast.sent.push(...other.sent.splice(0));
  await cast.serve();
}
