import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WaitlistPolicy } from '../../functions/domain/event.ts';
import {
  type Entry,
  isEmpty,
  planTurn,
  type Release,
  type TurnState,
} from '../../functions/domain/serve-line.ts';

const POLICIES: WaitlistPolicy[] = ['strict', 'accept-fewer', 'skip'];

const given = (...quantities: number[]): Release[] =>
  quantities.map((quantity, n) => ({ bookingId: `release-${n}`, quantity, expired: 0 }));

const waiting = (...quantities: number[]): Entry[] =>
  quantities.map((quantity, n) => ({
    bookingId: `waiter-${n}`,
    key: `${String(n).padStart(15, '0')}#waiter-${n}`,
    quantity,
    partition: `stripe-${n % 4}`,
  }));

const tickets = fc.integer({ min: 1, max: 9 });
const statesOf = (policy: fc.Arbitrary<WaitlistPolicy>): fc.Arbitrary<TurnState> =>
  fc.record({
    pool: fc.integer({ min: 0, max: 20 }),
    releases: fc.array(tickets, { maxLength: 30 }).map((quantities) => given(...quantities)),
    line: fc.array(tickets, { maxLength: 30 }).map((quantities) => waiting(...quantities)),
    policy,
  });
const states = statesOf(fc.constantFrom(...POLICIES));

/** Two is the least with which anybody can be promoted at all. */
const actions = fc.integer({ min: 2, max: 99 });

const sum = (parts: { quantity: number }[]): number =>
  parts.reduce((total, { quantity }) => total + quantity, 0);

type Served = { bookingId: string; quantity: number }[];

/** What `planTurn` is a fast form of: all tickets in one hand, and one look at one waiter after the other. */
function serveOneByOne({ pool, releases, line, policy }: TurnState): { served: Served; left: number } {
  const served: Served = [];
  let left = pool + sum(releases);
  for (const { bookingId, quantity: wanted } of line) {
    const fits = wanted <= left;
    const quantity = fits ? wanted : policy === 'accept-fewer' ? left : 0;
    if (quantity > 0) served.push({ bookingId, quantity });
    left -= quantity;
    if (!fits && policy !== 'skip') break;
  }
  return { served, left };
}

/** Turn after turn until one is empty. @throws when there is no end. */
function serveInTurns(state: TurnState, bound: number) {
  const served: Served = [];
  let rest = state;
  for (let turns = 0; turns <= state.releases.length + state.line.length; turns += 1) {
    const turn = planTurn(rest, bound);
    if (isEmpty(turn)) return { served, left: rest.pool, uncollected: rest.releases };
    served.push(...turn.promote.map(({ entry, quantity }) => ({ bookingId: entry.bookingId, quantity })));
    const got = new Map(turn.promote.map(({ entry, quantity }) => [entry, quantity]));
    const line = rest.line.map((entry) => ({ ...entry, quantity: entry.quantity - (got.get(entry) ?? 0) }));
    rest = {
      ...rest,
      pool: turn.pool,
      releases: rest.releases.slice(turn.collect.length),
      line: line.filter((entry) => entry.quantity > 0),
    };
  }
  throw new Error('The turns have no end.');
}

