/**
 * `NoOvertaking`: nobody is promoted ahead of an earlier customer whose place in the waitlist was confirmed.
 * Negative controls: a clerk that reads the waitlist backwards, and a joining request that does not see the
 * running pass.
 */
import { describe, expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import type { WaitlistStore } from '../../functions/domain/ports/waitlist-store.ts';
import { aBoxoffice, type Boxoffice, type Ports, rush } from '../kit/boxoffice.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

async function aWaitlist(
  boxoffice: Boxoffice,
  waiting: number,
): Promise<{ event: Event; holders: Booking[]; waiters: Booking[] }> {
  const event = await boxoffice.anEvent({ capacity: 6 });
  const holders: Booking[] = [];
  for (let n = 0; n < 6; n += 1) holders.push(await boxoffice.book(event));
  const waiters: Booking[] = [];
  for (let n = 0; n < waiting; n += 1) waiters.push(await boxoffice.book(event, { arrival: 1_000_000 + n }));
  await boxoffice.serve();
  return { event, holders, waiters };
}

async function promotedIds(boxoffice: Boxoffice, event: Event): Promise<string[]> {
  const { bookings } = await boxoffice.snapshot(event);
  const numberOf = (booking: Booking) =>
    booking.history.flatMap((historyEntry) =>
      'promotionNumber' in historyEntry ? historyEntry.promotionNumber : [],
    )[0] ?? 0;
  return bookings
    .filter((booking) => numberOf(booking) > 0)
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map((booking) => booking.id);
}

describe('NoOvertaking', () => {
  test('promotions are in order of arrival, whatever the order of the cancellations', async () => {
    const boxoffice = aBoxoffice();
    const { event, holders, waiters } = await aWaitlist(boxoffice, 6);
    await Promise.all([...holders].reverse().map((holder) => boxoffice.cancel(holder)));
    await boxoffice.serve();
    expect(await promotedIds(boxoffice, event)).toEqual(waiters.map((waiter) => waiter.id));
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a negative control: the audit finds a clerk that reads the waitlist backwards', async () => {
    const aMinuteLater = ({ runtime }: Ports) => ({
      ...runtime,
      now: () => runtime.now() + 60_000,
    });
    const backwards = ({ waitlist, ...ports }: Ports): Partial<Ports> => ({
      runtime: aMinuteLater({ waitlist, ...ports }),
      waitlist: {
        ...waitlist,
        readHead: async (event, bound) => {
          const head = await waitlist.readHead(event, bound);
          return { ...head, entries: head.entries.reverse() };
        },
      },
    });
    const boxoffice = aBoxoffice();
    const { event, holders } = await aWaitlist(boxoffice, 4);
    for (const holder of holders.slice(0, 2)) await boxoffice.cancel(holder);
    await aBoxofficeWith(backwards, boxoffice).serve();
    expect((await boxoffice.broken(event)).map((finding) => finding.guarantee)).toEqual(['NoOvertaking']);
  });

  test('a small entry does not overtake a large one that waits for its tickets', async () => {
    const boxoffice = aBoxoffice();
    const { event, holders } = await aWaitlist(boxoffice, 0);
    const large = await boxoffice.book(event, { quantity: 3 });
    const small = await boxoffice.book(event);
    if (holders[0]) await boxoffice.cancel(holders[0]);
    await boxoffice.serve();
    expect(await promotedIds(boxoffice, event)).toEqual([]);
    for (const holder of holders.slice(1, 3)) await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect(await promotedIds(boxoffice, event)).toEqual([large.id]);
    expect(small.status).toBe('waitlisted');
  });

  test('a newcomer does not get released tickets while somebody waits', async () => {
    const boxoffice = aBoxoffice();
    const { event, holders, waiters } = await aWaitlist(boxoffice, 1);
    if (holders[0]) await boxoffice.cancel(holders[0]);
    const newcomer = await aBoxoffice().book(event);
    expect(newcomer.status).toBe('waitlisted');
    await boxoffice.serve();
    expect(await promotedIds(boxoffice, event)).toEqual([waiters[0]?.id]);
  });

  test('a customer who leaves the waitlist and joins again is last', async () => {
    const boxoffice = aBoxoffice();
    const { event, holders, waiters } = await aWaitlist(boxoffice, 2);
    const [first, second] = waiters;
    if (!first || !second) throw new Error('Nobody waits.');
    await boxoffice.cancel(first);
    const again = await boxoffice.book(event, { customerId: first.customerId, arrival: 2_000_000 });
    for (const holder of holders.slice(0, 2)) await boxoffice.cancel(holder);
    await boxoffice.serve();
    expect(await promotedIds(boxoffice, event)).toEqual([second.id, again.id]);
  });

  test('nobody joins the waitlist while a shard is still open', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 4 });
    await boxoffice.book(event, { quantity: 4 });
    const open: boolean[] = [];
    const waiting = aBoxofficeWith(
      ({ bookings, events }) => ({
        bookings: {
          ...bookings,
          join: async (write) => {
            open.push((await events.readShards(write.event, 'strong')).some((shard) => !shard.closed));
            return bookings.join(write);
          },
        },
      }),
      boxoffice,
    );
    await Promise.all(Array.from({ length: 20 }, () => waiting.book(event)));
    expect(open).toHaveLength(20);
    expect(open).not.toContain(true);
  });

  /**
   * Ten processes find the event sold out at once.
   * @returns how many shards they closed, and how many there are.
   */
  async function closeFromTenSides(change: (waitlist: WaitlistStore) => Partial<WaitlistStore>) {
    let closings = 0;
    const counted = ({ waitlist }: Ports) => ({
      waitlist: {
        ...waitlist,
        ...change(waitlist),
        closeShard: (eventId: string, shard: number) => {
          closings += 1;
          return waitlist.closeShard(eventId, shard);
        },
      },
    });
    const processes = Array.from({ length: 10 }, () => aBoxoffice(counted));
    const event = await aBoxoffice().anEvent({ capacity: 4 });
    await aBoxoffice().book(event, { quantity: 4 });
    await Promise.all(processes.map((boxoffice) => rush(boxoffice, event, [{}, {}, {}])));
    return { closings, shards: event.shardCount };
  }

  test('one of many processes that find the event sold out closes the shards', async () => {
    const { closings, shards } = await closeFromTenSides(() => ({}));
    expect(closings).toBe(shards);
  });

  test('a negative control: without the election several processes close the shards', async () => {
    const { closings, shards } = await closeFromTenSides(() => ({ electCloser: async () => true }));
    expect(closings).toBeGreaterThan(shards);
  });
});

