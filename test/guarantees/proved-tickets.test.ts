/**
 * `Proved`, for tickets: one fault of each kind is planted in the stored items of a sound event, and the
 * audit names the guarantee and the bookings. Each event is audited before, too, so that only the fault is
 * found.
 */
import { describe, test } from '@jest/globals';
import type { HistoryEntry } from '../../functions/domain/model/booking.ts';
import { entryKeyOf } from '../../functions/store/items/entry.ts';
import { eventKey } from '../../functions/store/items/event.ts';
import { shardKey } from '../../functions/store/items/shard.ts';
import { waitlistKey } from '../../functions/store/items/waitlist-state.ts';
import {
  AUDITED_AT,
  booked,
  cancelled,
  customerOf,
  joined,
  lookingAt,
  minute,
  type SoundEvent,
} from '../kit/sound-event.ts';
import { aStored, expectFound, type Stored } from '../kit/stored-event.ts';
import { useTestTable } from '../kit/test-table.ts';

useTestTable();

describe('An audit of NoOversell', () => {
  test('finds a surplus ticket in a shard', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { freeTickets: 1 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('finds a missing unassigned ticket', async () => {
    const stored = await aStored();
    await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 0 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('finds a negative shard, although the sum is right', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { freeTickets: 1 });
    await stored.set(shardKey(stored.event.id, 1), { freeTickets: -1 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('finds a capacity that differs from the sum of tickets', async () => {
    const stored = await aStored();
    await stored.set(eventKey(stored.event.id), { capacity: 9 });
    await expectFound(stored, { NoOversell: [] });
  });
});

describe('An audit of NoLostTicket', () => {
  test('finds a release that was not handed on', async () => {
    const stored = await aStored();
    const history = [booked(3, 10), cancelled(1, customerOf('partly'))];
    await stored.rewrite('partly', { released: 1, history });
    await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 0 });
    await expectFound(stored, { NoLostTicket: ['partly'] });
  });

  test('finds an expired offer that was not collected', async () => {
    const stored = await aStored();
    const offer: HistoryEntry = {
      what: 'offered',
      at: minute(101),
      quantity: 2,
      promotionNumber: 1,
      expiresAt: minute(111),
    };
    await stored.set(eventKey(stored.event.id), {
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600 },
    });
    const fields = { status: 'offered', offerExpiresAt: minute(111) } as const;
    await stored.rewrite('first', { ...fields, history: [joined(2, 20), offer] });
    await expectFound(stored, { NoLostTicket: ['first'] });
  });

  test('finds a waiting booking without an entry', async () => {
    const stored = await aStored();
    await stored.remove(entryKeyOf(stored.event, stored.bookings.last));
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('finds an entry with another quantity than its booking', async () => {
    const stored = await aStored();
    await stored.set(entryKeyOf(stored.event, stored.bookings.last), { quantity: 4 });
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('finds an entry whose booking does not wait', async () => {
    const stored = await aStored();
    await stored.set(entryKeyOf(stored.event, stored.bookings.left), { quantity: 3 });
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('finds a count of joined bookings that differs from the number of waiters', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { joinedCount: 3 });
    await expectFound(stored, { NoLostTicket: [] });
  });

  const wantsOne = ({ snapshot, bookings }: SoundEvent) => {
    Object.assign(bookings.next, { quantity: 1, history: [joined(1, 31)] });
    Object.assign(snapshot.waitlist, { unassigned: 0 });
    Object.assign(snapshot.event, { capacity: 9 });
  };
  const leaveOneUnassigned = async (stored: Stored) => {
    await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 1 });
    await stored.set(eventKey(stored.event.id), { capacity: 10 });
  };

  test('finds a head of the waitlist whose tickets are unassigned', async () => {
    const stored = await aStored(wantsOne);
    await leaveOneUnassigned(stored);
    await expectFound(stored, { NoLostTicket: ['next'] });
  });

  test('finds a later entry whose tickets are unassigned, under skip', async () => {
    const stored = await aStored(
      ({ snapshot, bookings }) => {
        Object.assign(bookings.last, { quantity: 1, history: [joined(1, 32)] });
        Object.assign(snapshot.waitlist, { unassigned: 0 });
        Object.assign(snapshot.event, { capacity: 9 });
      },
      { waitlist: { enabled: true, policy: 'skip' } },
    );
    await leaveOneUnassigned(stored);
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('accepts unassigned tickets while the waitlist is paused', async () => {
    const stored = await aStored(wantsOne);
    await leaveOneUnassigned(stored);
    await stored.set(eventKey(stored.event.id), { waitlist: { enabled: false, policy: 'strict' } });
    await expectFound(stored, {});
  });

  test('finds an entry of an event whose sales have closed', async () => {
    const stored = await aStored();
    await stored.set(eventKey(stored.event.id), { salesCloseAt: new Date(minute(200)).toISOString() });
    await expectFound(stored, { NoLostTicket: ['next'] });
  });

  test.each(['strict', 'skip'] as const)(
    'finds a head of the waitlist that asks for more tickets than the capacity, under %s',
    async (policy) => {
      const stored = await aStored(({ event }) => Object.assign(event.waitlist, { policy }));
      await stored.set(eventKey(stored.event.id), { capacity: 2 });
      await expectFound(stored, { NoLostTicket: ['next'], NoOversell: [] });
    },
  );

  test('finds tickets of closed shards that nobody moves to the unassigned tickets', async () => {
    const stored = await aStored();
    await stored.set(waitlistKey(stored.event.id), { areShardsEmpty: false });
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('finds unassigned tickets that the sweep would find too late', async () => {
    const stored = await aStored();
    await stored.set(waitlistKey(stored.event.id), lookingAt(stored.event, AUDITED_AT * 2));
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('is in doubt about a release that may still be under way', async () => {
    const stored = await aStored();
    const lately: HistoryEntry = {
      what: 'cancelled',
      at: AUDITED_AT - 1_000,
      quantity: 1,
      by: customerOf('partly'),
    };
    await stored.rewrite('partly', { released: 1, history: [booked(3, 10), lately] });
    await stored.set(waitlistKey(stored.event.id), { unassignedTickets: 0 });
    await expectFound(stored, { 'NoLostTicket?': ['partly'] });
  });
});
