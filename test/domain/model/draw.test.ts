/** The draw: its arrivals can be computed with other tools, lie in the window, and favour nobody. */
import { describe, expect, test } from '@jest/globals';
import { derivedId } from '../../../functions/domain/model/derived-id.ts';
import {
  drawnArrival,
  drawnAt,
  hashOfSeed,
  isDrawing,
  isOfWindow,
  isPublishedSeed,
  newDraw,
  seedPublishedAt,
  windowEndsAt,
} from '../../../functions/domain/model/draw.ts';
import { pseudonymOf } from '../../../functions/domain/model/pseudonym.ts';

const OPEN_AT = '2030-01-01T10:00:00.000Z';
const OPENS = Date.parse(OPEN_AT);
const SEED = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const DRAW = { windowSeconds: 60, seed: SEED, seedHash: hashOfSeed(SEED) };
const EVENT = { draw: DRAW, salesOpenAt: OPEN_AT };

describe('The draw', () => {
  test('is that of openssl dgst -sha256 -mac HMAC -macopt hexkey:SEED', () => {
    expect(DRAW.seedHash).toBe('630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd');
    expect(drawnArrival(DRAW, OPEN_AT, 'q3VxY0b-Tn1s') - OPENS).toBe(55_000);
    expect(drawnArrival(DRAW, OPEN_AT, 'aaaaaaaaaaaa') - OPENS).toBe(20_611);
    expect(drawnArrival({ ...DRAW, windowSeconds: 86_400 }, OPEN_AT, 'aaaaaaaaaaaa') - OPENS).toBe(29679915);
  });

  test('gives every arrival within the window, to all of its parts', () => {
    const parts = Array.from({ length: 4_000 }, (_, number) =>
      Math.floor((drawnArrival(DRAW, OPEN_AT, `place ${number}`) - OPENS) / 6_000),
    );
    const counts = Array.from({ length: 10 }, (_, part) => parts.filter((one) => one === part).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4_000);
    // Five standard deviations around 400.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(95);
  });

  test('does not favour the half of the bookings that is 3 ms early', () => {
    const bookings = Array.from({ length: 2_000 }, (_, number) => ({
      isEarly: number % 2 === 0,
      arrival: drawnArrival(
        DRAW,
        OPEN_AT,
        pseudonymOf({ eventId: 'e', id: derivedId('booking', String(number)) }),
      ),
    }));
    const winners = bookings.toSorted((one, other) => one.arrival - other.arrival).slice(0, 1_000);
    const early = winners.filter(({ isEarly }) => isEarly).length;
    // Three standard deviations of the number of early ones among a thousand drawn out of two thousand.
    expect(Math.abs(early - 500)).toBeLessThan(34);
  });

  test('has a new seed of 32 bytes, whose hash tells it from every other', () => {
    const draw = newDraw(10, Buffer.alloc(40, 1));
    expect(draw).toEqual({ windowSeconds: 10, seed: '01'.repeat(32), seedHash: hashOfSeed('01'.repeat(32)) });
    expect(isPublishedSeed(draw)).toBe(true);
    expect(isPublishedSeed({ ...draw, seed: `${'01'.repeat(31)}02` })).toBe(false);
  });
});

test('the instants of a draw follow one another, and an event without one has none', () => {
  expect([windowEndsAt(EVENT), drawnAt(EVENT), seedPublishedAt(EVENT)]).toEqual([
    OPENS + 60_000,
    OPENS + 65_000,
    OPENS + 120_000,
  ]);
  expect([OPENS - 1, OPENS + 59_999, OPENS + 60_000].map((at) => isOfWindow(EVENT, at))).toEqual([
    true,
    true,
    false,
  ]);
  expect([OPENS - 1, OPENS + 64_999, OPENS + 65_000].map((at) => isDrawing(EVENT, at))).toEqual([
    true,
    true,
    false,
  ]);
  const plain = { salesOpenAt: OPEN_AT };
  expect([windowEndsAt(plain), drawnAt(plain), seedPublishedAt(plain)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([isOfWindow(plain, 0), isDrawing(plain, 0)]).toEqual([false, false]);
});
