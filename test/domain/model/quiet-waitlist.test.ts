/** Quiet waitlists: which events have them, and that a quick join and a pass that did not see it never meet. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arrivalKey } from '../../../functions/domain/model/booking.ts';
import { CLOCK_SKEW_MS, QUIET_JOIN_MS, QUIET_RELIANCE_MS } from '../../../functions/domain/model/limits.ts';
import {
  becomesQuiet,
  canBeQuiet,
  isQuickJoin,
  mayRelyOnQuiet,
  ripensInMs,
  ripeUpTo,
} from '../../../functions/domain/model/quiet-waitlist.ts';
import { NEW_WAITLIST } from '../../../functions/domain/model/waitlist-state.ts';

const MANY = { shardCount: 32 };
const SOLD_OUT = { ...NEW_WAITLIST, sellsInOrder: true, shardsEmpty: true };
const INSTANT = fc.integer({ min: 1_000_000, max: 9_000_000_000_000 });

describe('A waitlist', () => {
  test('can be quiet if its event has more than 16 shards', () => {
    expect(canBeQuiet(MANY)).toBe(true);
    expect(canBeQuiet({ shardCount: 16 })).toBe(false);
  });

  test('becomes quiet when no tickets are left, and only if it is not quiet', () => {
    expect(becomesQuiet(MANY, SOLD_OUT)).toBe(true);
    for (const change of [
      { unassigned: 1 },
      { pendingCapacity: 1 },
      { shardsEmpty: false },
      { quiet: 'yes' as const },
      { quiet: 'ending' as const },
    ])
      expect(becomesQuiet(MANY, { ...SOLD_OUT, ...change })).toBe(false);
    expect(becomesQuiet({ shardCount: 4 }, SOLD_OUT)).toBe(false);
  });

  test('is relied on to be quiet for a second', () => {
    expect(mayRelyOnQuiet(5_000, 5_000 + QUIET_RELIANCE_MS - 1)).toBe(true);
    expect(mayRelyOnQuiet(5_000, 5_000 + QUIET_RELIANCE_MS)).toBe(false);
  });
});

describe('A pass over a quiet waitlist', () => {
  test('serves nobody who arrived after a quick join that it did not see, although the clocks differ', () => {
    const skew = fc.integer({ min: -2 * CLOCK_SKEW_MS, max: 2 * CLOCK_SKEW_MS });
    const later = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(INSTANT, later, skew, later, (arrival, answeredAfter, clockSkew, readBefore) => {
        const answeredAt = arrival + answeredAfter;
        fc.pre(isQuickJoin(arrival, answeredAt));
        const clerkReadsAt = answeredAt + clockSkew - readBefore;
        expect(arrivalKey({ arrival, id: '' }) > ripeUpTo(clerkReadsAt)).toBe(true);
      }),
    );
  });

  test('could serve such a one if the join were slower', () => {
    const answeredAt = 10_000_000;
    const arrival = answeredAt - QUIET_JOIN_MS;
    expect(isQuickJoin(arrival, answeredAt)).toBe(false);
    expect(arrivalKey({ arrival, id: '' }) > ripeUpTo(answeredAt + 2 * CLOCK_SKEW_MS)).toBe(false);
  });

  test('serves an entry as soon as it is ripe', () => {
    fc.assert(
      fc.property(INSTANT, fc.integer({ min: 0, max: 10_000 }), (arrival, waits) => {
        const key = arrivalKey({ arrival, id: 'a' });
        const now = arrival + waits;
        expect(key <= ripeUpTo(now + ripensInMs({ key }, now))).toBe(true);
        if (ripensInMs({ key }, now) > 0) expect(key <= ripeUpTo(now)).toBe(false);
      }),
    );
  });
});
