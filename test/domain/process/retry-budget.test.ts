/** The retry budget: backing off, its deadline, and retries within it. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LAST_CALL_MS, RETRY_BASE_MS, RETRY_CAP_MS } from '../../../functions/domain/model/limits.ts';
import { Busy } from '../../../functions/domain/model/refusal.ts';
import type { Runtime } from '../../../functions/domain/ports/runtime.ts';
import { runInRequest } from '../../../functions/domain/process/request-context.ts';
import { RetryBudget } from '../../../functions/domain/process/retry-budget.ts';

/** A runtime whose clock advances only by sleeps, with the list of the sleeps in ms. */
function aClock(random: () => number = () => 1 - Number.EPSILON) {
  const slept: number[] = [];
  const clock = { now: 1_000_000 };
  const runtime: Runtime = {
    now: () => clock.now,
    random,
    sleep: async (ms) => {
      slept.push(ms);
      clock.now += ms;
    },
    newId: () => 'id',
  };
  return { runtime, slept, clock };
}

async function backOffUntilBusy(retryBudget: RetryBudget): Promise<unknown> {
  for (;;) {
    const error = await retryBudget.backOff().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined) return error;
  }
}

describe('Backing off', () => {
  test('sleeps up to twice as long each time, until the cap', async () => {
    const { runtime, slept } = aClock();
    const retryBudget = new RetryBudget(runtime, 1_500);
    for (let n = 0; n < 8; n += 1) await retryBudget.backOff();
    const ceilings = slept.map((_, n) => Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** n));
    expect(slept.map(Math.round)).toEqual(ceilings);
    expect(slept.at(-1)).toBeCloseTo(RETRY_CAP_MS);
  });

  test('has full jitter: each sleep is a random share of its maximum', async () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(shares, async (random) => {
        const left = [...random];
        const { runtime, slept } = aClock(() => left.shift() ?? 0);
        const retryBudget = new RetryBudget(runtime, Number.POSITIVE_INFINITY);
        for (const _ of random) await retryBudget.backOff();
        expect(slept).toEqual(
          random.map((share, n) => share * Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** n)),
        );
      }),
    );
  });

  test('throws `Busy` once the budget is spent, and exceeds it by at most one sleep', async () => {
    const { runtime, clock } = aClock();
    const began = clock.now;
    const error = await backOffUntilBusy(new RetryBudget(runtime, 500));
    expect(error).toBeInstanceOf(Busy);
    expect(error).toMatchObject({ code: 'busy' });
    expect(clock.now - began).toBeGreaterThanOrEqual(500);
    expect(clock.now - began).toBeLessThan(500 + RETRY_CAP_MS);
  });
});

describe('A retry budget', () => {
  test('ends at its deadline, and not a millisecond before', () => {
    const { runtime, clock } = aClock();
    const retryBudget = new RetryBudget(runtime, 100);
    clock.now += 99;
    expect(retryBudget.isOver).toBe(false);
    clock.now += 1;
    expect(retryBudget.isOver).toBe(true);
  });

  test('ends when the request may begin no other call, also after a renewal', () => {
    const { runtime } = aClock();
    const lambda = { getRemainingTimeInMillis: () => LAST_CALL_MS };
    const late = runInRequest({ requestId: 'late', lambda, now: runtime.now() }, () => {
      const retryBudget = new RetryBudget(runtime, 60_000);
      const wasOver = retryBudget.isOver;
      retryBudget.renew();
      return [wasOver, retryBudget.isOver];
    });
    expect(late).toEqual([true, true]);
    expect(new RetryBudget(runtime, 60_000).isOver).toBe(false);
  });

  test('that has ended does not sleep', async () => {
    const { runtime, slept } = aClock();
    await expect(new RetryBudget(runtime, 0).wait(10)).rejects.toBeInstanceOf(Busy);
    expect(slept).toEqual([]);
  });

  test('sleeps no longer than the rest of it', async () => {
    const { runtime, slept } = aClock();
    const retryBudget = new RetryBudget(runtime, 100);
    await retryBudget.wait(70);
    await retryBudget.wait(140);
    expect(slept).toEqual([70, 30]);
    await expect(retryBudget.wait(1)).rejects.toBeInstanceOf(Busy);
  });

  test('retries a write until it succeeds', async () => {
    const { runtime, slept } = aClock();
    const answers = [false, false, true];
    await new RetryBudget(runtime, 4_000).retryUntilDone(async () => answers.shift() ?? false);
    expect(answers).toEqual([]);
    expect(slept).toHaveLength(2);
  });

  test('throws `Busy` for a write that never succeeds', async () => {
    const { runtime } = aClock();
    await expect(new RetryBudget(runtime, 100).retryUntilDone(async () => false)).rejects.toBeInstanceOf(
      Busy,
    );
  });

  test('makes the first attempt of a write even if it is spent', async () => {
    const { runtime, slept } = aClock();
    await new RetryBudget(runtime, 0).retryUntilDone(async () => true);
    expect(slept).toEqual([]);
  });

  test('retries busy work until it succeeds, and returns its result', async () => {
    const { runtime, slept } = aClock();
    let left = 2;
    const work = async () => {
      if (left-- > 0) throw new Busy();
      return 'done';
    };
    expect(await new RetryBudget(runtime, 4_000).retryWhileBusy(work)).toBe('done');
    expect(slept).toHaveLength(2);
  });

  test('does not retry another error', async () => {
    const { runtime, slept } = aClock();
    const failure = new Error('broken');
    const work = () => Promise.reject(failure);
    await expect(new RetryBudget(runtime, 4_000).retryWhileBusy(work)).rejects.toBe(failure);
    expect(slept).toEqual([]);
  });

  test('throws `Busy` for work that stays busy', async () => {
    const { runtime } = aClock();
    const work = () => Promise.reject(new Busy());
    await expect(new RetryBudget(runtime, 100).retryWhileBusy(work)).rejects.toBeInstanceOf(Busy);
  });
});
