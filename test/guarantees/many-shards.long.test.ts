/**
 * Events with more shards than fit one transaction: they are created and changed in several transactions. A
 * process may die between any two of these.
 */
import { describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { type CreateEvent, createEvent } from '../../functions/domain/events/create-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../functions/domain/model/limits.ts';
import { Refusal } from '../../functions/domain/model/refusal.ts';
import { EventCache } from '../../functions/domain/process/event-cache.ts';
import { eventListingStore } from '../../functions/store/event-listings.ts';
import { eventStore } from '../../functions/store/events.ts';
import { TERMS_ARE_OLDER } from '../../functions/store/items/shard.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, realRuntime, rush, TABLE_NAME } from '../kit/boxoffice.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const RUSH = { peakRequestsPerSecond: 10_000 };
const SHARDS = 256;

const organizerOf = (event: Event) => ({ userId: event.organizerId, role: 'organizer' as const });

const limitsOf = async (boxoffice: Boxoffice, event: Event) =>
  new Set((await boxoffice.ports.events.readShards(event, 'strong')).map((shard) => shard.maxPerCustomer));

/** A process that dies once it has copied changed terms to so many shards. */
const dyingAfter = (shards: number) => {
  const copies: Promise<boolean>[] = [];
  return aBoxoffice(({ events }) => ({
    events: {
      ...events,
      copyTerms: async (event: Event, shard: number) => {
        if (copies.length === shards) {
          await Promise.allSettled(copies);
          throw new Error('The process died here.');
        }
        const copy = events.copyTerms(event, shard);
        copies.push(copy);
        return copy;
      },
    },
  }));
};

describe('The creation of an event with many shards', () => {
  const request: CreateEvent = {
    name: 'First night',
    organizerId: 'organizer',
    startsAt: '2099-01-01T20:00:00.000Z',
    capacity: 1_000,
    allowGuests: false,
    waitlist: { enabled: true, policy: 'strict' },
    ...RUSH,
  };
  const create = (table: Table, key: string, fields: Partial<CreateEvent> = {}) =>
    createEvent({ ...request, ...fields }, key, { events: eventStore(table), runtime: realRuntime });

  test.each([1, 2])(
    'that dies after %i of 3 transactions is not visible until a repeat completes it',
    async (count) => {
      const key = `dies after ${count}`;
      let left = count;
      const dying = tableWithFaults((command) => {
        if (command === 'TransactWriteItemsCommand') left -= 1;
        if (left < 0) throw new Error('The process died here.');
        return undefined;
      });
      await expect(create(dying, key, { name: key })).rejects.toThrow('died');
      const boxoffice = aBoxoffice();
      const { byStart, ofOrganizer } = eventListingStore(boxoffice.table);
      const all = { list: 'events', from: '0', to: '~', descending: false, most: 100 } as const;
      expect((await byStart(all)).events.map(({ name }) => name)).not.toContain(key);
      for await (const { items } of ofOrganizer('organizer', {})) {
        expect(items.map(({ name }) => name)).not.toContain(key);
      }
      const { event } = await create(strictTable(TABLE_NAME), key, { name: key });
      const { shards } = await boxoffice.snapshot(event);
      expect(shards).toHaveLength(SHARDS);
      expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(1_000);
      await expect(create(strictTable(TABLE_NAME), key, { capacity: 999 })).rejects.toMatchObject({
        code: 'idempotency-key-reused',
      });
    },
  );

  test('happens once, although five equal requests are sent at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 5 }, () => create(strictTable(TABLE_NAME), 'at once')),
    );
    const [first, ...others] = made.map(({ event }) => event);
    expect(others).toEqual(Array(4).fill(first));
    const boxoffice = aBoxoffice();
    const event = first as Event;
    await rush(boxoffice, event, Array(10).fill({}));
    await create(strictTable(TABLE_NAME), 'at once');
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

describe('A change of an event with many shards', () => {
  const change = (boxoffice: Boxoffice, event: Event, maxPerCustomer: number) =>
    changeEvent(
      { eventId: event.id, actor: organizerOf(event), change: { maxPerCustomer, maxPerBooking: 1 } },
      boxoffice.ports,
    );

  test('reaches every shard before it is answered', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    expect(await change(boxoffice, event, 2)).toMatchObject({
      event: { maxPerCustomer: 2 },
      isComplete: true,
    });
    expect(await limitsOf(boxoffice, event)).toEqual(new Set([2]));
    expect((await boxoffice.ports.events.read(event.id))?.isSpreading).toBeUndefined();
    expect(await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1)).toBe(0);
  });

  test('whose process dies is found by the sweep and completed by the clerk, while bookings are served', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(200), event, 2)).rejects.toThrow('died');
    expect(await limitsOf(boxoffice, event)).toEqual(new Set([20, 2]));
    expect(await boxoffice.sweep()).toBe(0);
    expect(await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1)).toBe(1);
    const [booked] = await Promise.all([rush(boxoffice, event, Array(20).fill({})), boxoffice.serve()]);
    expect(booked.filter((answer) => answer instanceof Error)).toEqual([]);
    expect(await limitsOf(boxoffice, event)).toEqual(new Set([2]));
    expect(await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1)).toBe(0);
  });

  test('to an earlier opening whose process dies lets requests retry in shards with the new terms', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({
      capacity: 1_000,
      salesOpenAt: '2098-01-01T00:00:00.000Z',
      ...RUSH,
    });
    const opening = {
      eventId: event.id,
      actor: organizerOf(event),
      change: { salesOpenAt: event.createdAt },
    };
    await expect(changeEvent(opening, dyingAfter(200).ports)).rejects.toThrow('died');
    const answers = await rush(aBoxoffice(), event, Array(20).fill({}));
    expect(answers.filter((answer) => answer instanceof Error)).toEqual([]);
  });

  test('a negative control: without the sweep a change whose process died stays incomplete', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(200), event, 2)).rejects.toThrow('died');
    await boxoffice.serve();
    expect(await limitsOf(boxoffice, event)).toEqual(new Set([20, 2]));
  });

  test('whose process dies is completed by the next change', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(3), event, 2)).rejects.toThrow('died');
    await changeEvent(
      { eventId: event.id, actor: organizerOf(event), change: { name: 'Second night' } },
      boxoffice.ports,
    );
    expect(await limitsOf(boxoffice, event)).toEqual(new Set([2]));
  });

  const copyLate = async (table?: Table) => {
    const boxoffice = aBoxoffice(undefined, table);
    const event = await boxoffice.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    const earlier = { ...event, maxPerCustomer: 15, revision: 1 };
    await change(boxoffice, event, 10);
    await change(boxoffice, event, 5);
    expect(await boxoffice.ports.events.copyTerms(earlier, 7)).toBe(true);
    return limitsOf(boxoffice, event);
  };

  test('that arrives late at a shard does not undo a later change', async () => {
    expect(await copyLate()).toEqual(new Set([5]));
  });

  test('a negative control: without the condition on the terms, a late change undoes a later one', async () => {
    expect(await copyLate(tableWithout(TERMS_ARE_OLDER))).toEqual(new Set([5, 15]));
  });

  test('stays marked as spreading when an earlier change ends', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000, maxPerCustomer: 20, ...RUSH });
    await expect(change(dyingAfter(3), event, 2)).rejects.toThrow('died');
    await boxoffice.ports.events.endSpreading({ ...event, revision: 0 });
    expect((await boxoffice.ports.events.read(event.id))?.isSpreading).toBe(true);
  });

  test('to a lower capacity withdraws tickets from many shards and never sells one too many', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 1_000, ...RUSH });
    const cut = changeEvent(
      { eventId: event.id, actor: organizerOf(event), change: { capacity: 120 } },
      boxoffice.ports,
    );
    const answers = await rush(boxoffice, event, Array(100).fill({ onSoldOut: 'reject' }));
    expect((await cut).event.capacity).toBe(120);
    expect(answers.filter((answer) => !(answer instanceof Error))).toHaveLength(100);
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

