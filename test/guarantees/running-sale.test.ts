/**
 * Changes of an event while it sells: each goes shard by shard, so that none has to win against the sale in many shards
 * at once. Here every transaction that touches more than two shards is refused, as it would be in a rush.
 */
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cancelEvent } from '../../functions/domain/cancel-event.ts';
import { changeEvent, type EventChange } from '../../functions/domain/change-event.ts';
import type { Event } from '../../functions/domain/event.ts';
import { ATTENTION_GRACE_MS } from '../../functions/domain/limits.ts';
import type { Table } from '../../functions/store/client.ts';
import { aCast, aStage, type Cast, rush, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

const SHARDS_AT_MOST = 2;
const CAPACITY = 1_000;
const SHARDS = 64;

type Written = Record<string, { Key?: { pk: string } } | undefined>;

/** In a rush, somebody always holds one of three shards. */
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

const change = (cast: Cast, event: Event, fields: EventChange) =>
  changeEvent({ eventId: event.id, actor: organizerOf(event), change: fields }, cast.ports);

async function aRunningSale() {
  const { table, refused } = aTableInARush();
  const cast = aCast(undefined, table);
  const event = await cast.anEvent({ capacity: CAPACITY });
  expect(event.shardCount).toBe(SHARDS);
  await rush(cast, event, Array(20).fill({}));
  return { cast, event, refused };
}

describe('While an event sells', () => {
  test('its window and limits change in every shard before the answer', async () => {
    const { cast, event, refused } = await aRunningSale();
    const salesCloseAt = '2098-01-01T00:00:00.000Z';
    const answer = await change(cast, event, { salesCloseAt, maxPerCustomer: 12 });
    expect(answer).toMatchObject({ isComplete: true, event: { salesCloseAt, maxPerCustomer: 12 } });
    const { shards, line } = await cast.picture(event);
    const terms = { salesCloseAt: Date.parse(salesCloseAt), maxPerCustomer: 12 };
    for (const one of [...shards, line]) expect(one).toMatchObject(terms);
    expect((await cast.ports.events.read(event.id))?.isSpreading).toBeUndefined();
    expect(refused()).toBe(0);
  });

  test('its capacity is raised: the new tickets come to the shards one after the other', async () => {
    const { cast, event, refused } = await aRunningSale();
    await change(cast, event, { capacity: CAPACITY + 200 });
    await cast.serve();
    const { shards, line } = await cast.picture(event);
    expect(line).toMatchObject({ raised: 0, queueing: false });
    expect(line.lookAt).toBeUndefined();
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(CAPACITY + 200 - 20);
    expect(refused()).toBe(0);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('its capacity is cut, from many shards', async () => {
    const { cast, event, refused } = await aRunningSale();
    const cut = change(cast, event, { capacity: 100 });
    const buyers = await rush(cast, event, Array(20).fill({}));
    expect((await cut).event.capacity).toBe(100);
    expect(buyers.filter((answer) => answer instanceof Error)).toEqual([]);
    await cast.serve();
    const { shards, line } = await cast.picture(event);
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, line.raised)).toBe(60);
    expect(refused()).toBe(0);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('a cut below what is held is refused, and every ticket can be bought again', async () => {
    const { cast, event } = await aRunningSale();
    await expect(change(cast, event, { capacity: 19 })).rejects.toMatchObject({
      code: 'capacity-below-held',
      extras: { held: 20 },
    });
    await cast.serve();
    const { shards } = await cast.picture(event);
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(CAPACITY - 20);
  });

  test('a cut that dies half-way loses no ticket: the sweep has the clerk make them free again', async () => {
    const { cast, event } = await aRunningSale();
    let left = 5;
    const dying = aCast(({ events }) => ({
      events: {
        ...events,
        withdraw: async (...take) => {
          left -= 1;
          if (left < 0) throw new Error('The process died here.');
          return events.withdraw(...take);
        },
      },
    }));
    await expect(change(dying, event, { capacity: 100 })).rejects.toThrow('died');
    expect((await cast.picture(event)).line.raised).toBeGreaterThan(0);
    await cast.sweep(ATTENTION_GRACE_MS + 1);
    await cast.serve();
    const { shards, line } = await cast.picture(event);
    expect(line.raised).toBe(0);
    expect(shards.reduce((sum, shard) => sum + shard.freeTickets, 0)).toBe(CAPACITY - 20);
    expect(await cast.broken(event)).toEqual([]);
  });

  test('it is cancelled: nothing is sold by any shard after the answer', async () => {
    const { cast, event, refused } = await aRunningSale();
    await cancelEvent({ eventId: event.id, actor: organizerOf(event) }, cast.ports);
    const answers = await rush(aCast(), event, Array(10).fill({}));
    expect(answers).toMatchObject(Array(10).fill({ code: 'event-cancelled' }));
    await cast.serve();
    const { bookings, line } = await cast.picture(event);
    expect(new Set(bookings.map(({ status }) => status))).toEqual(new Set(['cancelled']));
    expect(line.cancellationDone).toBe(true);
    expect(refused()).toBeGreaterThan(0);
    expect(await cast.broken(event)).toEqual([]);
  });
});
