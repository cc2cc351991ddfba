/**
 * `requiresConfirmedAddress`: only an account whose address is confirmed books or joins the waitlist, by a condition of the
 * write. The negative control removes the condition.
 */
import { describe, expect, test } from '@jest/globals';
import type { Event } from '../../functions/domain/model/event.ts';
import { ADDRESS_IS_CONFIRMED } from '../../functions/store/items/user.ts';
import { userStore } from '../../functions/store/users.ts';
import { aBoxoffice, type Boxoffice } from '../kit/boxoffice.ts';
import { aMeteredBoxoffice, LONG_NAMED } from '../kit/metering.ts';
import { tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

const REQUIRED = { requiresConfirmedAddress: true };
const REFUSED = { code: 'address-not-confirmed' };

/** @returns the id of a new account. */
async function anAccount({ table, ports }: Boxoffice, isAddressConfirmed: boolean): Promise<string> {
  const id = ports.runtime.newId();
  const account = {
    id,
    name: 'Ada',
    email: `${id}@example.com`.toLowerCase(),
    passwordHash: '',
    createdAt: '2026-01-01T00:00:00.000Z',
    role: 'attendee' as const,
    sessionGeneration: 0,
  };
  const confirmed = isAddressConfirmed && { isAddressConfirmed: true as const };
  expect(await userStore(table).create({ ...account, ...confirmed })).toBe('done');
  return id;
}

async function freeTickets(boxoffice: Boxoffice, event: Event): Promise<number> {
  const shards = await boxoffice.ports.events.readShards(event, 'strong');
  return shards.reduce((sum, shard) => sum + shard.freeTickets, 0);
}

describe('An event that requires a confirmed address', () => {
  test('sells to an account with one, and refuses others, whose request takes and stores nothing', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(REQUIRED);
    for (const customerId of [await anAccount(boxoffice, false), boxoffice.ports.runtime.newId()])
      await expect(boxoffice.book(event, { customerId, idempotencyKey: '1' })).rejects.toMatchObject(REFUSED);
    const confirmed = await anAccount(boxoffice, true);
    expect((await boxoffice.book(event, { customerId: confirmed })).status).toBe('confirmed');
    expect(await freeTickets(boxoffice, event)).toBe(9);
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(1);
    expect(await boxoffice.broken(event)).toEqual([]);
  });

  test('lets nobody else join the waitlist, or replace a booking that waits', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent({ ...REQUIRED, capacity: 1 });
    const [holder, waiter] = [await anAccount(boxoffice, true), await anAccount(boxoffice, true)];
    await boxoffice.book(event, { customerId: holder });
    const unconfirmed = await anAccount(boxoffice, false);
    await expect(boxoffice.book(event, { customerId: unconfirmed })).rejects.toMatchObject(REFUSED);
    expect((await boxoffice.book(event, { customerId: waiter })).status).toBe('waitlisted');
    expect((await boxoffice.snapshot(event)).bookings).toHaveLength(2);
  });

  test('answers a repeat by what its request made, also when the account is gone', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent();
    const request = { customerId: boxoffice.ports.runtime.newId(), idempotencyKey: '1' };
    const made = await boxoffice.book(event, request);
    const { cache } = boxoffice.ports;
    cache.noteChange({ ...event, requiresConfirmedAddress: true, revision: 1 });
    await expect(boxoffice.book(event, { ...request, idempotencyKey: '2' })).rejects.toMatchObject(REFUSED);
    expect((await boxoffice.book(event, request)).id).toBe(made.id);
  });

  test('lets those who run it book for anybody', async () => {
    const boxoffice = aBoxoffice();
    const event = await boxoffice.anEvent(REQUIRED);
    const onBehalf = { by: event.organizerId, why: 'Paid cash' };
    expect((await boxoffice.book(event, { onBehalf })).status).toBe('confirmed');
  });

  test('a negative control: without the condition, an account without a confirmed address books and waits', async () => {
    const boxoffice = aBoxoffice(undefined, tableWithout(ADDRESS_IS_CONFIRMED));
    const event = await boxoffice.anEvent({ ...REQUIRED, capacity: 1 });
    const customers = [await anAccount(boxoffice, false), await anAccount(boxoffice, false)];
    const made = [];
    for (const customerId of customers) made.push((await boxoffice.book(event, { customerId })).status);
    expect(made).toEqual(['confirmed', 'waitlisted']);
  });

  test('costs two write units more for a booking, and none for an event that does not require it', async () => {
    const { boxoffice, uses } = aMeteredBoxoffice();
    const [plain, event] = [await boxoffice.anEvent(), await boxoffice.anEvent(REQUIRED)];
    const customerId = await anAccount(boxoffice, true);
    for (const [of, units] of [
      [plain, 6],
      [event, 8],
    ] as const) {
      await boxoffice.book(of, { customerId: await anAccount(boxoffice, true) });
      uses.length = 0;
      await boxoffice.book(of, { customerId, attendee: LONG_NAMED });
      expect(uses).toEqual([{ command: 'TransactWriteItemsCommand', units }]);
    }
  });
});
