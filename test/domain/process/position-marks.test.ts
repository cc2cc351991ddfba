/** What a process knows of positions: few counts for many clients, never more bookings ahead than there are. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Booking } from '../../../functions/domain/model/booking.ts';
import type { Event } from '../../../functions/domain/model/event.ts';
import { POSITION_BOUNDS_RATIO } from '../../../functions/domain/model/limits.ts';
import { Busy } from '../../../functions/domain/model/refusal.ts';
import { PositionMarks } from '../../../functions/domain/process/position-marks.ts';

const EVENT = { id: 'e', capacity: 1_000_000, waitlist: { policy: 'strict' } } as Event;
const NEAR = 1_400;

/** The booking that arrived as number `n` of the waitlist, from 0. */
const booking = (n: number) => ({ id: String(n), arrival: n }) as Booking;

let now: number;
let waiting: number;
let served: number;
let counts: number;
let entries: number;
let isBusy: boolean;
let marks: PositionMarks;
beforeEach(() => {
  [now, waiting, served, counts, entries, isBusy] = [1_000_000, 100_000, 0, 0, 0, false];
  marks = new PositionMarks({
    positions: {
      of: async (_event, { arrival }) => {
        if (isBusy) throw new Busy();
        counts += 1;
        const known = arrival - served;
        return { position: known + 1, ahead: known };
      },
    },
    waitlist: { read: async () => ({ served }) as never },
    runtime: { now: () => now },
  });
});

const ahead = async (n: number) => (await marks.aheadOf(EVENT, booking(n))) ?? Number.NaN;

/** Asks for bookings from all over the waitlist, in an order without a pattern. */
async function askAll(step = 97): Promise<void> {
  for (let n = 0; n < waiting - served; n += step) {
    const place = served + ((n * 7_919) % (waiting - served));
    const known = await ahead(place);
    const truly = place - served;
    expect(known).toBeLessThanOrEqual(truly);
    if (truly > NEAR) expect(known).toBeGreaterThanOrEqual(Math.floor(truly * POSITION_BOUNDS_RATIO) - 1);
  }
}

describe('100,000 waiting clients', () => {
  test('need few counts, and are told of at most as many bookings ahead as there are', async () => {
    await askAll();
    expect(counts).toBeLessThan(40);
    const before = counts;
    await askAll(89);
    expect(counts).toBeLessThan(before + 5);
  });

  test('cost counts of less than half of the entries a second while the clerk serves at the full rate', async () => {
    await askAll();
    entries = 0;
    for (let second = 0; second < 20; second += 1) {
      served += 700;
      now += 1_001;
      await askAll(997);
    }
    expect(entries / 20).toBeLessThan(40_000);
  });

  test('are counted again after a minute, which notices bookings that left', async () => {
    expect(await ahead(50_000)).toBe(50_000);
    now += 60_000;
    served = 20_000;
    expect(await ahead(50_000)).toBe(30_000);
    expect(counts).toBe(2);
  });

  test('that ask at the same time share a count', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => ahead(90_000 + n)));
    expect(counts).toBeLessThanOrEqual(2);
  });
});

test('a waitlist that grows is not counted for each newcomer', async () => {
  waiting = 100_000;
  await ahead(99_999);
  for (let second = 0; second < 20; second += 1) {
    now += 1_000;
    waiting += 1_000;
    await ahead(waiting - 1);
  }
  expect(counts).toBe(1);
});

test('while the table is busy the position is not known, and the client gets an answer', async () => {
  isBusy = true;
  expect(await marks.aheadOf(EVENT, booking(5))).toBeUndefined();
  isBusy = false;
  expect(await ahead(5)).toBe(5);
});
