/** `planBatch`: properties of one promotion batch, and equality with a plan of one waiter at a time. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { WaitlistPolicy } from '../../../functions/domain/model/event.ts';
import {
  type BatchInput,
  type Entry,
  hasReturns,
  holderOf,
  isEmpty,
  planBatch,
  type Release,
  servedWhilePaused,
  unservable,
  wantAll,
} from '../../../functions/domain/model/plan-promotions.ts';

const POLICIES: WaitlistPolicy[] = ['strict', 'accept-fewer', 'skip'];

const given = (...quantities: number[]): Release[] =>
  quantities.map((quantity, n) => ({ bookingId: `release-${n}`, quantity, expired: 0, bytes: 500 }));

const waiting = (...quantities: number[]): Entry[] =>
  quantities.map((quantity, n) => ({
    bookingId: `waiter-${n}`,
    key: `${String(n).padStart(15, '0')}#waiter-${n}`,
    quantity,
    partition: `partition-${n % 4}`,
  }));

const tickets = fc.integer({ min: 1, max: 9 });
const statesOf = (policy: fc.Arbitrary<WaitlistPolicy>): fc.Arbitrary<BatchInput> =>
  fc.record({
    unassigned: fc.integer({ min: 0, max: 20 }),
    releases: fc.array(tickets, { maxLength: 30 }).map((quantities) => given(...quantities)),
    entries: fc
      .array(fc.tuple(tickets, fc.constantFrom({}, {}, { passedAt: 1 })), { maxLength: 30 })
      .map((drawn) =>
        waiting(...drawn.map(([quantity]) => quantity)).map((entry, n) => ({ ...entry, ...drawn[n]?.[1] })),
      ),
    policy,
  });
const states = statesOf(fc.constantFrom(...POLICIES));

/** The limit on the actions of a batch: a promotion takes two, so a lower one promotes nobody. */
const actions = fc.integer({ min: 2, max: 99 });

const sum = (parts: { quantity: number }[]): number =>
  parts.reduce((total, { quantity }) => total + quantity, 0);

type Served = { bookingId: string; quantity: number }[];

/** The reference for `planBatch`: collects all tickets first, then decides about one waiter after the other. */
function serveOneByOne({ unassigned, releases, entries, policy }: BatchInput): {
  served: Served;
  left: number;
} {
  const served: Served = [];
  let left = unassigned + sum(releases);
  for (const { bookingId, quantity: wanted, until, passedAt } of entries) {
    const fits = wanted <= left;
    const quantity = fits ? wanted : policy === 'accept-fewer' && until === undefined ? left : 0;
    if (quantity > 0) served.push({ bookingId, quantity });
    left -= quantity;
    if (!fits && policy !== 'skip' && until === undefined && passedAt === undefined) break;
  }
  return { served, left };
}

/** Plans batches until one is empty. @throws if there is no end. */
function serveInBatches(state: BatchInput, bound: number) {
  const served: Served = [];
  let rest = state;
  for (let promotions = 0; promotions <= state.releases.length + state.entries.length; promotions += 1) {
    const batch = planBatch(rest, bound);
    if (isEmpty(batch)) return { served, left: rest.unassigned, uncollected: rest.releases };
    served.push(...batch.promote.map(({ entry, quantity }) => ({ bookingId: entry.bookingId, quantity })));
    const got = new Map(batch.promote.map(({ entry, quantity }) => [entry, quantity]));
    const entries = rest.entries.map((entry) => ({
      ...entry,
      quantity: entry.quantity - (got.get(entry) ?? 0),
    }));
    rest = {
      ...rest,
      unassigned: batch.unassigned,
      releases: rest.releases.slice(batch.collect.length),
      entries: entries.filter((entry) => entry.quantity > 0),
    };
  }
  throw new Error('The batches have no end.');
}

