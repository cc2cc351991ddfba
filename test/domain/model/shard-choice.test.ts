/** The choice of shards: hints about their free tickets, the shard of a request, and taking from several. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FULLNESS_POWER, SHARD_HINT_TTL_MS } from '../../../functions/domain/model/limits.ts';
import type { Shard } from '../../../functions/domain/model/shard.ts';
import { ShardHints, someShards, takeFromSeveral } from '../../../functions/domain/model/shard-choice.ts';

const shards: fc.Arbitrary<Shard[]> = fc
  .array(fc.record({ freeTickets: fc.integer({ min: 0, max: 8 }), closed: fc.boolean() }), { maxLength: 16 })
  .map((state) =>
    state.map((counter, index) => ({
      ...counter,
      index,
      joined: 0,
      salesOpenAt: 0,
      salesCloseAt: 1,
      doorClosesAt: 1,
      maxPerCustomer: 10,
    })),
  );

const eventOf = (shardCount: number) => ({ id: 'event', shardCount });

const quantity = fc.integer({ min: 1, max: 40 });

const freeInOpen = (all: Shard[]): number[] =>
  all.filter((shard) => !shard.closed).map((shard) => shard.freeTickets);

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** @returns the smallest number of open shards that together hold `wanted` tickets. */
function fewest(all: Shard[], wanted: number): number {
  const fullestFirst = freeInOpen(all).sort((a, b) => b - a);
  return fullestFirst.findIndex((_, n) => sum(fullestFirst.slice(0, n + 1)) >= wanted) + 1;
}

describe('Taking from several shards', () => {
  test('takes the requested quantity in total, and from no shard more than it has', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        const takes = takeFromSeveral(all, { quantity: wanted }) ?? [];
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

  test('is impossible exactly if all open shards together have too few tickets', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        expect(takeFromSeveral(all, { quantity: wanted }) === undefined).toBe(sum(freeInOpen(all)) < wanted);
      }),
    );
  });

  test('takes from as few shards as possible', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        const takes = takeFromSeveral(all, { quantity: wanted });
        fc.pre(takes !== undefined);
        expect(takes).toHaveLength(fewest(all, wanted));
      }),
    );
  });

  test('does not change its input', () => {
    fc.assert(
      fc.property(shards, quantity, (all, wanted) => {
        const before = structuredClone(all);
        takeFromSeveral(all, { quantity: wanted });
        expect(all).toEqual(before);
      }),
    );
  });
});

describe('The hints', () => {
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

  test('exclude exactly the shards that had too few tickets', () => {
    expect(hintsOf(0, 1, 2, 3).candidates(eventOf(4), { quantity: 2 }, seenAt)).toEqual([2, 3]);
  });

  test('do not exclude a shard that was never read', () => {
    expect(hintsOf(0, 0).candidates(eventOf(4), { quantity: 1 }, seenAt)).toEqual([2, 3]);
    expect(new ShardHints().candidates(eventOf(3), { quantity: 9 }, seenAt)).toEqual([0, 1, 2]);
  });

  test('belong to one event', () => {
    expect(hintsOf(0, 0).candidates({ ...eventOf(2), id: 'another' }, { quantity: 1 }, seenAt)).toEqual([
      0, 1,
    ]);
  });

  test('exclude shards until they expire', () => {
    const hints = hintsOf(0);
    expect(hints.candidates(eventOf(1), { quantity: 1 }, seenAt + SHARD_HINT_TTL_MS)).toEqual([]);
    expect(hints.candidates(eventOf(1), { quantity: 1 }, seenAt + SHARD_HINT_TTL_MS + 1)).toEqual([0]);
  });

  test('are listed until they expire', () => {
    const hints = hintsOf(2, 0);
    expect(hints.known('event', seenAt + SHARD_HINT_TTL_MS)).toEqual([
      { index: 0, freeTickets: 2, closed: false },
      { index: 1, freeTickets: 0, closed: false },
    ]);
    expect(hints.known('event', seenAt + SHARD_HINT_TTL_MS + 1)).toEqual([]);
    expect(hints.known('another', seenAt)).toEqual([]);
  });

  test('are replaced by a later read', () => {
    const hints = hintsOf(0, 0);
    hints.remember('event', [{ index: 1, freeTickets: 5 }], seenAt + 1);
    expect(hints.candidates(eventOf(2), { quantity: 1 }, seenAt + 1)).toEqual([1]);
  });
});

