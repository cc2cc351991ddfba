/** When a client looks again: near the head, far back, by status, and what 100,000 waiting clients cause in all. */
import { describe, expect, test } from '@jest/globals';
import {
  LOOK_AGAIN_MAX_SECONDS,
  LOOK_AGAIN_MIN_SECONDS,
  LOOK_AGAIN_SKIP_SECONDS,
  PROMOTIONS_PER_EVENT_AND_SECOND,
} from '../../../functions/domain/model/limits.ts';
import { isKnownWellEnough, lookAgainSeconds } from '../../../functions/domain/model/look-again.ts';

const NOW = 1_000_000;
const ID = 'gAAAAAAAAAAAAAAAAAAAAA';
const WAITING = { id: ID, status: 'waitlisted' } as const;
const event = (capacity: number, policy: 'strict' | 'skip' = 'strict') => ({
  capacity,
  salesOpenAt: '2025-01-01T00:00:00.000Z',
  waitlist: { policy },
});
const LARGE = event(1_000_000);
const waits = (ahead: number | undefined, of = LARGE) => lookAgainSeconds(WAITING, of, ahead, NOW) ?? 0;

describe('A waiting client', () => {
  test.each([0, 1, 700, 1_400, 2_099])('with %d before it looks after two seconds', (ahead) => {
    expect(waits(ahead)).toBe(LOOK_AGAIN_MIN_SECONDS);
  });

  test('further back looks before its earliest promotion, and less than a second before it', () => {
    for (let ahead = 2_100; ahead < 200_000; ahead += 61) {
      const earliest = ahead / PROMOTIONS_PER_EVENT_AND_SECOND;
      expect(waits(ahead)).toBeLessThanOrEqual(earliest);
      expect(waits(ahead)).toBeGreaterThan(earliest - 1);
    }
  });

  test('looks every five minutes at the most seldom', () => {
    expect(waits(10_000_000)).toBe(LOOK_AGAIN_MAX_SECONDS);
    expect(waits(5_000, event(2_000))).toBe(LOOK_AGAIN_MAX_SECONDS);
  });

  test('looks by the rate of promotions up to twice the capacity, and near the head with any capacity', () => {
    expect(waits(4_000, event(2_000))).toBe(5);
    expect(waits(1_400, event(1))).toBe(2);
    expect(waits(1_401, event(1))).toBe(LOOK_AGAIN_MAX_SECONDS);
  });

  test('looks within 20 seconds where a later booking may be promoted first', () => {
    expect(waits(90_000, event(1_000, 'skip'))).toBe(LOOK_AGAIN_SKIP_SECONDS);
    expect(waits(3_000, event(1_000, 'skip'))).toBe(4);
    const passing = { ...event(1_000), waitlist: { policy: 'strict' as const, passHeadAfterSeconds: 60 } };
    expect(waits(90_000, passing)).toBe(LOOK_AGAIN_SKIP_SECONDS);
  });

  test('looks after 10 seconds while its position is not known', () => {
    expect(waits(undefined)).toBe(10);
  });

  test('of a draw looks when the positions are known, within half a minute by its id, and before that every five minutes', () => {
    const salesOpenAt = new Date(NOW).toISOString();
    const drawing = { ...LARGE, salesOpenAt, draw: { windowSeconds: 60, seed: '', seedHash: '' } };
    const looks = ['AAAAAAAAAAAAAAAAAAAAAA', ID, '_____________________w'].map((id) =>
      lookAgainSeconds({ id, status: 'waitlisted' }, drawing, undefined, NOW),
    );
    expect(looks).toEqual([65, 80, 95]);
    expect(lookAgainSeconds(WAITING, drawing, 0, NOW + 64_999)).toBe(16);
    expect(lookAgainSeconds(WAITING, drawing, 0, NOW + 65_000)).toBe(LOOK_AGAIN_MIN_SECONDS);
    const long = { ...drawing, draw: { ...drawing.draw, windowSeconds: 3_600 } };
    expect(lookAgainSeconds(WAITING, long, undefined, NOW)).toBe(LOOK_AGAIN_MAX_SECONDS);
  });
});

describe('The look at a booking that does not wait', () => {
  const offer = (seconds: number) =>
    lookAgainSeconds(
      { id: ID, status: 'offered', offerExpiresAt: NOW + seconds * 1000 },
      LARGE,
      undefined,
      NOW,
    );

  test('is quiet while it is offered, and comes when the offer expires', () => {
    expect([offer(600), offer(31), offer(12.5), offer(0.5)]).toEqual([30, 30, 13, 2]);
  });

  test('is seldom once it is confirmed, and never once it has ended', () => {
    expect(lookAgainSeconds({ id: ID, status: 'confirmed' }, LARGE, undefined, NOW)).toBe(600);
    expect(lookAgainSeconds({ id: ID, status: 'cancelled' }, LARGE, undefined, NOW)).toBeUndefined();
  });

  test('comes after 30 seconds while the bookings of a cancelled event end', () => {
    const cancelled = { ...LARGE, cancelledAt: '2025-01-01T00:00:00.000Z' };
    expect(lookAgainSeconds(WAITING, cancelled, 0, NOW)).toBe(30);
    expect(lookAgainSeconds({ id: ID, status: 'confirmed' }, cancelled, undefined, NOW)).toBe(30);
    expect(lookAgainSeconds({ id: ID, status: 'cancelled' }, cancelled, undefined, NOW)).toBeUndefined();
  });
});

describe('All waiting clients together', () => {
  const requestsPerSecond = (waiting: number, capacity: number) => {
    let sum = 0;
    for (let ahead = 0; ahead < waiting; ahead += 1) sum += 1 / waits(ahead, event(capacity));
    return Math.round(sum);
  };

  test('make at most the requests of rate × (1.5 + ln(n / (3 × rate))), whatever the capacity', () => {
    for (const waiting of [1_000, 10_000, 100_000]) {
      const near = 3 * PROMOTIONS_PER_EVENT_AND_SECOND;
      const rule = PROMOTIONS_PER_EVENT_AND_SECOND * (1.5 + Math.log(Math.max(1, waiting / near)));
      expect(requestsPerSecond(waiting, 1_000_000)).toBeLessThanOrEqual(rule * 1.05);
    }
  });

  test.each([
    [1_000, 1_000_000, 500],
    [10_000, 1_000_000, 2_240],
    [100_000, 1_000_000, 3_875],
    [100_000, 10_000, 3_005],
    [100_000, 1_000, 1_327],
  ])('%d with %d tickets make %d requests a second', (waiting, capacity, requests) => {
    expect(requestsPerSecond(waiting, capacity)).toBe(requests);
  });
});

test('a position is known well enough near the head, far back, and between close bounds', () => {
  expect(isKnownWellEnough(LARGE, 0, 1_400)).toBe(true);
  expect(isKnownWellEnough(LARGE, 0, 1_401)).toBe(false);
  expect(isKnownWellEnough(LARGE, 6_000, 10_000)).toBe(true);
  expect(isKnownWellEnough(LARGE, 5_999, 10_000)).toBe(false);
  expect(isKnownWellEnough(event(1_000), 2_001, 100_000)).toBe(true);
  expect(isKnownWellEnough(event(1_000), 2_000, 100_000)).toBe(false);
});