describe('A promotion batch', () => {
  test('accounts for every ticket, and never leaves a negative number', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        const batch = planBatch(state, bound);
        expect(batch.unassigned + sum(batch.promote)).toBe(state.unassigned + sum(batch.collect));
        expect(batch.unassigned).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('gives each promoted waiter at least one ticket and at most the requested ones', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        for (const { entry, quantity } of planBatch(state, bound).promote) {
          expect(quantity).toBeGreaterThan(0);
          expect(quantity).toBeLessThanOrEqual(entry.quantity);
        }
      }),
    );
  });

  test('is filled up to its last action', () => {
    const state: BatchInput = { unassigned: 0, releases: given(1, 1, 1), entries: [], policy: 'strict' };
    expect(planBatch(state, 2).collect).toHaveLength(2);
    expect(planBatch({ ...state, entries: waiting(1, 1) }, 3)).toMatchObject({
      collect: [{}],
      promote: [{}],
    });
    expect(planBatch({ ...state, entries: waiting(1, 1) }, 6)).toMatchObject({
      collect: [{}, {}],
      promote: [{}, {}],
    });
  });

  test('collects the releases in their order', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        const { collect } = planBatch(state, bound);
        expect(collect).toEqual(state.releases.slice(0, collect.length));
      }),
    );
  });

  test('promotes the head of the waitlist in order; under strict each with all requested tickets', () => {
    fc.assert(
      fc.property(statesOf(fc.constantFrom('strict', 'accept-fewer')), actions, (drawn, bound) => {
        const entries = drawn.entries.filter(({ passedAt }) => passedAt === undefined);
        const state = { ...drawn, entries };
        const { promote } = planBatch(state, bound);
        expect(promote.map(({ entry }) => entry)).toEqual(entries.slice(0, promote.length));
        const whole = state.policy === 'strict' ? promote : promote.slice(0, -1);
        for (const { entry, quantity } of whole) expect(quantity).toBe(entry.quantity);
      }),
    );
  });

  test('under skip promotes in the order of the waitlist, each with all requested tickets', () => {
    fc.assert(
      fc.property(statesOf(fc.constant('skip')), actions, (state, bound) => {
        const { promote } = planBatch(state, bound);
        const places = promote.map(({ entry }) => state.entries.indexOf(entry));
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        for (const { entry, quantity } of promote) expect(quantity).toBe(entry.quantity);
      }),
    );
  });

  test('never exceeds its limit of actions: one for a release, two for a promotion', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 0, max: 99 }), (state, bound) => {
        const { promote, collect } = planBatch(state, bound);
        expect(collect.length + 2 * promote.length).toBeLessThanOrEqual(bound);
      }),
    );
  });

  test('collects as many releases as are not too large together, and a single one in any case', () => {
    const MIB = 1024 * 1024;
    const large = (...mebibytes: number[]) =>
      given(...mebibytes.map(() => 1)).map((release, n) => ({
        ...release,
        bytes: (mebibytes[n] ?? 0) * MIB,
      }));
    const collected = (...mebibytes: number[]) => {
      const state = { unassigned: 0, entries: [], policy: 'strict' as const, releases: large(...mebibytes) };
      return planBatch(state, 99).collect.length;
    };
    expect([collected(1, 1, 1), collected(3, 1), collected(1, 3), collected(0.5, 0.5, 0.5, 0.5)]).toEqual([
      2, 1, 1, 4,
    ]);
  });

  test('ends before it changes a booking a second time, which has a release and waits for others', () => {
    const [first, second] = waiting(1, 1);
    const own = (entry = first) => ({
      bookingId: entry?.bookingId ?? '',
      quantity: 1,
      expired: 0,
      bytes: 500,
    });
    const entries = [first, second].filter((entry) => entry !== undefined);
    const state = { unassigned: 0, policy: 'accept-fewer' as const, entries };
    const collecting = planBatch({ ...state, releases: [own()] }, 99);
    expect(collecting).toEqual({ collect: [own()], promote: [], unassigned: 1 });
    const next = planBatch({ ...state, unassigned: 1, releases: [own()] }, 99);
    expect(next).toEqual({ collect: [], promote: [{ entry: first, quantity: 1 }], unassigned: 0 });
    const releases = [own(second), own()];
    expect(planBatch({ ...state, releases }, 99).promote).toEqual([{ entry: first, quantity: 1 }]);
  });

  test('does not change its input', () => {
    fc.assert(
      fc.property(states, actions, (state, bound) => {
        const before = structuredClone(state);
        planBatch(state, bound);
        expect(state).toEqual(before);
      }),
    );
  });
});

/** States in which some entries are those of requests that accept only free tickets. */
const mixedStatesOf = (policy: WaitlistPolicy): fc.Arbitrary<BatchInput> =>
  fc
    .tuple(statesOf(fc.constant(policy)), fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }))
    .map(([state, leave]) => ({
      ...state,
      entries: state.entries.map((entry, n) => (leave[n] ? { ...entry, until: 1 } : entry)),
    }));

