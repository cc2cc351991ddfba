import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Lanes, placeIn } from '../../functions/domain/lanes.ts';
import { LANE_STEP_MS } from '../../functions/domain/limits.ts';

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
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

  test('is always as far from another as it was at first', () => {
    const apart = (a: number, b: number) => Math.min((a - b + 1) % 1, (b - a + 1) % 1);
    fc.assert(
      fc.property(place, place, instant, (one, other, now) => {
        expect(apart(placeIn(one, now), placeIn(other, now))).toBeCloseTo(apart(one, other), 3);
      }),
    );
  });

  test('stays in [0, 1), and in its place until the next step', () => {
    fc.assert(
      fc.property(place, instant, (lane, now) => {
        const at = placeIn(lane, now);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThan(1);
        expect(placeIn(lane, now - (now % LANE_STEP_MS))).toBe(at);
      }),
    );
  });

  test.each([4, 16, 64])('comes by each of %i shards about equally often', (shardCount) => {
    const rounds = 20;
    const visits = Array<number>(shardCount).fill(0);
    for (let step = 0; step < rounds * shardCount; step += 1) {
      const shard = Math.floor(placeIn(0.5, step * LANE_STEP_MS) * shardCount);
      visits[shard] = (visits[shard] ?? 0) + 1;
    }
    for (const count of visits) expect(Math.abs(count - rounds)).toBeLessThanOrEqual(2);
  });
});
