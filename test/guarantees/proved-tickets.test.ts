/**
 * `Proved`, for tickets: one fault of each kind is planted in the stored items of an event that breaks nothing, and the
 * audit names the guarantee and the bookings. Each event is audited before, too, so that nothing but the fault is
 * found.
 */
import { afterAll, beforeAll, describe, test } from '@jest/globals';
import type { Fact } from '../../functions/domain/booking.ts';
import { entryKeyOf } from '../../functions/store/items.ts';
import { eventKey, lineKey, shardKey } from '../../functions/store/keys.ts';
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
import { aStage, type Stage } from '../kit/stage.ts';
import { aStored, expectFound, type Stored } from '../kit/stored-event.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

describe('NoOversell is found broken by', () => {
  test('a ticket too many in a shard', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { freeTickets: 1 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('a ticket that is gone from the pool', async () => {
    const stored = await aStored();
    await stored.set(lineKey(stored.event.id), { poolTickets: 0 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('a counter below nought, though the sum is right', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { freeTickets: 1 });
    await stored.set(shardKey(stored.event.id, 1), { freeTickets: -1 });
    await expectFound(stored, { NoOversell: [] });
  });

  test('a capacity that is not the sum of its parts', async () => {
    const stored = await aStored();
    await stored.set(eventKey(stored.event.id), { capacity: 9 });
    await expectFound(stored, { NoOversell: [] });
  });
});

describe('NoLostTicket is found broken by', () => {
  test('a release that nobody handed on', async () => {
    const stored = await aStored();
    const history = [booked(3, 10), cancelled(1, customerOf('partly'))];
    await stored.rewrite('partly', { released: 1, history });
    await stored.set(lineKey(stored.event.id), { poolTickets: 0 });
    await expectFound(stored, { NoLostTicket: ['partly'] });
  });

  test('an offer that ran out and that nobody collected', async () => {
    const stored = await aStored();
    const offer: Fact = { what: 'offered', at: minute(101), quantity: 2, turn: 1, expiresAt: minute(111) };
    await stored.set(eventKey(stored.event.id), {
      waitlist: { enabled: true, policy: 'strict', offerTtlSeconds: 600 },
    });
    const fields = { status: 'offered', offerExpiresAt: minute(111) } as const;
    await stored.rewrite('first', { ...fields, history: [joined(2, 20), offer] });
    await expectFound(stored, { NoLostTicket: ['first'] });
  });

  test('somebody who waits and is not in the line', async () => {
    const stored = await aStored();
    await stored.remove(entryKeyOf(stored.event, stored.bookings.last));
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('a place in the line for another quantity than its booking', async () => {
    const stored = await aStored();
    await stored.set(entryKeyOf(stored.event, stored.bookings.last), { quantity: 4 });
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('a place in the line that belongs to nobody who waits', async () => {
    const stored = await aStored();
    await stored.set(entryKeyOf(stored.event, stored.bookings.left), { quantity: 3 });
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('a count of those who wait that is not how many wait', async () => {
    const stored = await aStored();
    await stored.set(shardKey(stored.event.id, 0), { joinedCount: 3 });
    await expectFound(stored, { NoLostTicket: [] });
  });

  const wantsOne = ({ picture, bookings }: SoundEvent) => {
    Object.assign(bookings.next, { quantity: 1, history: [joined(1, 31)] });
    Object.assign(picture.line, { pool: 0 });
    Object.assign(picture.event, { capacity: 9 });
  };
  const putOneInThePool = async (stored: Stored) => {
    await stored.set(lineKey(stored.event.id), { poolTickets: 1 });
    await stored.set(eventKey(stored.event.id), { capacity: 10 });
  };

  test('a head of the line whose tickets are in the pool', async () => {
    const stored = await aStored(wantsOne);
    await putOneInThePool(stored);
    await expectFound(stored, { NoLostTicket: ['next'] });
  });

  test('under skip, somebody further back whose tickets are in the pool', async () => {
    const stored = await aStored(
      ({ picture, bookings }) => {
        Object.assign(bookings.last, { quantity: 1, history: [joined(1, 32)] });
        Object.assign(picture.line, { pool: 0 });
        Object.assign(picture.event, { capacity: 9 });
      },
      { waitlist: { enabled: true, policy: 'skip' } },
    );
    await putOneInThePool(stored);
    await expectFound(stored, { NoLostTicket: ['last'] });
  });

  test('not by a pool that nobody is served from while the line rests', async () => {
    const stored = await aStored(wantsOne);
    await putOneInThePool(stored);
    await stored.set(eventKey(stored.event.id), { waitlist: { enabled: false, policy: 'strict' } });
    await expectFound(stored, {});
  });

  test('a place in the line of an event whose sale is over', async () => {
    const stored = await aStored();
    await stored.set(eventKey(stored.event.id), { salesCloseAt: new Date(minute(200)).toISOString() });
    await expectFound(stored, { NoLostTicket: ['next'] });
  });

  test.each(['strict', 'skip'] as const)(
    'under %s, a head of the line that asks for more tickets than there are',
    async (policy) => {
      const stored = await aStored(({ event }) => Object.assign(event.waitlist, { policy }));
      await stored.set(eventKey(stored.event.id), { capacity: 2 });
      await expectFound(stored, { NoLostTicket: ['next'], NoOversell: [] });
    },
  );

  test('tickets that are on their way to the pool, and that nobody brings there', async () => {
    const stored = await aStored();
    await stored.set(lineKey(stored.event.id), { isDrained: false });
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('a pool that the sweep looks at too late', async () => {
    const stored = await aStored();
    await stored.set(lineKey(stored.event.id), lookingAt(stored.event, AUDITED_AT * 2));
    await expectFound(stored, { NoLostTicket: [] });
  });

  test('and is only in doubt where somebody may still be on it', async () => {
    const stored = await aStored();
    const lately: Fact = { what: 'cancelled', at: AUDITED_AT - 1_000, quantity: 1, by: customerOf('partly') };
    await stored.rewrite('partly', { released: 1, history: [booked(3, 10), lately] });
    await stored.set(lineKey(stored.event.id), { poolTickets: 0 });
    await expectFound(stored, { 'NoLostTicket?': ['partly'] });
  });
});
