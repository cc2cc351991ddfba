/**
 * Passes of several promotion batches: the clerk plans them from one read of the waitlist. What happens to the waitlist meanwhile
 * must not bring anybody out of order. Negative controls: a joining request that does not see the pass, and a clerk that keeps
 * what it read for the next pass.
 */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/model/booking.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PROMOTIONS_PER_BATCH_MAX } from '../../functions/domain/model/plan-promotions.ts';
import type { WaitlistStore } from '../../functions/domain/ports/waitlist-store.ts';
import { HeadReader } from '../../functions/domain/waitlist/head-reader.ts';
import { aBoxoffice, type Boxoffice, rush } from '../kit/boxoffice.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

afterEach(() => {
  jest.restoreAllMocks();
});

const TICKETS = PROMOTIONS_PER_BATCH_MAX + 11;
const WAITING = TICKETS + 10;
const FIRST_ARRIVAL = 1_000_000;

type Meanwhile = { boxoffice: Boxoffice; event: Event; waiters: Booking[]; batches: number };

/**
 * Tickets for two batches come back. `afterBatch` runs after each batch that was written.
 * @returns the waiters in order, who was promoted in order, and how often the clerk read the waitlist
 */
async function serve(afterBatch: (meanwhile: Meanwhile) => Promise<void> = async () => {}) {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent({ capacity: TICKETS, maxPerBooking: TICKETS });
  const holder = await boxoffice.book(event, { quantity: TICKETS });
  const arrivals = Array.from({ length: WAITING }, (_, n) => ({ arrival: FIRST_ARRIVAL + n }));
  await rush(boxoffice, event, arrivals);
  const waiters = (await boxoffice.snapshot(event)).bookings
    .filter(({ status }) => status === 'waitlisted')
    .sort((one, other) => one.arrival - other.arrival);
  await boxoffice.serve();
  await boxoffice.cancel(holder);
  const { waitlist } = boxoffice.ports;
  let batches = 0;
  let reads = 0;
  const watched: Pick<WaitlistStore, 'readHead' | 'writeBatch'> = {
    readHead: (...range) => {
      reads += 1;
      return waitlist.readHead(...range);
    },
    writeBatch: async (...batch) => {
      const isWritten = await waitlist.writeBatch(...batch);
      if (isWritten) batches += 1;
      if (isWritten) await afterBatch({ boxoffice, event, waiters, batches });
      return isWritten;
    },
  };
  const clerk = aBoxoffice((ports) => ({ ...ports, waitlist: { ...ports.waitlist, ...watched } }));
  clerk.sent.push(...boxoffice.sent.splice(0));
  await clerk.serve();
  return { boxoffice, event, waiters, batches, reads, promoted: await promotedIds(boxoffice, event) };
}

async function promotedIds(boxoffice: Boxoffice, event: Event): Promise<string[]> {
  const { bookings } = await boxoffice.snapshot(event);
  const promotions = bookings.flatMap(({ id, history }) =>
    history.flatMap((entry) => (entry.what === 'promoted' ? [{ id, turn: entry.promotionNumber }] : [])),
  );
  return promotions.sort((one, other) => one.turn - other.turn).map(({ id }) => id);
}

const idsOf = (bookings: Booking[]) => bookings.map(({ id }) => id);

describe('A pass of several batches', () => {
  test('reads the waitlist once, and promotes in order of arrival', async () => {
    const { boxoffice, event, waiters, batches, reads, promoted } = await serve();
    expect({ batches, reads }).toEqual({ batches: 2, reads: 1 });
    expect(promoted).toEqual(idsOf(waiters.slice(0, TICKETS)));
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('passes over somebody who left after the read, and promotes the next one instead', async () => {
    const { boxoffice, event, waiters, reads, promoted } = await serve(async ({ batches, ...meanwhile }) => {
      const leaver = meanwhile.waiters[PROMOTIONS_PER_BATCH_MAX + 1] as Booking;
      if (batches === 1) await meanwhile.boxoffice.cancel(leaver);
    });
    expect(reads).toBe(2);
    const stayed = waiters.filter((_, n) => n !== PROMOTIONS_PER_BATCH_MAX + 1);
    expect(promoted).toEqual(idsOf(stayed.slice(0, TICKETS)));
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  /** Somebody with the earliest arrival of all joins after the first batch. @returns in which order things happened */
  async function orderWithJoin(seesThePass: boolean): Promise<string[]> {
    const order: string[] = [];
    let joining: Promise<unknown> = Promise.resolve();
    const joiner = aBoxoffice(({ waitlist, ...ports }) => ({
      ...ports,
      waitlist: {
        ...waitlist,
        read: async (event) => {
          const { servingUpTo, ...seen } = await waitlist.read(event);
          // It would wait a second for tickets of its own.
          const state = { ...seen, unassigned: 0 };
          return seesThePass && servingUpTo !== undefined ? { ...state, servingUpTo } : state;
        },
      },
    }));
    await serve(async ({ event, batches, boxoffice }) => {
      order.push(`batch ${batches}`);
      if (batches !== 1) return;
      joining = joiner.book(event, { arrival: FIRST_ARRIVAL - 1 }).then(() => order.push('told to wait'));
      await boxoffice.ports.runtime.sleep(200);
    });
    await joining;
    return order;
  }

  test('keeps an earlier arrival that joins meanwhile from being told to wait before its end', async () => {
    expect(await orderWithJoin(true)).toEqual(['batch 1', 'batch 2', 'told to wait']);
  });

  test('a negative control: an earlier arrival that does not see the pass is told to wait, and overtaken', async () => {
    expect(await orderWithJoin(false)).toEqual(['batch 1', 'told to wait', 'batch 2']);
  });
});

describe('What a pass read', () => {
  /** One ticket comes back, somebody earlier is told to wait, and another ticket comes back. @returns who got them */
  async function promotedInTwoPasses(): Promise<string[]> {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 2, maxPerBooking: 2 });
    const holder = await boxoffice.book(event, { quantity: 2 });
    const names = new Map<string, string>();
    const join = async (name: string, arrival: number) => {
      const { id, status } = await boxoffice.book(event, { arrival });
      expect(status).toBe('waitlisted');
      names.set(id, name);
    };
    await join('first', FIRST_ARRIVAL + 2);
    await join('last', FIRST_ARRIVAL + 3);
    await boxoffice.serve();
    const holding = await boxoffice.cancel(holder, 1);
    await boxoffice.serve();
    await join('earlier', FIRST_ARRIVAL);
    await boxoffice.cancel(holding, 1);
    await boxoffice.serve();
    return (await promotedIds(boxoffice, event)).map((id) => names.get(id) ?? '');
  }

  test('is not used in the next pass', async () => {
    expect(await promotedInTwoPasses()).toEqual(['first', 'earlier']);
  });

  test('a negative control: a clerk that keeps it overtakes somebody who was told to wait', async () => {
    let kept: Awaited<ReturnType<HeadReader['read']>> | undefined;
    const { read } = HeadReader.prototype;
    jest.spyOn(HeadReader.prototype, 'read').mockImplementation(async function (this: HeadReader, ...args) {
      const head = kept ?? (await read.apply(this, args));
      if (head.entries.length > 0) kept = { ...head, entries: head.entries.slice(1) };
      return head;
    });
    expect(await promotedInTwoPasses()).toEqual(['first', 'last']);
  });
});
