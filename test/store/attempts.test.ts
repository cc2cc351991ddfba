/**
 * Attempts count together while the window of the first one is open, to the millisecond, and however many come at once.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { attemptStore } from '../../functions/store/attempts.ts';
import { aStage, type Stage, TABLE_NAME } from '../kit/stage.ts';
import { strictTable } from '../kit/strict-table.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.stop());

test('a window counts up to its end, and the next begins at that instant', async () => {
  const attempts = attemptStore(strictTable(TABLE_NAME));
  const counts: number[] = [];
  for (const now of [0, 99, 100, 100, 199, 200]) counts.push(await attempts.add('a', now, now + 100));
  expect(counts).toEqual([1, 2, 1, 2, 3, 1]);
});

test.each([0, 100])(
  'at %i ms eight at once are counted as eight, with the window over or never begun',
  async (now) => {
    const attempts = attemptStore(strictTable(TABLE_NAME));
    if (now > 0) await attempts.add(`b ${now}`, 0, now);
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => attempts.add(`b ${now}`, now, now + 100)),
    );
    expect(counts.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  },
);
