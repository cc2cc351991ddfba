import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Shard } from '../../functions/domain/event.ts';
import { SHARD_HINT_TTL_MS } from '../../functions/domain/limits.ts';
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
  const chances = (count: number) => Array.from({ length: count }, (_, n) => (n + 0.5) / count);

  function howOften(hints: ShardHints, shardCount: number, wanted: number): number[] {
    const chosen = chances(1_000).map((chance) => hints.choose('event', shardCount, wanted, 0, chance));
    return Array.from({ length: shardCount }, (_, index) => chosen.filter((one) => one === index).length);
  }

  test('takes all alike while nothing is known', () => {
    expect(howOften(new ShardHints(), 4, 1)).toEqual([250, 250, 250, 250]);
  });

  test('takes a shard the more often the more it holds, and an unknown one like the average', () => {
    const hints = new ShardHints();
    hints.remember(
      'event',
      [
        { index: 0, freeTickets: 1 },
        { index: 1, freeTickets: 3 },
        { index: 2, freeTickets: 0 },
      ],
      0,
    );
    expect(howOften(hints, 4, 1)).toEqual([167, 500, 0, 333]);
  });

  test('takes all alike once nothing is believed any more', () => {
    const hints = new ShardHints();
    const seen = [0, 5].map((freeTickets, index) => ({ index, freeTickets }));
    hints.remember('event', seen, -SHARD_HINT_TTL_MS - 1);
    expect(howOften(hints, 4, 1)).toEqual([250, 250, 250, 250]);
  });

  test('takes one that may hold enough, whatever the chance, and none exactly when none may', () => {
    fc.assert(
      fc.property(
        shards,
        quantity,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (all, wanted, chance) => {
          const hints = new ShardHints();
          hints.remember('event', all, 0);
          const candidates = hints.candidates('event', all.length + 1, wanted, 0);
          expect(candidates).toContain(hints.choose('event', all.length + 1, wanted, 0, chance));
          expect(hints.choose('event', all.length, 9, 0, chance)).toBeUndefined();
        },
      ),
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