/**
 * The race that the fence prevents:
 *
 *     clerk            reads the waitlist: only the later arrival ──────────────► promotes the later arrival
 *     earlier arrival                                  writes its entry ──► may it be acknowledged?
 */
async function raceTheRunningPass(hideThePass: boolean): Promise<{ acknowledgedBeforeServed: boolean }> {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: 1 });
  const holder = await boxoffice.book(event);
  const later = await boxoffice.book(event, { arrival: 1_000_002 });
  await boxoffice.serve();
  await boxoffice.cancel(holder);

  let isServed = false;
  let wasAcknowledged = false;
  const earlier = aBoxofficeWith(
    ({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        read: async (eventId) => {
          const { servingUpTo, ...state } = await waitlist.read(eventId);
          return hideThePass || servingUpTo === undefined ? state : { ...state, servingUpTo };
        },
      },
    }),
    aBoxoffice(),
  );
  let joining: Promise<unknown> = Promise.resolve();
  const clerk = aBoxofficeWith(
    ({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        writeBatch: async (...batch) => {
          joining = earlier.book(event, { arrival: 1_000_001 }).then(() => {
            wasAcknowledged = !isServed;
          });
          await boxoffice.ports.runtime.sleep(200);
          const isWritten = await waitlist.writeBatch(...batch);
          isServed = true;
          return isWritten;
        },
      },
    }),
    boxoffice,
  );
  await clerk.serve();
  await joining;
  expect(await promotedIds(boxoffice, event)).toEqual([later.id]);
  return { acknowledgedBeforeServed: wasAcknowledged };
}

describe('The fence between joining requests and the clerk', () => {
  test('an earlier arrival that the clerk overlooked is acknowledged only after the pass', async () => {
    expect(await raceTheRunningPass(false)).toEqual({ acknowledgedBeforeServed: false });
  });

  test('a negative control: an arrival that does not see the pass is acknowledged and overtaken', async () => {
    expect(await raceTheRunningPass(true)).toEqual({ acknowledgedBeforeServed: true });
  });

  test('a pass of several promotion batches keeps its fence until the end', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 60, maxPerBooking: 60 });
    const holder = await boxoffice.book(event, { quantity: 60 });
    await rush(boxoffice, event, Array(60).fill({}));
    await boxoffice.cancel(holder);
    const marks: (string | undefined)[] = [];
    const clerk = aBoxofficeWith(
      ({ waitlist }) => ({
        waitlist: {
          ...waitlist,
          startPass: (eventId, pass, servingUpTo) => {
            marks.push(servingUpTo);
            return waitlist.startPass(eventId, pass, servingUpTo);
          },
          writeBatch: async (...batch) => {
            marks.push((await waitlist.read(event)).servingUpTo);
            return waitlist.writeBatch(...batch);
          },
        },
      }),
      boxoffice,
    );
    await clerk.serve();
    expect(marks.length).toBeGreaterThan(2);
    expect(new Set(marks).size).toBe(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a clerk whose pass was overtaken by another writes nothing', async () => {
    const boxoffice = aBoxoffice();
    const { event, holders } = await aWaitlist(boxoffice, 2);
    if (holders[0]) await boxoffice.cancel(holders[0]);
    const stalled = aBoxofficeWith(
      ({ waitlist }) => ({
        waitlist: {
          ...waitlist,
          writeBatch: async (...batch) => {
            const { pass } = await waitlist.read(event);
            await waitlist.startPass(event, pass + 1, '~');
            return waitlist.writeBatch(...batch);
          },
        },
      }),
      boxoffice,
    );
    await expect(stalled.serve()).rejects.toMatchObject({ code: 'busy' });
    expect(await promotedIds(boxoffice, event)).toEqual([]);
  });
});

/** Another process, with its own ports, that shares the sent messages with `other`. */
function aBoxofficeWith(change: (ports: Ports) => Partial<Ports>, other: Boxoffice): Boxoffice {
  const boxoffice = aBoxoffice((ports) => ({ ...change(ports), queue: other.ports.queue }));
  return { ...boxoffice, sent: other.sent, serve: () => serveWith(boxoffice, other) };
}

async function serveWith(boxoffice: Boxoffice, other: Boxoffice): Promise<void> {
  boxoffice.sent.push(...other.sent.splice(0));
  await boxoffice.serve();
}
