/** Receipts: they hold for a sound event, and show each violation of the order. */
import { expect, test } from '@jest/globals';
import {
  type ReceiptPage,
  readReceipt,
  receiptFaults,
  type Served,
} from '../../../functions/domain/bookings/receipt.ts';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import { RECEIPT_LOOK_BOOKINGS } from '../../../functions/domain/model/limits.ts';
import { pseudonymOf } from '../../../functions/domain/model/pseudonym.ts';
import type { BookingCursor } from '../../../functions/domain/ports/listing-store.ts';
import { realRuntime } from '../../kit/boxoffice.ts';
import {
  aSoundEvent,
  customerOf,
  joined,
  minute,
  type Name,
  promoted,
  type SoundEvent,
} from '../../kit/sound-event.ts';

const iso = (minutes: number) => new Date(minute(minutes)).toISOString();

function portsOf(bookings: Booking[]) {
  return {
    positions: { of: async () => ({ position: 1, ahead: 0 }) },
    runtime: realRuntime,
    listings: {
      async *bookings(_: unknown, { after }: BookingCursor) {
        yield { bookings: bookings.slice(after ? bookings.findIndex(({ id }) => id === after) + 1 : 0) };
      },
    },
  };
}

async function receiptOf({ snapshot, event, bookings }: SoundEvent, name: Name): Promise<ReceiptPage> {
  return readReceipt(event, bookings[name], undefined, portsOf(snapshot.bookings));
}

const faultsOf = async (sound: SoundEvent, name: Name) => {
  const receipt = await receiptOf(sound, name);
  return receiptFaults(receipt, receipt.items);
};

test('has the history of the holder and the promotions before theirs, by pseudonym', async () => {
  const sound = aSoundEvent('e');
  expect(await receiptOf(sound, 'second')).toEqual({
    eventId: 'e',
    bookingId: sound.bookings.second.id,
    place: pseudonymOf(sound.bookings.second),
    policy: 'strict',
    quantity: 1,
    arrivedAt: iso(21),
    joinedAt: iso(21),
    turns: [2],
    isServed: true,
    items: [
      {
        turn: 1,
        place: pseudonymOf(sound.bookings.first),
        arrivedAt: iso(20),
        quantity: 2,
        servedAt: iso(101),
      },
    ],
    nextCursor: null,
  });
});

test('of a waiter has the position and every promotion so far; of a former waiter, those until they left', async () => {
  const sound = aSoundEvent('e');
  const { items, ...waiting } = await receiptOf(sound, 'next');
  expect([waiting.position, waiting.isServed, items.map(({ turn }) => turn)]).toEqual([1, false, [1, 2]]);
  expect(await receiptOf(sound, 'left')).toMatchObject({ leftAt: iso(30), isServed: false, items: [] });
});

test('of a booking that never waited has no join time and no promotions', async () => {
  const receipt = await receiptOf(aSoundEvent('e'), 'whole');
  expect(receipt).toMatchObject({ turns: [], isServed: true, items: [] });
  expect(receipt).not.toHaveProperty('joinedAt');
  expect(receiptFaults(receipt, receipt.items)).toEqual([]);
});

test.each<Name>(['first', 'second', 'next', 'last', 'left', 'unservable'])(
  'of %s holds for a sound event',
  async (name) => {
    expect(await faultsOf(aSoundEvent('e'), name)).toEqual([]);
  },
);

const inReverse = ({ bookings: { first, second } }: SoundEvent) => {
  first.history = [joined(2, 20), promoted(2, 2)];
  second.history = [joined(1, 21), promoted(1, 1)];
};

test('of an overtaken customer names the promotion number and the pseudonym', async () => {
  const sound = aSoundEvent('e');
  inReverse(sound);
  const place = pseudonymOf(sound.bookings.second);
  expect(await faultsOf(sound, 'first')).toEqual([`Turn 1 went to ${place}, who arrived later.`]);
  expect(await faultsOf(sound, 'second')).toEqual([]);
});

test('under skip accepts an earlier promotion for fewer tickets only', async () => {
  const sound = aSoundEvent('e', { waitlist: { enabled: true, policy: 'skip' } });
  inReverse(sound);
  expect(await faultsOf(sound, 'first')).toEqual([]);
  sound.bookings.second.history = [joined(2, 21), promoted(2, 1)];
  expect(await faultsOf(sound, 'first')).toHaveLength(1);
});

test('of a customer whom others may pass accepts a later promotion for fewer tickets only, after that', async () => {
  const sound = aSoundEvent('e');
  inReverse(sound);
  const passed = {
    what: 'passed',
    at: minute(100),
    quantity: 2,
    heldBackSince: minute(90),
    promotions: 0,
  } as const;
  sound.bookings.first.history.splice(1, 0, passed);
  expect(await faultsOf(sound, 'first')).toEqual([]);
  expect(await receiptOf(sound, 'first')).toMatchObject({
    passed: { at: iso(100), heldBackSince: iso(90), quantity: 2, afterTurn: 0 },
  });
  sound.bookings.first.history[1] = { ...passed, quantity: 1 };
  expect(await faultsOf(sound, 'first')).toHaveLength(1);
  sound.bookings.first.history[1] = { ...passed, promotions: 1 };
  expect(await faultsOf(sound, 'first')).toHaveLength(1);
});