describe('The cancellation of an event with many shards', () => {
  /**
   * The answers of one process, with the event in its cache if `remembers`, after a cancellation whose
   * process died.
   */
  async function bookAfterDeath(seller: Boxoffice, remembers: boolean): Promise<Set<string>> {
    const event = await seller.anEvent({ capacity: 1_000, ...RUSH });
    if (remembers) await seller.book(event);
    const request = { eventId: event.id, actor: organizerOf(event) };
    await expect(cancelEvent({ ...request, ...NO_MAIL }, dyingAfter(10).ports)).rejects.toThrow('died');
    const answers = await rush(seller, event, Array(10).fill({}));
    return new Set(answers.map((answer) => (answer instanceof Refusal ? answer.code : 'booked')));
  }

  test('whose process dies stops the sale also in shards that it has not reached', async () => {
    expect(await bookAfterDeath(aBoxoffice(), false)).toEqual(new Set(['event-cancelled']));
  });

  test('a negative control: a process whose event cache never expires sells tickets of a cancelled event', async () => {
    const now = Date.now();
    const forgetsNothing = aBoxoffice(() => ({ runtime: { ...realRuntime, now: () => now } }));
    const cache = new EventCache(forgetsNothing.ports.events, forgetsNothing.ports.runtime);
    const seller = aBoxoffice(() => ({ runtime: forgetsNothing.ports.runtime, cache }));
    expect(await bookAfterDeath(seller, true)).toContain('booked');
  });

  test('whose process dies is completed by the clerk, in every shard and then in every booking', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 20, ...RUSH });
    await rush(boxoffice, event, Array(25).fill({}));
    await expect(
      cancelEvent({ eventId: event.id, actor: organizerOf(event), ...NO_MAIL }, dyingAfter(10).ports),
    ).rejects.toThrow('died');
    await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1);
    await boxoffice.serve();
    const { bookings, waitlist, shards } = await boxoffice.snapshot(event);
    expect(new Set(bookings.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(waitlist.cancellationDone).toBe(true);
    expect(new Set(shards.map(({ salesCloseAt }) => salesCloseAt)).size).toBe(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('whose process dies is repeated, and closes sales in every shard before it is answered', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 20, ...RUSH });
    const request = { eventId: event.id, actor: organizerOf(event) };
    await expect(cancelEvent({ ...request, ...NO_MAIL }, dyingAfter(10).ports)).rejects.toThrow('died');
    await cancelEvent({ ...request, ...NO_MAIL }, boxoffice.ports);
    const { shards } = await boxoffice.snapshot(event);
    expect(new Set(shards.map(({ salesCloseAt }) => salesCloseAt)).size).toBe(1);
  });
});

