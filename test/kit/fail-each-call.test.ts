/** Negative controls of `failEachCall`: it reports the errors that it looks for. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestTable, TABLE_NAME, type TestTable } from './boxoffice.ts';
import { FAULTS, failEachCall, failing } from './fail-each-call.ts';

let testTable: TestTable;
beforeAll(async () => {
  testTable = await createTestTable();
  process.env['TABLE_NAME'] = TABLE_NAME;
});
afterAll(() => testTable.stop());

const nothing = { arrange: async () => undefined, request: () => ({}) };

test.each(FAULTS)(
  'each call that can have a %s fault fails once, and the last run has no fault',
  async (fault) => {
    const answers: [number, boolean][] = [];
    const failed = await failEachCall('read-health', fault, {
      ...nothing,
      check: async ({ answer, wasBusy }) => {
        answers.push([answer.status, wasBusy]);
      },
    });
    const reads = failing(fault, ['GetItemCommand']);
    expect(failed).toEqual(reads);
    expect(answers).toEqual([...reads.map(() => [200, true]), [200, false]]);
  },
);

test('a check that throws is reported with the call that failed', async () => {
  let runs = 0;
  const failing = failEachCall('read-health', 'throttle', {
    ...nothing,
    check: async () => {
      runs += 1;
      throw new Error('it is stored twice');
    },
  });
  await expect(failing).rejects.toThrow('read-health, call 1 (GetItemCommand, throttle): it is stored twice');
  expect(runs).toBe(1);
});

test('a request that is refused unexpectedly is reported', async () => {
  const refused = failEachCall('refresh-session', 'throttle', {
    arrange: async () => undefined,
    request: () => ({ body: { refreshToken: 'none' } }),
    check: async () => {},
  });
  await expect(refused).rejects.toThrow(
    /call 1 \(GetItemCommand, throttle\): The repeat .* was answered 401/,
  );
});