test('counts only promotions after the join must have been acknowledged and before the booking was cancelled', async () => {
  const sound = aSoundEvent('e');
  const { second, left } = sound.bookings;
  second.arrival = minute(22);
  second.history = [joined(1, 22), promoted(1, 2, 25)];
  expect(await faultsOf(sound, 'left')).toContainEqual(expect.stringContaining(pseudonymOf(second)));
  left.history = [joined(1, 24.95), ...left.history.slice(1)];
  expect(await faultsOf(sound, 'left')).not.toContainEqual(expect.stringContaining(pseudonymOf(second)));
});

test.each<[string, (items: Served[]) => Served[]]>([
  ['omitted', () => []],
  ['repeated', (items) => [...items, ...items]],
])('shows that a promotion was %s', async (_, change) => {
  const receipt = await receiptOf(aSoundEvent('e'), 'second');
  expect(receiptFaults(receipt, change(receipt.items))).toEqual([
    'Some of the turns 1 to 2 are missing or occur twice.',
  ]);
});

test('of a booking that let offers lapse has its turns and its places, and shows who was served before it', async () => {
  const sound = aSoundEvent('e');
  const { first, second } = sound.bookings;
  const offer = (promotionNumber: number, at: number) =>
    ({ what: 'offered', at: minute(at), quantity: 2, promotionNumber, expiresAt: minute(at + 10) }) as const;
  const lapsed = (at: number, fields: object = {}) =>
    ({ what: 'lapsed', at: minute(at), quantity: 2, ...fields }) as const;
  const moved = lapsed(122, { earlierArrival: minute(20) });
  first.history = [joined(2, 20), offer(1, 101), lapsed(111), offer(2, 111), moved, offer(4, 140)];
  first.arrival = minute(123);
  second.history = [joined(1, 21), promoted(1, 3, 130)];
  const own = await receiptOf(sound, 'first');
  expect(own).toMatchObject({
    arrivedAt: iso(20),
    turns: [1, 2, 4],
    lapsed: [
      { turn: 1, at: iso(111) },
      { turn: 2, at: iso(122), movedTo: iso(123) },
    ],
    isServed: true,
  });
  expect(receiptFaults(own, own.items)).toEqual([]);
  const others = await receiptOf(sound, 'second');
  expect(others.items.map(({ turn, movedTo }) => [turn, movedTo])).toEqual([
    [1, undefined],
    [2, undefined],
  ]);
  expect(receiptFaults(others, others.items)).toEqual([]);

  first.history = [...first.history.slice(0, -1), offer(3, 125)];
  second.history = [joined(1, 21), promoted(1, 4, 130)];
  expect(await faultsOf(sound, 'second')).toEqual([
    `Turn 3 went to ${pseudonymOf(first)}, who arrived later.`,
  ]);
  second.history = [joined(1, 21), promoted(1, 2, 115)];
  first.history = [joined(2, 20), offer(1, 101), lapsed(111)];
  first.arrival = minute(20);
  first.status = 'waitlisted';
  const waiting = await receiptOf(sound, 'first');
  expect([waiting.isServed, waiting.position]).toEqual([false, 1]);
  expect(receiptFaults(waiting, waiting.items)).toEqual([
    `Turn 2 went to ${pseudonymOf(second)}, who arrived later.`,
  ]);
});

test('in several pages holds as a whole, also with promotions of some tickets', async () => {
  const sound = aSoundEvent('e', { waitlist: { enabled: true, policy: 'accept-fewer' } });
  const { first, second } = sound.bookings;
  const granted = { what: 'granted', at: minute(101), quantity: 1, promotionNumber: 1 } as const;
  first.history = [joined(2, 20), granted, promoted(1, 2)];
  second.history = [joined(1, 21), promoted(1, 3)];
  const others = Array.from({ length: RECEIPT_LOOK_BOOKINGS }, (_, n) => ({
    ...sound.bookings.whole,
    id: `other ${n}`,
    customerId: customerOf(`other ${n}`),
  }));
  const ports = portsOf([...others, ...sound.snapshot.bookings]);
  const start = await readReceipt(sound.event, second, undefined, ports);
  expect([start.items, start.nextCursor]).toEqual([[], expect.any(String)]);
  const rest = await readReceipt(sound.event, second, start.nextCursor ?? undefined, ports);
  expect([rest.items.map(({ turn }) => turn), rest.nextCursor]).toEqual([[1, 2], null]);
  expect(receiptFaults(rest, [...start.items, ...rest.items])).toEqual([]);
  expect(receiptFaults(start, start.items)).not.toEqual([]);
});