describe('A turn', () => {
  test('accounts for every ticket, and never for fewer than none', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        const turn = planTurn(state, bound);
        expect(turn.pool + sum(turn.promote)).toBe(state.pool + sum(turn.collect));
        expect(turn.pool).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('gives nobody more than they asked for, and nobody nothing', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        for (const { entry, quantity } of planTurn(state, bound).promote) {
          expect(quantity).toBeGreaterThan(0);
          expect(quantity).toBeLessThanOrEqual(entry.quantity);
        }
      }),
    );
  });

  test('is filled up to its last action', () => {
    const state: TurnState = { pool: 0, releases: given(1, 1, 1), line: [], policy: 'strict' };
    expect(planTurn(state, 2).collect).toHaveLength(2);
    expect(planTurn({ ...state, line: waiting(1, 1) }, 3)).toMatchObject({ collect: [{}], promote: [{}] });
    expect(planTurn({ ...state, line: waiting(1, 1) }, 6)).toMatchObject({
      collect: [{}, {}],
      promote: [{}, {}],
    });
  });

  test('collects the releases in their order', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        const { collect } = planTurn(state, bound);
        expect(collect).toEqual(state.releases.slice(0, collect.length));
      }),
    );
  });

  test('promotes the head of the line in its order; under strict each with all they asked for', () => {
    fc.assert(
      fc.property(statesOf(fc.constantFrom('strict', 'accept-fewer')), actions, (state, bound) => {
        const { promote } = planTurn(state, bound);
        expect(promote.map(({ entry }) => entry)).toEqual(state.line.slice(0, promote.length));
        const whole = state.policy === 'strict' ? promote : promote.slice(0, -1);
        for (const { entry, quantity } of whole) expect(quantity).toBe(entry.quantity);
      }),
    );
  });

  test('under skip promotes in the order of the line, each with all they asked for', () => {
    fc.assert(
      fc.property(statesOf(fc.constant('skip')), actions, (state, bound) => {
        const { promote } = planTurn(state, bound);
        const places = promote.map(({ entry }) => state.line.indexOf(entry));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        for (const { entry, quantity } of promote) expect(quantity).toBe(entry.quantity);
      }),
    );
  });

  test('never takes more actions than it may: one for a release, two for a promotion', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 0, max: 99 }), (state, bound) => {
        const { promote, collect } = planTurn(state, bound);
        expect(collect.length + 2 * promote.length).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test('leaves its input as it was', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        const before = structuredClone(state);
        planTurn(state, bound);
        expect(state).toEqual(before);
      }),
    );
  });
});

test.each(POLICIES)(
  'under %s, turn by turn, exactly those are served whom one look at one waiter after the other serves',
  (policy) => {
    fc.assert(
      fc.property(statesOf(fc.constant(policy)), actions, (state, bound) => {
        expect(serveInTurns(state, bound)).toEqual({ ...serveOneByOne(state), uncollected: [] });
      }),
      { numRuns: 200 },
    );
  },
);

/** How many releases are collected, what each of those promoted gets, and what is left in the pool. */
const plan = (policy: WaitlistPolicy, pool: number, released: number[], wanted: number[]) => {
  const turn = planTurn({ pool, releases: given(...released), line: waiting(...wanted), policy }, 99);
  return [turn.collect.length, turn.promote.map(({ quantity }) => quantity), turn.pool];
};

test.each<[string, WaitlistPolicy, number, number[], number[], unknown[]]>([
  ['the head waits for its whole quantity, and everyone behind it', 'strict', 0, [1], [2, 1], [1, [], 1]],
  [
    'the head takes what there is, and nobody behind it gets any',
    'accept-fewer',
    0,
    [1],
    [2, 1],
    [1, [1], 0],
  ],
  ['the first that fits is served', 'skip', 0, [1], [2, 1], [1, [1], 0]],
  ['the head gets exactly what there is', 'strict', 0, [1, 1], [2, 1], [2, [2], 0]],
  ['who was served whole leaves the rest to the next', 'accept-fewer', 0, [3], [2, 2], [1, [2, 1], 0]],
  ['who does not fit does not keep the others from the rest', 'skip', 1, [3], [5, 2, 3, 2], [1, [2, 2], 0]],
  [
    'the pool goes first, and releases are collected for who needs them',
    'strict',
    2,
    [5],
    [2, 9],
    [1, [2], 5],
  ],
  ['a release serves as many as it has tickets', 'strict', 0, [3], [1, 1, 1, 1], [1, [1, 1, 1], 0]],
  ['what nobody wants goes to the pool', 'strict', 1, [2, 3], [1], [2, [1], 5]],
  ['nothing happens where there is nothing to give', 'accept-fewer', 0, [], [1], [0, [], 0]],
  ['nothing happens where nobody waits and nothing came back', 'skip', 4, [], [], [0, [], 4]],
])('%s (%s)', (_, policy, pool, released, wanted, expected) => {
  expect(plan(policy, pool, released, wanted)).toEqual(expected);
});

test('a turn with room for one promotion spends it on somebody whose tickets are there, not on a release', () => {
  const state = { pool: 2, releases: given(5), line: waiting(2, 1), policy: 'strict' as const };
  expect(planTurn(state, 2)).toEqual({
    collect: [],
    promote: [{ entry: state.line[0], quantity: 2 }],
    pool: 0,
  });
});
