/**
 * Changes of an event while it sells: each changes one shard after the other, so that it does not contend
 * with sales in many shards at once. Here every transaction with more than two shards fails, as it would in a
 * rush.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/events/cancel-event.ts';
import { changeEvent, type EventChange } from '../../functions/domain/events/change-event.ts';
import type { Event } from '../../functions/domain/model/event.ts';
import { PENDING_WORK_GRACE_MS } from '../../functions/domain/model/limits.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { aBoxoffice, type Boxoffice, rush, TABLE_NAME } from '../kit/boxoffice.ts';
import { NO_MAIL } from '../kit/staff.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const SHARDS_AT_MOST = 2;
const CAPACITY = 1_000;
const SHARDS = 64;

type Written = Record<string, { Key?: { pk: string } } | undefined>;

/**
 * A table in which transactions with more than two shards conflict, as in a rush that always holds one of
 * three.
 */
function aTableInARush(): { table: Table; refused: () => number } {
  const table = strictTable(TABLE_NAME);
  let refused = 0;
  table.client.middlewareStack.add(
    (next) => (args) => {
      const { TransactItems = [] } = args.input as { TransactItems?: Written[] };
      const keys = TransactItems.flatMap((item) => Object.values(item).map((write) => write?.Key?.pk ?? ''));
      if (keys.filter((pk) => pk.includes('#SHARD#')).length <= SHARDS_AT_MOST) return next(args);
      refused += 1;
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: keys.map(() => ({ Code: 'TransactionConflict' })),
      });
    },
    { step: 'initialize', name: 'rush' },
  );
  return { table, refused: () => refused };
}

const organizerOf = (event: Event) => ({ userId: event.organizerId, role: 'organizer' as const });

const change = (boxoffice: Boxoffice, event: Event, fields: EventChange) =>
  changeEvent({ eventId: event.id, actor: organizerOf(event), change: fields }, boxoffice.ports);

async function aRunningSale() {
  const { table, refused } = aTableInARush();
  const boxoffice = aBoxoffice(undefined, table);
  const event = await boxoffice.anEvent({ capacity: CAPACITY });
  expect(event.shardCount).toBe(SHARDS);
  await rush(boxoffice, event, Array(20).fill({}));
  return { boxoffice, event, refused };
}

describe('While an event sells', () => {
  test('its sales window and limits change in every shard before the answer', async () => {
    const { boxoffice, event, refused } = await aRunningSale();
    const salesCloseAt = '2098-01-01T00:00:00.000Z';
    const answer = await change(boxoffice, event, { salesCloseAt, maxPerCustomer: 12 });
    expect(answer).toMatchObject({ isComplete: true, event: { salesCloseAt, maxPerCustomer: 12 } });
    const { shards, waitlist } = await boxoffice.snapshot(event);
    const terms = { salesCloseAt: Date.parse(salesCloseAt), maxPerCustomer: 12 };
    for (const one of [...shards, waitlist]) expect(one).toMatchObject(terms);
    expect((await boxoffice.ports.events.read(event.id))?.isSpreading).toBeUndefined();
    expect(refused()).toBe(0);
  });

  test('its capacity is raised, and the new tickets are added to one shard after the other', async () => {
    const { boxoffice, event, refused } = await aRunningSale();
    await change(boxoffice, event, { capacity: CAPACITY + 200 });
    await boxoffice.serve();
    const { shards, waitlist } = await boxoffice.snapshot(event);
    expect(waitlist).toMatchObject({ pendingCapacity: 0, sellsInOrder: false });
    expect(waitlist.lookAt).toBeUndefined();
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(CAPACITY + 200 - 20);
    expect(refused()).toBe(0);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('its capacity is cut, with tickets from many shards', async () => {
    const { boxoffice, event, refused } = await aRunningSale();
    const cut = change(boxoffice, event, { capacity: 100 });
    const buyers = await rush(boxoffice, event, Array(20).fill({}));
    expect((await cut).event.capacity).toBe(100);
    expect(buyers.filter((answer) => answer instanceof Error)).toEqual([]);
    await boxoffice.serve();
    const { shards, waitlist } = await boxoffice.snapshot(event);
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.pendingCapacity)).toBe(60);
    expect(refused()).toBe(0);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('a cut below the held tickets is refused, and every free ticket can be bought again', async () => {
    const { boxoffice, event } = await aRunningSale();
    await expect(change(boxoffice, event, { capacity: 19 })).rejects.toMatchObject({
      code: 'capacity-below-held',
      extras: { held: 20 },
    });
    await boxoffice.serve();
    const { shards } = await boxoffice.snapshot(event);
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(CAPACITY - 20);
  });

  test('a cut whose process dies loses no ticket, because the sweep finds the pending capacity', async () => {
    const { boxoffice, event } = await aRunningSale();
    let left = 5;
    const dying = aBoxoffice(({ changes }) => ({
      changes: {
        ...changes,
        withdraw: async (...take) => {
          left -= 1;
          if (left < 0) throw new Error('The process died here.');
          return changes.withdraw(...take);
        },
      },
    }));
    await expect(change(dying, event, { capacity: 100 })).rejects.toThrow('died');
    expect((await boxoffice.snapshot(event)).waitlist.pendingCapacity).toBeGreaterThan(0);
    await boxoffice.sweep(PENDING_WORK_GRACE_MS + 1);
    await boxoffice.serve();
    const { shards, waitlist } = await boxoffice.snapshot(event);
    expect(waitlist.pendingCapacity).toBe(0);
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(CAPACITY - 20);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('it is cancelled, and no shard sells after the answer', async () => {
    const { boxoffice, event, refused } = await aRunningSale();
    await cancelEvent({ eventId: event.id, actor: organizerOf(event), ...NO_MAIL }, boxoffice.ports);
    const answers = await rush(aBoxoffice(), event, Array(10).fill({}));
    expect(answers).toMatchObject(Array(10).fill({ code: 'event-cancelled' }));
    await boxoffice.serve();
    const { bookings, waitlist } = await boxoffice.snapshot(event);
    expect(new Set(bookings.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(waitlist.cancellationDone).toBe(true);
    expect(refused()).toBeGreaterThan(0);
    expect(await boxoffice.broken(event)).toEqual([]);
  });
});

test('tickets of a postponed event are given back in a process that remembers the start as it was', async () => {
  const boxoffice = aBoxoffice();
  const event = await boxoffice.anEvent();
  const booking = await boxoffice.book(event, { quantity: 2 });
  const former = { ...event, startsAt: '2024-01-01T20:00:00.000Z' };
  boxoffice.ports.cache.noteChange(former);
  expect(await boxoffice.cancel(booking)).toMatchObject({ status: 'cancelled' });
});
