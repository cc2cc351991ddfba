import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Shard } from '../../functions/domain/event.ts';
import { FULLNESS_POWER, SHARD_HINT_TTL_MS } from '../../functions/domain/limits.ts';
import { ShardHints, someShards, takeFromSeveral } from '../../functions/domain/shard-choice.ts';

const shards: fc.Arbitrary<Shard[]> = fc
  .array(fc.record({ freeTickets: fc.integer({ min: 0, max: 8 }), closed: fc.boolean() }), { maxLength: 16 })
  .map((counters) =>
    counters.map((counter, index) => ({
      ...counter,
      index,
      joined: 0,
      salesOpenAt: 0,
      salesCloseAt: 1,
      doorClosesAt: 1,
      maxPerCustomer: 10,
    })),
  );

const quantity = fc.integer({ min: 1, max: 40 });

const freeInOpen = (all: Shard[]): number[] =>
  all.filter((shard) => !shard.closed).map((shard) => shard.freeTickets);

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** The least number of open shards that hold so many together. */
function fewest(all: Shard[], wanted: number): number {
  const fullestFirst = freeInOpen(all).sort((a, b) => b - a);
  return fullestFirst.findIndex((_, n) => sum(fullestFirst.slice(0, n + 1)) >= wanted) + 1;
}

describe('Taking from several shards', () => {
  test('adds up to what was asked, and takes from no shard what it does not have', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        const takes = takeFromSeveral(all, wanted) ?? [];
        fc.pre(takes.length > 0);
        expect(sum(takes.map((take) => take.quantity))).toBe(wanted);
        expect(new Set(takes.map((take) => take.index)).size).toBe(takes.length);
        for (const take of takes) {
          expect(all[take.index]?.closed).toBe(false);
          expect(take.quantity).toBeGreaterThan(0);
          expect(take.quantity).toBeLessThanOrEqual(all[take.index]?.freeTickets ?? 0);
        }
      }),
    );
  });

  test('is not possible exactly when all open shards together have too few', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        expect(takeFromSeveral(all, wanted) === undefined).toBe(sum(freeInOpen(all)) < wanted);
      }),
    );
  });

  test('takes from as few shards as can be', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        const takes = takeFromSeveral(all, wanted);
        fc.pre(takes !== undefined);
        expect(takes).toHaveLength(fewest(all, wanted));
      }),
    );
  });

  test('leaves its input as it was', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        const before = structuredClone(all);
        takeFromSeveral(all, wanted);
        expect(all).toEqual(before);
      }),
    );
  });
});

describe('What is remembered of shards', () => {
  const seenAt = 1_000_000;
  const hintsOf = (...freeTickets: number[]) => {
    const hints = new ShardHints();
    hints.remember(
      'event',
      freeTickets.map((free, index) => ({ index, freeTickets: free })),
      seenAt,
    );
    return hints;
  };

  test('leaves out those that held too few, and only those', () => {
    expect(hintsOf(0, 1, 2, 3).candidates('event', 4, 2, seenAt)).toEqual([2, 3]);
  });

  test('says nothing against a shard that was never looked at', () => {
    expect(hintsOf(0, 0).candidates('event', 4, 1, seenAt)).toEqual([2, 3]);
    expect(new ShardHints().candidates('event', 3, 9, seenAt)).toEqual([0, 1, 2]);
  });

  test('is of one event', () => {
    expect(hintsOf(0, 0).candidates('another', 2, 1, seenAt)).toEqual([0, 1]);
  });

  test('is believed for its time, and no longer', () => {
    const hints = hintsOf(0);
    expect(hints.candidates('event', 1, 1, seenAt + SHARD_HINT_TTL_MS)).toEqual([]);
    expect(hints.candidates('event', 1, 1, seenAt + SHARD_HINT_TTL_MS + 1)).toEqual([0]);
  });

  test('is told of as long as it is believed', () => {
    const hints = hintsOf(2, 0);
    expect(hints.known('event', seenAt + SHARD_HINT_TTL_MS)).toEqual([
      { index: 0, freeTickets: 2, closed: false },
      { index: 1, freeTickets: 0, closed: false },
    ]);
    expect(hints.known('event', seenAt + SHARD_HINT_TTL_MS + 1)).toEqual([]);
    expect(hints.known('another', seenAt)).toEqual([]);
  });

  test('gives way to a later look', () => {
    const hints = hintsOf(0, 0);
    hints.remember('event', [{ index: 1, freeTickets: 5 }], seenAt + 1);
    expect(hints.candidates('event', 2, 1, seenAt + 1)).toEqual([1]);
  });
});

