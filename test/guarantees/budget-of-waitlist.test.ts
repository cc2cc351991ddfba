/**
 * What the operations of the waitlist cost: the calls to DynamoDB, and the capacity units that the engine reports for them.
 */
import { describe, expect, test } from '@jest/globals';
import { changeEvent } from '../../functions/domain/events/change-event.ts';
import { PROMOTIONS_PER_BATCH_MAX } from '../../functions/domain/model/plan-promotions.ts';
import { waitlistPartitions } from '../../functions/domain/model/waitlist-state.ts';
import { promoteWaitlist } from '../../functions/domain/waitlist/promote-waitlist.ts';
import { aBoxoffice, realRuntime, rush, TABLE_NAME } from '../kit/boxoffice.ts';
import { aMeteredBoxoffice, callsOf, LONG_NAMED, meter, totalUnits, type Use } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

describe('The cost', () => {
  test('of a promotion in a full promotion batch is at most 8 write units', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 33 });
    const held = await Promise.all(Array.from({ length: 33 }, () => boxoffice.book(event)));
    await Promise.all(Array.from({ length: 33 }, () => boxoffice.book(event)));
    await Promise.all(held.map((booking) => boxoffice.cancel(booking)));
    uses.length = 0;
    await boxoffice.serve();
    const written = totalUnits(uses.filter((use) => /Transact|Update|Put/.test(use.command)));
    expect((await boxoffice.snapshot(event)).waitlist.served).toBe(33);
    expect(written / 33).toBeLessThanOrEqual(8);
  });

  test('of reading the waitlist is the same for one batch of promotions and for three', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const reads: number[] = [];
    for (const batches of [1, 3]) {
      const tickets = batches * PROMOTIONS_PER_BATCH_MAX;
      const event = await boxoffice.anEvent({ capacity: 194, maxPerBooking: 97 });
      for (const quantity of [97, 97]) await boxoffice.book(event, { quantity });
      // One request ends the sale, since that takes long on a busy machine if all try.
      await boxoffice.book(event);
      await rush(boxoffice, event, Array(tickets).fill({}));
      await boxoffice.serve();
      const actor = { userId: event.organizerId, role: 'organizer' as const };
      const change = { capacity: 194 + tickets };
      await changeEvent({ eventId: event.id, actor, change }, boxoffice.ports);
      uses.length = 0;
      await boxoffice.serve();
      expect((await boxoffice.snapshot(event)).waitlist).toMatchObject({ served: tickets, unassigned: 0 });
      const { QueryCommand = 0, TransactWriteItemsCommand } = callsOf(uses);
      expect(TransactWriteItemsCommand).toBe(1 + batches);
      reads.push(QueryCommand);
    }
    expect(reads[1]).toBe(reads[0]);
  });

  test('of letting others pass a head is a transaction of 6 write units, in a pass of 2 more', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const passHeadAfterSeconds = 1;
    const event = await boxoffice.anEvent({
      capacity: 3,
      waitlist: { enabled: true, policy: 'strict', passHeadAfterSeconds },
    });
    const held = await boxoffice.book(event, { quantity: 3 });
    await boxoffice.book(event, { quantity: 3, attendee: LONG_NAMED, idempotencyKey: 'a'.repeat(64) });
    await boxoffice.cancel(held, 2);
    await boxoffice.serve();
    const now = () => realRuntime.now() + passHeadAfterSeconds * 1000;
    const { ports } = aBoxoffice(() => ({ runtime: { ...realRuntime, now } }), boxoffice.table);
    uses.length = 0;
    await promoteWaitlist(event.id, [], ports);
    const isRead = ({ command }: Use) => /^(Get|BatchGet|Query)/.test(command);
    expect(uses.filter((use) => !isRead(use))).toEqual([
      { command: 'UpdateItemCommand', units: 1 },
      { command: 'TransactWriteItemsCommand', units: 6 },
      { command: 'UpdateItemCommand', units: 1 },
    ]);
    const read = totalUnits(uses.filter(isRead));
    uses.length = 0;
    await promoteWaitlist(event.id, [], ports);
    expect(uses.filter((use) => !isRead(use)).map(({ units }) => units)).toEqual([1, 1]);
    // It reads the state and the head once more.
    const again = totalUnits(uses.filter(isRead));
    expect(read - again).toBeLessThanOrEqual(1 + waitlistPartitions(event.shardCount));
  });

  test('of a lapsed offer is 9 write units to let its booking wait again, 9 to offer tickets again, and 7 to end it', async () => {
    const table = strictTable(TABLE_NAME);
    const uses = meter(table);
    let aheadMs = 0;
    const boxoffice = aBoxoffice(
      ({ runtime }) => ({ runtime: { ...runtime, now: () => runtime.now() + aheadMs } }),
      table,
    );
    const event = await boxoffice.anEvent({
      capacity: 1,
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 60, lapsedOffer: 'wait-again' },
    });
    const held = await boxoffice.book(event);
    const { id } = await boxoffice.book(event, { attendee: LONG_NAMED });
    await boxoffice.cancel(held);
    await boxoffice.serve();
    const unitsOf = () => uses.filter(({ command }) => /Transact/.test(command)).map(({ units }) => units);
    for (const [nth, written] of [[9, 9], [9, 9], [7]].entries()) {
      aheadMs = (nth + 1) * 61_000;
      uses.length = 0;
      await promoteWaitlist(event.id, [id], boxoffice.ports);
      expect(unitsOf()).toEqual(written);
    }
  });

  test('of a request that finds the waitlist full is one read, and no write, once one found the shards so', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({
      capacity: 1,
      waitlist: { enabled: true, policy: 'strict', limit: 1 },
    });
    await boxoffice.book(event);
    await boxoffice.book(event);
    const refused = async () => {
      uses.length = 0;
      const answer = boxoffice.book(event);
      await expect(answer).rejects.toMatchObject({ code: 'waitlist-full', extras: { limit: 1 } });
      return [...uses];
    };
    const first = await refused();
    expect(callsOf(first)).toEqual({ GetItemCommand: 2, BatchGetItemCommand: 2, UpdateItemCommand: 1 });
    // Two looks at the waitlist’s item, one at the only shard through which bookings join, one at all, and the note.
    expect(totalUnits(first)).toBe(2 + 0.5 + event.shardCount + 1);
    expect(await refused()).toEqual([{ command: 'GetItemCommand', units: 1 }]);
  });

  test('of joining is 8 write units with a limit of the waitlist as without one, wherever the room is', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    for (const limit of [undefined, 3]) {
      const waitlist = { enabled: true, policy: 'strict' as const, ...(limit && { limit }) };
      const event = await boxoffice.anEvent({ capacity: 1, waitlist });
      await boxoffice.book(event);
      const waiters = [];
      for (let n = 0; n < 3; n += 1) waiters.push(await boxoffice.book(event));
      if (limit) await expect(boxoffice.book(event)).rejects.toMatchObject({ code: 'waitlist-full' });
      const [first] = waiters;
      if (first) await boxoffice.cancel(first);
      uses.length = 0;
      await boxoffice.book(event);
      expect(uses.filter(({ command }) => !command.startsWith('Get'))).toEqual([
        { command: 'TransactWriteItemsCommand', units: 8 },
      ]);
      expect(totalUnits(uses)).toBe(limit ? 10 : 9);
    }
  });

  test('of a request that would not wait is no write, while others wait for the unassigned tickets', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const event = await boxoffice.anEvent({ capacity: 2 });
    const held = await boxoffice.book(event, { quantity: 2 });
    await boxoffice.book(event, { quantity: 2 });
    await boxoffice.cancel(held, 1);
    await boxoffice.serve();
    expect((await boxoffice.snapshot(event)).waitlist.unassigned).toBe(1);
    uses.length = 0;
    await expect(boxoffice.book(event, { onSoldOut: 'reject' })).rejects.toMatchObject({ code: 'sold-out' });
    expect(Object.keys(callsOf(uses)).sort()).toEqual(['GetItemCommand', 'QueryCommand']);
  });
});
