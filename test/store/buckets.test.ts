/** Token buckets in the real engine: what they admit, alone, under contention, with wrong clocks, and at what price. */
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasTokens, isFull, type TokenBucket, tokensIn } from '../../functions/domain/model/token-bucket.ts';
import { bucketStore } from '../../functions/store/buckets.ts';
import { BUCKET_HAS_TOKENS, BUCKET_IS_FULL, bucketKey } from '../../functions/store/items/bucket.ts';
import { realRuntime, TABLE_NAME } from '../kit/boxoffice.ts';
import { aClock, aLimiter } from '../kit/limiter.ts';
import { meter } from '../kit/metering.ts';
import { strictTable } from '../kit/strict-table.ts';
import { tableWithFaults, tableWithout } from '../kit/tampering.ts';
import { useTestTable } from '../kit/test-table.ts';

const HOUR_MS = 60 * 60 * 1000;

useTestTable();

const aName = () => realRuntime.newId();

/** Counts `requests` at once, spread over the limiters. @returns how many are admitted. */
async function admitted(limiters: { limiter: ReturnType<typeof aLimiter>['limiter'] }[], requests: number) {
  const key = aName();
  const standings = await Promise.all(
    Array.from({ length: requests }, (_, n) => limiters[n % limiters.length]?.limiter.count('register', key)),
  );
  return standings.filter((standing) => standing?.isAdmitted).length;
}

test('the engine takes tokens exactly when the rule does, whatever was seen before', async () => {
  const store = bucketStore(strictTable(TABLE_NAME));
  const { client } = strictTable(TABLE_NAME);
  const now = 1_000_000;
  const bucket: TokenBucket = { tokens: 5, tokenMs: 100 };
  const instant = fc.option(fc.integer({ min: now - 300, max: now + 2_000 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(instant, instant, fc.integer({ min: 1, max: 5 }), async (fullAt, seen, tokens) => {
      const name = aName();
      if (fullAt !== undefined)
        await client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...bucketKey(name), fullAt } }));
      const taken = await store.take(name, { bucket, tokens, now, seen });
      const begin = fullAt === undefined || isFull(bucket, fullAt, now) ? now : fullAt;
      const isTaken = hasTokens(bucket, fullAt, tokens, now);
      expect(taken).toEqual({ isTaken, fullAt: isTaken ? begin + tokens * bucket.tokenMs : begin });
      expect(tokensIn(bucket, taken.fullAt, now)).toBe(
        tokensIn(bucket, fullAt, now) - (isTaken ? tokens : 0),
      );
    }),
    { numRuns: 150 },
  );
});

describe('Forty requests at once', () => {
  test('to four processes are admitted as often as the bucket has tokens', async () => {
    const clock = aClock();
    const limiters = Array.from({ length: 4 }, () => aLimiter('register=10/1h', { clock }));
    expect(await admitted(limiters, 40)).toBe(10);
  });

  test.each([
    ['a bucket that need not be full', BUCKET_IS_FULL],
    ['a bucket that need not have tokens', BUCKET_HAS_TOKENS],
  ])('a negative control: with %s more are admitted', async (_what, condition) => {
    const clock = aClock();
    const limiters = Array.from({ length: 4 }, () =>
      aLimiter('register=10/1h', { clock, table: tableWithout(condition) }),
    );
    expect(await admitted(limiters, 40)).toBeGreaterThan(10);
  });
});

test('a bucket fills by one token after another, and a refusal says when the next one comes', async () => {
  const { limiter, clock } = aLimiter('register=3/30s');
  const key = aName();
  const begin = clock.now();
  const at = async (ms: number) => {
    clock.set(begin + ms);
    const standing = await limiter.count('register', key);
    return [standing?.isAdmitted, standing?.remaining, standing?.seconds];
  };
  expect(await at(0)).toEqual([true, 2, 10]);
  expect(await at(0)).toEqual([true, 1, 10]);
  expect(await at(4_000)).toEqual([true, 0, 6]);
  expect(await at(4_001)).toEqual([false, 0, 6]);
  expect(await at(9_999)).toEqual([false, 0, 1]);
  expect(await at(10_000)).toEqual([true, 0, 10]);
  expect(await at(10_000)).toEqual([false, 0, 10]);
  expect(await at(1_000_000)).toEqual([true, 2, 10]);
});

test('a process whose clock was an hour ahead, or jumps back, leaves nobody refused for longer than an empty bucket', async () => {
  const right = aLimiter('register=3/30s');
  const begin = right.clock.now();
  const ahead = aLimiter('register=3/30s', { clock: aClock(begin + HOUR_MS) });
  const key = aName();
  for (let n = 0; n < 3; n += 1) await ahead.limiter.count('register', key);
  expect(await ahead.limiter.count('register', key)).toMatchObject({ isAdmitted: false });
  expect(await right.limiter.count('register', key)).toMatchObject({ isAdmitted: true, remaining: 2 });
  ahead.clock.set(begin);
  expect(await ahead.limiter.count('register', key)).toMatchObject({ isAdmitted: true, remaining: 1 });
});