describe('Choosing a shard', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const eventOf = (shardCount: number) => ({ id: 'event', shardCount });
  const hintsOf = (...counts: number[]) => {
    const hints = new ShardHints();
    hints.remember(
      'event',
      counts.map((freeTickets, index) => ({ index, freeTickets })),
      0,
    );
    return hints;
  };
  const draws = (...chances: number[]) => {
    const left = [...chances];
    return () => left.shift() ?? 0;
  };

  test('takes the next one while nothing is known, and once nothing is believed any more', () => {
    const never = () => {
      throw new Error('Nothing is left to chance.');
    };
    expect(new ShardHints().choose(eventOf(4), 1, 2, 0, never)).toBe(2);
    const late = SHARD_HINT_TTL_MS + 1;
    expect(hintsOf(0, 5).choose(eventOf(4), 1, 0, late, draws(0.999))).toBe(0);
  });

  test('takes the next one where it holds as much as the average, or nothing is known of it', () => {
    const hints = hintsOf(3, 3, 9);
    expect(hints.choose(eventOf(4), 1, 2, 0, draws(0.999))).toBe(2);
    expect(hints.choose(eventOf(4), 1, 3, 0, draws(0.999))).toBe(3);
  });

  test('passes over the next one the likelier the less it holds', () => {
    const hints = hintsOf(2, 6);
    const kept = (1 / 2) ** FULLNESS_POWER;
    expect(hints.choose(eventOf(2), 1, 0, 0, draws(kept - 0.01))).toBe(0);
    expect(hints.choose(eventOf(2), 1, 0, 0, draws(kept + 0.01, 0.999))).toBe(1);
  });

  test('then takes one by how much each holds', () => {
    const hints = hintsOf(2, 6);
    const [less, more] = [0.5 ** FULLNESS_POWER, 1.5 ** FULLNESS_POWER];
    const share = less / (less + more);
    expect(hints.choose(eventOf(2), 1, 0, 0, draws(0.99, share - 0.001))).toBe(0);
    expect(hints.choose(eventOf(2), 1, 0, 0, draws(0.99, share + 0.001))).toBe(1);
  });

  test('takes one that may hold enough, whatever the chance, and none exactly when none may', () => {
    fc.assert(
      fc.property(shards, quantity, chance, chance, fc.nat(), (all, wanted, keep, other, turn) => {
        const hints = new ShardHints();
        hints.remember('event', all, 0);
        const count = all.length + 1;
        const candidates = hints.candidates('event', count, wanted, 0);
        const next = turn % count;
        expect(candidates).toContain(hints.choose(eventOf(count), wanted, next, 0, draws(keep, other)));
        expect(hints.choose(eventOf(all.length), 9, next, 0, draws(keep, other))).toBeUndefined();
      }),
    );
  });
});

describe('Some shards to take from', () => {
  test('hold enough whenever all together do, and none is there twice, closed or empty', () => {
    fc.assert(
      fc.property(
        shards,
        quantity,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (all, wanted, chances) => {
          const some = someShards(all, wanted, () => chances.next().value ?? 0);
          expect(takeFromSeveral(some, wanted) === undefined).toBe(
            takeFromSeveral(all, wanted) === undefined,
          );
          expect(new Set(some).size).toBe(some.length);
          expect(some.every((shard) => !shard.closed && shard.freeTickets > 0)).toBe(true);
        },
      ),
    );
  });

  test('hold twice what is asked for and not much more', () => {
    const all = Array.from({ length: 8 }, (_, index) => ({ index, closed: false, freeTickets: 2 }) as Shard);
    expect(someShards(all, 2, () => 0)).toHaveLength(2);
    expect(someShards(all, 3, () => 0)).toHaveLength(3);
  });

  test('are others by chance, so that requests do not all meet at the fullest', () => {
    const all = Array.from({ length: 8 }, (_, index) => ({ index, closed: false, freeTickets: 2 }) as Shard);
    const chosen = [0, 0.3, 0.6, 0.9].map((chance) => someShards(all, 1, () => chance)[0]?.index);
    expect(chosen).toEqual([0, 2, 4, 7]);
  });
});
