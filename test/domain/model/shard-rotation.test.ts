/** The shard rotation: kept positions, and the shards that positions visit over time. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ROTATION_STEP_MS, SHARDS_MAX } from '../../../functions/domain/model/limits.ts';
import { ShardRotation, shardIn } from '../../../functions/domain/model/shard-rotation.ts';

const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const shardCount = fc.integer({ min: 0, max: Math.log2(SHARDS_MAX) }).map((power) => 2 ** power);
const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });

describe('A position', () => {
  test('that was kept is given to the next request, and to one at a time', () => {
    const rotation = new ShardRotation();
    expect(rotation.enter(0.1)).toBe(0.1);
    rotation.keep(0.1);
    expect(rotation.enter(0.2)).toBe(0.1);
    expect(rotation.enter(0.3)).toBe(0.3);
  });

  test('that was not kept is forgotten', () => {
    const rotation = new ShardRotation();
    rotation.enter(0.1);
    expect(rotation.enter(0.2)).toBe(0.2);
  });

  test('at another shard than a second one never meets it, and at the same shard always does', () => {
    fc.assert(
      fc.property(position, position, shardCount, instant, instant, (one, other, count, now, later) => {
        const meet = (at: number) => shardIn(one, count, at) === shardIn(other, count, at);
        expect(meet(later)).toBe(meet(now));
      }),
    );
  });

  test('starts at the shard of its share of the interval', () => {
    expect([0, 0.3, 0.5, 0.99].map((position) => shardIn(position, 4, 0))).toEqual([0, 1, 2, 3]);
  });

  test('is at one of the shards, and stays there until the next step', () => {
    fc.assert(
      fc.property(position, shardCount, instant, (position, count, now) => {
        const shard = shardIn(position, count, now);
        expect(Number.isInteger(shard)).toBe(true);
        expect(shard).toBeGreaterThanOrEqual(0);
        expect(shard).toBeLessThan(count);
        expect(shardIn(position, count, now - (now % ROTATION_STEP_MS))).toBe(shard);
      }),
    );
  });

  test('spreads its shards evenly: no gap between those that it visited is thrice the average', () => {
    for (let shardCount = 4; shardCount <= SHARDS_MAX; shardCount *= 2) {
      const shards = Array.from({ length: shardCount }, (_, step) =>
        shardIn(0, shardCount, step * ROTATION_STEP_MS),
      );
      for (let visited = 2; visited <= shardCount; visited += 1) {
        const sorted = shards.slice(0, visited).sort((a, b) => a - b);
        const gaps = sorted.map((shard, n) => (sorted[n + 1] ?? shardCount) - shard);
        expect(Math.max(...gaps)).toBeLessThan((3 * shardCount) / visited);
      }
    }
  });

  test('visits every shard once in as many steps', () => {
    fc.assert(
      fc.property(position, shardCount, instant, (position, count, now) => {
        const steps = Array.from({ length: count }, (_, step) => now + step * ROTATION_STEP_MS);
        expect(new Set(steps.map((at) => shardIn(position, count, at))).size).toBe(count);
      }),
    );
  });
});