describe('Tickets that many cancellations of such an event free, whose messages are all lost,', () => {
  /** @returns how many of 30 waiters are promoted by a clerk that is woken once. */
  async function promotedBy(clerk: Boxoffice): Promise<number> {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 30, ...RUSH });
    const made = await rush(boxoffice, event, Array(60).fill({}));
    const bookings = made.flatMap((one) => (one instanceof Error ? [] : one));
    for (const booking of bookings.filter(({ status }) => status === 'confirmed'))
      await boxoffice.cancel(booking);
    clerk.sent.push({ eventId: event.id });
    await clerk.serve();
    const { bookings: after } = await boxoffice.snapshot(event);
    return after.filter(({ status }) => status === 'confirmed').length;
  }

  test('are found in all partitions of the index, and handed on', async () => {
    expect(await promotedBy(aBoxoffice())).toBe(30);
  });

  test('a negative control: a clerk that reads one partition leaves most of them', async () => {
    const inOnePartition = aBoxoffice(({ waitlist }) => ({
      waitlist: {
        ...waitlist,
        releasedBookingIds: (event, limit) => waitlist.releasedBookingIds({ ...event, shardCount: 1 }, limit),
      },
    }));
    expect(await promotedBy(inOnePartition)).toBeLessThan(15);
  });
});
