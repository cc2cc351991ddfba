import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Lanes, shardIn } from '../../functions/domain/lanes.ts';
import { LANE_STEP_MS, SHARDS_MAX } from '../../functions/domain/limits.ts';

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const shardCount = fc.integer({ min: 0, max: Math.log2(SHARDS_MAX) }).map((power) => 2 ** power);
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });

describe('A lane', () => {
  test('that went well is for the next request, and for one at a time', () => {
    const lanes = new Lanes();
    expect(lanes.enter(0.1)).toBe(0.1);
    lanes.keep(0.1);
    expect(lanes.enter(0.2)).toBe(0.1);
    expect(lanes.enter(0.3)).toBe(0.3);
  });

  test('that was not kept is forgotten', () => {
    const lanes = new Lanes();
    lanes.enter(0.1);
    expect(lanes.enter(0.2)).toBe(0.2);
  });

  test('never meets another that is at a different shard now, and always one that is at the same', () => {
    fc.assert(
      fc.property(place, place, shardCount, instant, instant, (one, other, count, now, later) => {
        const meet = (at: number) => shardIn(one, count, at) === shardIn(other, count, at);
        expect(meet(later)).toBe(meet(now));
      }),
    );
  });

  test('begins at the shard that its place falls on', () => {
    expect([0, 0.3, 0.5, 0.99].map((lane) => shardIn(lane, 4, 0))).toEqual([0, 1, 2, 3]);
  });

  test('is at one of the shards, and stays there until the next step', () => {
    fc.assert(
      fc.property(place, shardCount, instant, (lane, count, now) => {
        const shard = shardIn(lane, count, now);
        expect(Number.isInteger(shard)).toBe(true);
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(count);
        expect(shardIn(lane, count, now - (now % LANE_STEP_MS))).toBe(shard);
      }),
    );
  });

  test('comes by every shard once in as many steps', () => {
    fc.assert(
      fc.property(place, shardCount, instant, (lane, count, now) => {
        const steps = Array.from({ length: count }, (_, step) => now + step * LANE_STEP_MS);
        expect(new Set(steps.map((at) => shardIn(lane, count, at))).size).toBe(count);
      }),
    );
  });
});