test.each(POLICIES)(
  'under %s, batches promote exactly the waiters that a plan of one waiter at a time promotes',
  (policy) => {
    fc.assert(
      fc.property(mixedStatesOf(policy), actions, (state, bound) => {
        expect(serveInBatches(state, bound)).toEqual({ ...serveOneByOne(state), uncollected: [] });
      }),
      { numRuns: 200 },
    );
  },
);

/** @returns the number of collected releases, the tickets of each promotion, and the tickets left unassigned. */
const plan = (policy: WaitlistPolicy, unassigned: number, released: number[], wanted: number[]) => {
  const batch = planBatch(
    { unassigned, releases: given(...released), entries: waiting(...wanted), policy },
    99,
  );
  return [batch.collect.length, batch.promote.map(({ quantity }) => quantity), batch.unassigned];
};

test.each<[string, WaitlistPolicy, number, number[], number[], unknown[]]>([
  ['the head waits for its whole quantity, and everyone behind it', 'strict', 0, [1], [2, 1], [1, [], 1]],
  [
    'the head gets all free tickets, and nobody behind it gets any',
    'accept-fewer',
    0,
    [1],
    [2, 1],
    [1, [1], 0],
  ],
  ['the first waiter that fits is promoted', 'skip', 0, [1], [2, 1], [1, [1], 0]],
  ['the head gets exactly the free tickets', 'strict', 0, [1, 1], [2, 1], [2, [2], 0]],
  [
    'tickets left after a complete promotion go to the next waiter',
    'accept-fewer',
    0,
    [3],
    [2, 2],
    [1, [2, 1], 0],
  ],
  ['a waiter that does not fit does not block the others', 'skip', 1, [3], [5, 2, 3, 2], [1, [2, 2], 0]],
  [
    'unassigned tickets go first, and releases are collected for waiters that need them',
    'strict',
    2,
    [5],
    [2, 9],
    [1, [2], 5],
  ],
  ['a release serves as many waiters as it has tickets', 'strict', 0, [3], [1, 1, 1, 1], [1, [1, 1, 1], 0]],
  ['tickets that nobody wants stay unassigned', 'strict', 1, [2, 3], [1], [2, [1], 5]],
  ['nothing happens without free tickets', 'accept-fewer', 0, [], [1], [0, [], 0]],
  ['nothing happens without waiters and releases', 'skip', 4, [], [], [0, [], 4]],
])('%s (%s)', (_, policy, unassigned, released, wanted, expected) => {
  expect(plan(policy, unassigned, released, wanted)).toEqual(expected);
});

test('a batch with room for one promotion spends it on a waiter with unassigned tickets rather than on a release', () => {
  const state = { unassigned: 2, releases: given(5), entries: waiting(2, 1), policy: 'strict' as const };
  expect(planBatch(state, 2)).toEqual({
    collect: [],
    promote: [{ entry: state.entries[0], quantity: 2 }],
    unassigned: 0,
  });
});

test.each(POLICIES)(
  'under %s, an entry that accepts only free tickets gets all that it asks for or none, and delays nobody',
  (policy) => {
    const [head, next] = waiting(2, 1) as [Entry, Entry];
    const entries = [{ ...head, until: 1 }, next];
    const promoted = (unassigned: number) =>
      planBatch({ unassigned, releases: [], entries, policy }, 99).promote;
    expect(promoted(1)).toEqual([{ entry: next, quantity: 1 }]);
    expect(promoted(2)).toEqual([{ entry: entries[0], quantity: 2 }]);
  },
);

describe('Bookings that wait again after a lapsed offer', () => {
  const returns = { rule: 'moves-to-end', arrival: 1, shard: 0, lapses: 2 } as const;
  const returning = given(2, 3, 1).map((release) => ({ ...release, expired: release.quantity, returns }));
  const others = given(4).map((release) => ({ ...release, bookingId: 'other' }));
  const state = {
    unassigned: 5,
    releases: [...returning, ...others],
    entries: waiting(1),
    policy: 'strict' as const,
  };

  test('get their entries before anybody is promoted, two actions each', () => {
    expect(planBatch(state, 99)).toEqual({ collect: returning, promote: [], unassigned: 11 });
    expect(planBatch(state, 5)).toEqual({ collect: returning.slice(0, 2), promote: [], unassigned: 10 });
    expect(planBatch({ ...state, releases: returning }, 99).collect).toEqual(returning);
    expect(planBatch({ ...state, releases: others }, 99).promote).toHaveLength(1);
  });

  test('are known in a batch, also by their rule', () => {
    const [batch, other] = [planBatch(state, 99), planBatch({ ...state, releases: others }, 99)];
    expect([hasReturns(batch), hasReturns(batch, 'moves-to-end')]).toEqual([true, true]);
    expect([hasReturns(batch, 'keeps-place'), hasReturns(other)]).toEqual([false, false]);
  });
});

