import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LAST_CALL_MS, RETRY_BASE_MS, RETRY_CAP_MS } from '../../functions/domain/limits.ts';
import { Patience } from '../../functions/domain/patience.ts';
import type { Environment } from '../../functions/domain/ports.ts';
import { Busy } from '../../functions/domain/refusal.ts';
import { runInRequest } from '../../functions/domain/request-context.ts';

/** A clock that moves only when somebody sleeps, and a note of each sleep. */
function aClock(random: () => number = () => 1 - Number.EPSILON) {
  const slept: number[] = [];
  const clock = { now: 1_000_000 };
  const environment: Environment = {
    now: () => clock.now,
    random,
    sleep: async (ms) => {
      slept.push(ms);
      clock.now += ms;
    },
    newId: () => 'id',
  };
  return { environment, slept, clock };
}

async function backOffUntilBusy(patience: Patience): Promise<unknown> {
  for (;;) {
    const error = await patience.backOff().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error !== undefined) return error;
  }
}

describe('Backing off', () => {
  test('sleeps up to twice as long each time, until the cap', async () => {
    const { environment, slept } = aClock();
    const patience = new Patience(environment, 1_500);
    for (let n = 0; n < 8; n += 1) await patience.backOff();
    const ceilings = slept.map((_, n) => Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** n));
    expect(slept.map(Math.round)).toEqual(ceilings);
    expect(slept.at(-1)).toBeCloseTo(RETRY_CAP_MS);
  });

  test('has full jitter: each sleep is the random share of what it may be', async () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(shares, async (random) => {
        const left = [...random];
        const { environment, slept } = aClock(() => left.shift() ?? 0);
        const patience = new Patience(environment, Number.POSITIVE_INFINITY);
        for (const _ of random) await patience.backOff();
        expect(slept).toEqual(
          random.map((share, n) => share * Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** n)),
        );
      }),
    );
  });

  test('ends as Busy once the budget is spent, and oversleeps it by one sleep at most', async () => {
    const { environment, clock } = aClock();
    const began = clock.now;
    const error = await backOffUntilBusy(new Patience(environment, 500));
    expect(error).toBeInstanceOf(Busy);
    expect(error).toMatchObject({ code: 'busy' });
    expect(clock.now - began).toBeGreaterThanOrEqual(500);
    expect(clock.now - began).toBeLessThan(500 + RETRY_CAP_MS);
  });
});

describe('Patience', () => {
  test('is over at its deadline, and not a millisecond before', () => {
    const { environment, clock } = aClock();
    const patience = new Patience(environment, 100);
    clock.now += 99;
    expect(patience.isOver).toBe(false);
    clock.now += 1;
    expect(patience.isOver).toBe(true);
  });

  test('ends when the request may begin no other call, also where it is renewed', () => {
    const { environment } = aClock();
    const lambda = { getRemainingTimeInMillis: () => LAST_CALL_MS };
    const late = runInRequest({ requestId: 'late', lambda, now: environment.now() }, () => {
      const patience = new Patience(environment, 60_000);
      const wasOver = patience.isOver;
      patience.renew();
      return [wasOver, patience.isOver];
    });
    expect(late).toEqual([true, true]);
    expect(new Patience(environment, 60_000).isOver).toBe(false);
  });

  test('that is over does not sleep any more', async () => {
    const { environment, slept } = aClock();
    await expect(new Patience(environment, 0).wait(10)).rejects.toBeInstanceOf(Busy);
    expect(slept).toEqual([]);
  });

  test('sleeps no longer than what is left of it', async () => {
    const { environment, slept } = aClock();
    const patience = new Patience(environment, 100);
    await patience.wait(70);
    await patience.wait(140);
    expect(slept).toEqual([70, 30]);
    await expect(patience.wait(1)).rejects.toBeInstanceOf(Busy);
  });

  test('insists on a write until it is done', async () => {
    const { environment, slept } = aClock();
    const answers = [false, false, true];
    await new Patience(environment, 4_000).insist(async () => answers.shift() ?? false);
    expect(answers).toEqual([]);
    expect(slept).toHaveLength(2);
  });

  test('gives a write that is never done up as Busy', async () => {
    const { environment } = aClock();
    await expect(new Patience(environment, 100).insist(async () => false)).rejects.toBeInstanceOf(Busy);
  });

  test('makes the first attempt of a write even when nothing of it is left', async () => {
    const { environment, slept } = aClock();
    await new Patience(environment, 0).insist(async () => true);
    expect(slept).toEqual([]);
  });

  test('repeats what is busy until it is not, and gives back what it gave', async () => {
    const { environment, slept } = aClock();
    let left = 2;
    const work = async () => {
      if (left-- > 0) throw new Busy();
      return 'done';
    };
    expect(await new Patience(environment, 4_000).outwaitBusy(work)).toBe('done');
    expect(slept).toHaveLength(2);
  });

  test('does not repeat what fails in another way', async () => {
    const { environment, slept } = aClock();
    const failure = new Error('broken');
    const work = () => Promise.reject(failure);
    await expect(new Patience(environment, 4_000).outwaitBusy(work)).rejects.toBe(failure);
    expect(slept).toEqual([]);
  });

  test('gives what stays busy up as Busy', async () => {
    const { environment } = aClock();
    const work = () => Promise.reject(new Busy());
    await expect(new Patience(environment, 100).outwaitBusy(work)).rejects.toBeInstanceOf(Busy);
  });
});