test('a request costs one write: of a full bucket, of one that was seen, and the first that is refused', async () => {
  const first = aLimiter('register=3/1h');
  const second = aLimiter('register=3/1h', { clock: first.clock });
  const uses = [meter(first.table), meter(second.table)];
  const key = aName();
  const count = async (process: typeof first) => {
    for (const list of uses) list.length = 0;
    const standing = await process.limiter.count('register', key);
    return [standing?.isAdmitted, ...uses.flat().map(({ command }) => command)];
  };
  const write = 'UpdateItemCommand';
  expect(await count(first)).toEqual([true, write]);
  expect(uses.flat()).toEqual([{ command: write, units: 1 }]);
  expect(await count(first)).toEqual([true, write]);
  // Another process guesses that the bucket is full: its condition fails, which the meter does not see.
  expect(await count(second)).toEqual([true, write]);
  expect(await count(first)).toEqual([false]);
  expect(await count(first)).toEqual([false]);
});

test('a token that is given back can be taken again, also by a process that saw the bucket empty', async () => {
  const [one, other] = [aLimiter('log-in=1/1h'), aLimiter('log-in=1/1h')];
  const key = aName();
  await one.limiter.admit('log-in', key);
  await expect(other.limiter.admit('log-in', key)).rejects.toMatchObject({ code: 'too-many-attempts' });
  await one.limiter.giveBack('log-in', key);
  await other.limiter.admit('log-in', key);
});

test('of failures, a refusal costs a read after the first one, and says how long it still lasts', async () => {
  const { limiter, clock, table } = aLimiter('log-in=1/1h');
  const key = aName();
  const refused = { isAdmitted: false, remaining: 0 };
  await limiter.admit('log-in', key);
  const uses = meter(table);
  expect(await limiter.count('log-in', key)).toMatchObject({ ...refused, seconds: 3_600 });
  clock.set(clock.now() + 60_000);
  expect(await limiter.count('log-in', key)).toMatchObject({ ...refused, seconds: 3_540 });
  expect(uses).toEqual([
    { command: 'GetItemCommand', units: 1 },
    { command: 'GetItemCommand', units: 1 },
  ]);
});

describe('Requests of a grouped limit', () => {
  test('cost nothing until a twentieth of the bucket was used, and one write for each such group', async () => {
    const { limiter, table } = aLimiter('read=600/1m');
    const uses = meter(table);
    const key = aName();
    for (let n = 1; n <= 60; n += 1) {
      const standing = await limiter.count('read', key);
      expect(standing).toMatchObject({ isAdmitted: true, remaining: 600 - n });
      expect(uses).toHaveLength(Math.floor(n / 30));
    }
  });

  test('share the bucket between processes, up to one group less a request for each', async () => {
    const clock = aClock();
    const processes = Array.from({ length: 3 }, () => aLimiter('read=100/100s', { clock }));
    const key = aName();
    const admittedIn = async (rounds: number) => {
      let count = 0;
      for (let n = 0; n < rounds; n += 1)
        for (const { limiter } of processes) if ((await limiter.count('read', key))?.isAdmitted) count += 1;
      return count;
    };
    expect(await admittedIn(60)).toBe(100 + 3 * 4);
    // What was admitted beyond the bucket stays counted: from now on there is one request for each token.
    const begin = clock.now();
    let later = 0;
    for (let second = 1; second <= 100; second += 1) {
      clock.set(begin + second * 1000);
      later += await admittedIn(2);
    }
    expect(later).toBeLessThanOrEqual(100);
    expect(later).toBeGreaterThan(80);
  });
});

describe('Without an answer of the table', () => {
  test.each(['throttle', 'lost-before'] as const)('a request goes on and is logged: %s', async (fault) => {
    const { limiter, warnings } = aLimiter('register=1/1h', { table: tableWithFaults(() => fault) });
    const key = aName();
    for (let n = 0; n < 2; n += 1) await limiter.admit('register', key);
    await limiter.giveBack('log-in', key);
    const message = 'A rate limit was not counted, because the table did not answer.';
    expect(warnings).toEqual([
      { message, limit: 'register' },
      { message, limit: 'register' },
      { message, limit: 'log-in' },
    ]);
  });

  test('any other error is the service’s own', async () => {
    const table = strictTable(TABLE_NAME);
    const { limiter } = aLimiter('register=1/1h', { table: { ...table, name: 'no-such-table' } });
    await expect(limiter.count('register', aName())).rejects.toThrow();
  });
});

test('a bucket is deleted by its time to live once it would be full', async () => {
  const { table, clock } = aLimiter('register=3/30s');
  const name = aName();
  const bucket = { tokens: 3, tokenMs: 10_000 };
  await bucketStore(table).take(name, { bucket, tokens: 1, now: clock.now(), seen: undefined });
  const { Attributes } = await table.client.send(
    new UpdateCommand({
      TableName: TABLE_NAME,
      Key: bucketKey(name),
      UpdateExpression: 'REMOVE fullAt',
      ReturnValues: 'ALL_OLD',
    }),
  );
  expect(Attributes?.['expiresAtSeconds']).toBe(Math.ceil((clock.now() + 31_000) / 1000));
  expect(Object.keys(Attributes ?? {}).sort()).toEqual(['expiresAtSeconds', 'fullAt', 'pk', 'sk']);
});
