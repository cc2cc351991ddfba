/**
 * The count of attempts: all in the window of the first one count together, to the millisecond and under contention.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { logIn } from '../../functions/domain/accounts/log-in.ts';
import { attemptStore } from '../../functions/store/attempts.ts';
import { userStore } from '../../functions/store/users.ts';
import { createTestTable, realRuntime, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
});
afterAll(() => testTable.stop());

test('a window counts up to its end, and the next begins at that instant', async () => {
  const attempts = attemptStore(strictTable(TABLE_NAME));
  const counts: [attempts: number, windowEndsAt: number][] = [];
  for (const now of [0, 99, 100, 100, 199, 200]) {
    const counted = await attempts.add('a', now, now + 100);
    counts.push([counted.attempts, counted.windowEndsAt]);
  }
  expect(counts).toEqual([
    [1, 100],
    [2, 100],
    [1, 200],
    [2, 200],
    [3, 200],
    [1, 300],
  ]);
});

test('a rejected log-in says how many seconds are left until the window of the first one ends', async () => {
  const table = strictTable(TABLE_NAME);
  let now = 0;
  const ports = {
    users: userStore(table),
    attempts: attemptStore(table),
    runtime: { ...realRuntime, now: () => now },
    checkPassword: async () => false,
  };
  const failureAt = async (instantMs: number) => {
    now = instantMs;
    const attempt = { email: 'a@b.example', password: '', sourceIp: '::1' };
    return logIn(attempt, ports).catch((error: unknown) => error);
  };
  for (let n = 0; n < 10; n += 1) expect(await failureAt(0)).toMatchObject({ code: 'wrong-credentials' });
  for (const [instantMs, retryAfterSeconds] of [
    [0, 300],
    [99_500, 201],
    [299_999, 1],
  ] as const) {
    expect(await failureAt(instantMs)).toMatchObject({
      code: 'too-many-attempts',
      extras: { retryAfterSeconds },
    });
  }
  expect(await failureAt(300_000)).toMatchObject({ code: 'wrong-credentials' });
});

test.each([0, 100])(
  'at %i ms eight attempts at once are counted as eight, without a window or after its end',
  async (now) => {
    const attempts = attemptStore(strictTable(TABLE_NAME));
    if (now > 0) await attempts.add(`b ${now}`, 0, now);
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => attempts.add(`b ${now}`, now, now + 100)),
    );
    expect(counts.map((counted) => counted.attempts).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  },
);