describe('While the waitlist is paused', () => {
  const [first, second, third] = waiting(1, 1, 1) as [Entry, Entry, Entry];
  const atOnce = (entry: Entry): Entry => ({ ...entry, atOnce: true });

  test.each<[string, Entry[], number]>([
    ['nobody is served if the waitlist is empty', [], 0],
    ['nobody is served behind a head that waits', [first, atOnce(second)], 0],
    ['entries that joined when tickets were free are served', [atOnce(first), atOnce(second)], 2],
    ['entries are served up to the first that waits', [atOnce(first), second, atOnce(third)], 1],
  ])('%s', (_, entries, served) => {
    expect(servedWhilePaused(entries)).toEqual(entries.slice(0, served));
  });
});

test.each<[string, WaitlistPolicy, number, Entry[], number | undefined]>([
  ['the head holds tickets back under strict', 'strict', 2, waiting(3, 1), 0],
  ['nobody holds back tickets that are not there', 'strict', 0, waiting(3, 1), undefined],
  ['nobody holds tickets back under skip', 'skip', 2, waiting(3, 4), undefined],
  ['nobody holds tickets back under accept-fewer', 'accept-fewer', 2, [], undefined],
  [
    'the first holds tickets back that was not passed and whose request would wait',
    'strict',
    2,
    waiting(3, 4, 5).map((entry, n) => ({ ...entry, ...[{ passedAt: 1 }, { until: 1 }][n] })),
    2,
  ],
])('%s', (_, policy, unassigned, entries, expected) => {
  const holder = holderOf({ unassigned, entries, policy });
  expect(holder).toBe(expected === undefined ? undefined : entries[expected]);
});

test.each<[string, WaitlistPolicy, number, number[], number | undefined]>([
  ['the last one served wants the last ticket', 'strict', 3, [1, 2, 1], 1],
  ['one that holds tickets back wants them', 'strict', 3, [2, 2], 1],
  ['nobody wants what is left', 'strict', 3, [1, 1], undefined],
  ['nobody wants tickets that do not suffice, under skip', 'skip', 3, [2, 2], undefined],
  ['the last one that gets a part wants the last ticket', 'accept-fewer', 3, [2, 2], 1],
  ['nobody waits', 'accept-fewer', 1, [], undefined],
])('of entries that may want all tickets: %s', (_, policy, unassigned, wanted, expected) => {
  const entries = waiting(...wanted);
  expect(wantAll({ unassigned, entries, policy })).toBe(
    expected === undefined ? undefined : entries[expected],
  );
});

describe('Entries that ask for more tickets than the capacity', () => {
  test.each<[string, WaitlistPolicy, number[], number[]]>([
    ['can never be served under strict if they are at the head', 'strict', [6, 7, 5, 8], [6, 7]],
    ['are not looked for under strict behind one that can be served', 'strict', [5, 6], []],
    ['can never be served under strict, also if they are all there are', 'strict', [6, 7], [6, 7]],
    ['can never be served under skip, wherever they are', 'skip', [5, 6, 1, 7], [6, 7]],
    ['are served in parts under accept-fewer', 'accept-fewer', [6, 7], []],
    ['are none in an empty waitlist', 'strict', [], []],
  ])('%s', (_, policy, wanted, expected) => {
    expect(unservable(waiting(...wanted), policy, 5).map(({ quantity }) => quantity)).toEqual(expected);
  });

  test('are found under strict behind one that may be passed, too', () => {
    const [first, second, third] = waiting(6, 5, 7) as [Entry, Entry, Entry];
    expect(unservable([first, { ...second, passedAt: 1 }, third], 'strict', 5)).toEqual([first, third]);
  });

  test.each<WaitlistPolicy>(['strict', 'skip'])(
    'are passed over under %s if their requests accept only free tickets, and so give up by themselves',
    (policy) => {
      const [first, second, third] = waiting(6, 7, 5) as [Entry, Entry, Entry];
      expect(unservable([{ ...first, until: 1 }, second, third], policy, 5)).toEqual([second]);
    },
  );
});