describe('Choosing a shard', () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
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

  test('takes the next one without hints and after they have expired', () => {
    const never = () => {
      throw new Error('The choice must not be random.');
    };
    expect(new ShardHints().choose(eventOf(4), { quantity: 1 }, 2, 0, never)).toBe(2);
    const late = SHARD_HINT_TTL_MS + 1;
    expect(hintsOf(0, 5).choose(eventOf(4), { quantity: 1 }, 0, late, draws(0.999))).toBe(0);
  });

  test('takes the next one if it holds at least the average, or has no hint', () => {
    const hints = hintsOf(3, 3, 9);
    expect(hints.choose(eventOf(4), { quantity: 1 }, 2, 0, draws(0.999))).toBe(2);
    expect(hints.choose(eventOf(4), { quantity: 1 }, 3, 0, draws(0.999))).toBe(3);
  });

  test('skips the next one with a probability that rises as its tickets fall', () => {
    const hints = hintsOf(2, 6);
    const kept = (1 / 2) ** FULLNESS_POWER;
    expect(hints.choose(eventOf(2), { quantity: 1 }, 0, 0, draws(kept - 0.01))).toBe(0);
    expect(hints.choose(eventOf(2), { quantity: 1 }, 0, 0, draws(kept + 0.01, 0.999))).toBe(1);
  });

  test('then takes one with a probability that rises with its tickets', () => {
    const hints = hintsOf(2, 6);
    const [less, more] = [0.5 ** FULLNESS_POWER, 1.5 ** FULLNESS_POWER];
    const share = less / (less + more);
    expect(hints.choose(eventOf(2), { quantity: 1 }, 0, 0, draws(0.99, share - 0.001))).toBe(0);
    expect(hints.choose(eventOf(2), { quantity: 1 }, 0, 0, draws(0.99, share + 0.001))).toBe(1);
  });

  test('never takes a next one that has too few tickets', () => {
    expect(hintsOf(0, 3).choose(eventOf(2), { quantity: 1 }, 0, 0, draws(0, 0))).toBe(1);
  });

  test('gives shards that are equally full equal parts of the random numbers', () => {
    const chosen = [0, 0.49, 0.5, 0.99].map((random) =>
      hintsOf(0, 3, 3).choose(eventOf(3), { quantity: 1 }, 0, 0, draws(0, random)),
    );
    expect(chosen).toEqual([1, 1, 2, 2]);
  });

  test('takes one that may have enough tickets for every random number, and none if no shard may have enough', () => {
    fc.assert(
      fc.property(shards, quantity, chance, chance, fc.nat(), (all, wanted, keep, other, step) => {
        const hints = new ShardHints();
        hints.remember('event', all, 0);
        const count = all.length + 1;
        const candidates = hints.candidates(eventOf(count), { quantity: wanted }, 0);
        const next = step % count;
        expect(candidates).toContain(
          hints.choose(eventOf(count), { quantity: wanted }, next, 0, draws(keep, other)),
        );
        expect(
          hints.choose(eventOf(all.length), { quantity: 9 }, next, 0, draws(keep, other)),
        ).toBeUndefined();
      }),
    );
  });
});

describe('Some shards for a request', () => {
  test('hold enough if all together do, and are distinct, open and not empty', () => {
    fc.assert(
      fc.property(
        shards,
        quantity,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (all, wanted, chances) => {
          const some = someShards(all, { quantity: wanted }, () => chances.next().value ?? 0);
          expect(takeFromSeveral(some, { quantity: wanted }) === undefined).toBe(
            takeFromSeveral(all, { quantity: wanted }) === undefined,
          );
          expect(new Set(some).size).toBe(some.length);
          expect(some.every((shard) => !shard.closed && shard.freeTickets > 0)).toBe(true);
        },
      ),
    );
  });

  test('hold about twice the requested quantity', () => {
    const all = Array.from({ length: 8 }, (_, index) => ({ index, closed: false, freeTickets: 2 }) as Shard);
    expect(someShards(all, { quantity: 2 }, () => 0)).toHaveLength(2);
    expect(someShards(all, { quantity: 3 }, () => 0)).toHaveLength(3);
  });

  test('are random, so that requests do not all contend for the fullest', () => {
    const all = Array.from({ length: 8 }, (_, index) => ({ index, closed: false, freeTickets: 2 }) as Shard);
    const chosen = [0, 0.3, 0.6, 0.9].map(
      (chance) => someShards(all, { quantity: 1 }, () => chance)[0]?.index,
    );
    expect(chosen).toEqual([0, 2, 4, 7]);
  });
});
