/** What bookings of events with pools cost, and those that are refused. */
import { describe, expect, test } from '@jest/globals';
import { aMeteredBoxoffice, LONG_NAMED, totalUnits } from '../kit/metering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

describe('The cost', () => {
  test('of a booking of types that draw on two pools is the same transaction, also if it mixes them', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const ticketTypes = [
      { id: 'vip', name: 'VIP', pools: ['seats', 'front'] },
      { id: 'seat', name: 'Seat', pools: ['seats'] },
    ];
    const pools = [
      { id: 'seats', capacity: 80 },
      { id: 'front', capacity: 40 },
    ];
    const waitlist = { enabled: false, policy: 'strict' as const };
    const event = await boxoffice.anEvent({ capacity: 100, ticketTypes, pools, waitlist });
    const types = ticketTypes.map(({ id }) => ({ type: id, quantity: 1 }));
    await boxoffice.book(event, { quantity: 2, types });
    uses.length = 0;
    const booking = await boxoffice.book(event, { quantity: 2, types, attendee: LONG_NAMED });
    expect(uses).toEqual([{ command: 'TransactWriteItemsCommand', units: 6 }]);

    await boxoffice.cancel(booking);
    uses.length = 0;
    await boxoffice.serve();
    const written = uses.filter(({ command }) => command === 'TransactWriteItemsCommand');
    // The shard, the booking, and what it had in the index of pending work.
    expect(written).toEqual([{ command: 'TransactWriteItemsCommand', units: 5 }]);
  });

  test('of a request that finds no ticket of the capacity is a look at each shard once, however many pools it wants', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const sizes = [1_000, 600, 300];
    const pools = sizes.map((capacity, n) => ({ id: `p${n}`, capacity }));
    const ticketTypes = [
      { id: 'all', name: 'All', pools: pools.map(({ id }) => id) },
      { id: 'none', name: 'None' },
    ];
    const waitlist = { enabled: false, policy: 'strict' as const };
    const event = await boxoffice.anEvent({
      capacity: 1_000,
      ticketTypes,
      pools,
      waitlist,
      maxPerBooking: 97,
      maxPerCustomer: 1_000,
    });
    const none = { quantity: 97, types: [{ type: 'none', quantity: 97 }], customerId: 'buys a lot' };
    for (let sold = 0; sold < 10; sold += 1) await boxoffice.book(event, none);
    const wanted = { quantity: 24, types: [{ type: 'all', quantity: 24 }] };
    await boxoffice.book(event, wanted);
    await boxoffice.book(event, wanted).catch(() => undefined);
    uses.length = 0;
    await expect(boxoffice.book(event, wanted)).rejects.toMatchObject({ code: 'sold-out' });
    expect(totalUnits(uses)).toBeLessThanOrEqual(1 + event.shardCount);
  });

  test('of a request for a type that is sold out is a look at the shards of its pool, not at all of them', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const ticketTypes = [
      { id: 'vip', name: 'VIP', pools: ['vip'] },
      { id: 'standing', name: 'Standing' },
    ];
    const waitlist = { enabled: false, policy: 'strict' as const };
    const pools = [{ id: 'vip', capacity: 2 }];
    const event = await boxoffice.anEvent({ capacity: 2_000, ticketTypes, pools, waitlist });
    expect(event.shardCount).toBe(64);
    const vip = { quantity: 2, types: [{ type: 'vip', quantity: 2 }] };
    await boxoffice.book(event, vip);
    await boxoffice.book(event, vip).catch(() => undefined);
    uses.length = 0;
    await expect(boxoffice.book(event, vip)).rejects.toMatchObject({ code: 'sold-out' });
    // Whether the sale is being closed, and the four shards in which the pool lies.
    expect(totalUnits(uses)).toBeLessThanOrEqual(1 + 4);
  });
});
