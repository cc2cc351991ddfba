/** A receipt against the event that it is of: it holds while nothing is broken, and tells of each fault. */
import { expect, test } from '@jest/globals';
import type { Booking } from '../../functions/domain/booking.ts';
import { RECEIPT_LOOK_BOOKINGS } from '../../functions/domain/limits.ts';
import type { BookingPlace } from '../../functions/domain/ports.ts';
import {
  placeOf,
  type ReceiptPage,
  readReceipt,
  receiptFaults,
  type Served,
} from '../../functions/domain/receipt.ts';
import {
  aSoundEvent,
  customerOf,
  joined,
  minute,
  type Name,
  promoted,
  type SoundEvent,
} from '../kit/sound-event.ts';
import { realEnvironment } from '../kit/stage.ts';

const iso = (minutes: number) => new Date(minute(minutes)).toISOString();

function portsOf(bookings: Booking[]) {
  return {
    bookings: { position: async () => 1 },
    environment: realEnvironment,
    listings: {
      async *bookings(_: unknown, { after }: BookingPlace) {
        yield { bookings: bookings.slice(after ? bookings.findIndex(({ id }) => id === after) + 1 : 0) };
      },
    },
  };
}

async function receiptOf({ picture, event, bookings }: SoundEvent, name: Name): Promise<ReceiptPage> {
  return readReceipt(event, bookings[name], undefined, portsOf(picture.bookings));
}

const faultsOf = async (sound: SoundEvent, name: Name) => {
  const receipt = await receiptOf(sound, name);
  return receiptFaults(receipt, receipt.items);
};

test('says what the holder did, and who was served before, by their places', async () => {
  const sound = aSoundEvent('e');
  expect(await receiptOf(sound, 'second')).toEqual({
    eventId: 'e',
    bookingId: sound.bookings.second.id,
    place: placeOf(sound.bookings.second),
    policy: 'strict',
    quantity: 1,
    arrivedAt: iso(21),
    joinedAt: iso(21),
    turns: [2],
    isServed: true,
    items: [
      {
        turn: 1,
        place: placeOf(sound.bookings.first),
        arrivedAt: iso(20),
        quantity: 2,
        servedAt: iso(101),
      },
    ],
    nextCursor: null,
  });
});

test('of who waits has their position and every promotion so far; of who left, those up to then', async () => {
  const sound = aSoundEvent('e');
  const { items, ...waiting } = await receiptOf(sound, 'next');
  expect([waiting.position, waiting.isServed, items.map(({ turn }) => turn)]).toEqual([1, false, [1, 2]]);
  expect(await receiptOf(sound, 'left')).toMatchObject({ leftAt: iso(30), isServed: false, items: [] });
});

test('of who did not have to wait says so', async () => {
  const receipt = await receiptOf(aSoundEvent('e'), 'whole');
  expect(receipt).toMatchObject({ turns: [], isServed: false, items: [] });
  expect(receipt).not.toHaveProperty('joinedAt');
  expect(receiptFaults(receipt, receipt.items)).toEqual([]);
});

test.each<Name>(['first', 'second', 'next', 'last', 'left', 'unservable'])(
  'of %s holds while nothing is broken',
  async (name) => {
    expect(await faultsOf(aSoundEvent('e'), name)).toEqual([]);
  },
);

const inReverse = ({ bookings: { first, second } }: SoundEvent) => {
  first.history = [joined(2, 20), promoted(2, 2)];
  second.history = [joined(1, 21), promoted(1, 1)];
};

test('of somebody who was overtaken names the turn and the place', async () => {
  const sound = aSoundEvent('e');
  inReverse(sound);
  const place = placeOf(sound.bookings.second);
  expect(await faultsOf(sound, 'first')).toEqual([`Turn 1 went to ${place}, who arrived later.`]);
  expect(await faultsOf(sound, 'second')).toEqual([]);
});

test('under skip lets fewer tickets pass and no others', async () => {
  const sound = aSoundEvent('e', { waitlist: { enabled: true, policy: 'skip' } });
  inReverse(sound);
  expect(await faultsOf(sound, 'first')).toEqual([]);
  sound.bookings.second.history = [joined(2, 21), promoted(2, 1)];
  expect(await faultsOf(sound, 'first')).toHaveLength(1);
});

test('counts as passed only who was served after a place must have been acknowledged, and before it was given up', async () => {
  const sound = aSoundEvent('e');
  const { second, left } = sound.bookings;
  second.arrival = minute(22);
  second.history = [joined(1, 22), promoted(1, 2, 25)];
  expect(await faultsOf(sound, 'left')).toContainEqual(expect.stringContaining(placeOf(second)));
  left.history = [joined(1, 24.95), ...left.history.slice(1)];
  expect(await faultsOf(sound, 'left')).not.toContainEqual(expect.stringContaining(placeOf(second)));
});

test.each<[string, (items: Served[]) => Served[]]>([
  ['left out', () => []],
  ['there twice', (items) => [...items, ...items]],
])('shows that a promotion was %s', async (_, change) => {
  const receipt = await receiptOf(aSoundEvent('e'), 'second');
  expect(receiptFaults(receipt, change(receipt.items))).toEqual([
    'Of the turns 1 to 2 some are missing, or there twice.',
  ]);
});

test('comes in parts that together hold, whoever got their tickets in parts', async () => {
  const sound = aSoundEvent('e', { waitlist: { enabled: true, policy: 'accept-fewer' } });
  const { first, second } = sound.bookings;
  const granted = { what: 'granted', at: minute(101), quantity: 1, turn: 1 } as const;
  first.history = [joined(2, 20), granted, promoted(1, 2)];
  second.history = [joined(1, 21), promoted(1, 3)];
  const others = Array.from({ length: RECEIPT_LOOK_BOOKINGS }, (_, n) => ({
    ...sound.bookings.whole,
    id: `other ${n}`,
    customerId: customerOf(`other ${n}`),
  }));
  const ports = portsOf([...others, ...sound.picture.bookings]);
  const start = await readReceipt(sound.event, second, undefined, ports);
  expect([start.items, start.nextCursor]).toEqual([[], expect.any(String)]);
  const rest = await readReceipt(sound.event, second, start.nextCursor ?? undefined, ports);
  expect([rest.items.map(({ turn }) => turn), rest.nextCursor]).toEqual([[1, 2], null]);
  expect(receiptFaults(rest, [...start.items, ...rest.items])).toEqual([]);
  expect(receiptFaults(start, start.items)).not.toEqual([]);
});
