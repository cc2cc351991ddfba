/**
 * The count of attempts: all in the window of the first one count together, to the millisecond and under contention.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { attemptStore } from '../../functions/store/attempts.ts';
import { createTestTable, TABLE_NAME, type TestTable } from '../kit/boxoffice.ts';
import { strictTable } from '../kit/strict-table.ts';

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
});
afterAll(() => testTable.stop());

test('a window counts up to its end, and the next begins at that instant', async () => {
  const attempts = attemptStore(strictTable(TABLE_NAME));
  const counts: number[] = [];
  for (const now of [0, 99, 100, 100, 199, 200]) counts.push(await attempts.add('a', now, now + 100));
  expect(counts).toEqual([1, 2, 1, 2, 3, 1]);
});

test.each([0, 100])(
  'at %i ms eight attempts at once are counted as eight, without a window or after its end',
  async (now) => {
    const attempts = attemptStore(strictTable(TABLE_NAME));
    if (now > 0) await attempts.add(`b ${now}`, 0, now);
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => attempts.add(`b ${now}`, now, now + 100)),
    );
    expect(counts.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  },
);
