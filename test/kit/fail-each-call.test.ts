/** Negative controls of fail-each-call: it must report the faults that it looks for. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { table } from '../../functions/compose.ts';
import { readSigningKey } from '../../functions/store/signing-key.ts';
import { FAULTS, failEachCall, failing } from './fail-each-call.ts';
import { aStage, type Stage, TABLE_NAME } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
  process.env['TABLE_NAME'] = TABLE_NAME;
  await readSigningKey(table());
});
afterAll(() => stage.stop());

const nothing = { arrange: async () => undefined, request: () => ({}) };

test.each(FAULTS)(
  'each call that can fails once by %s, and the run without a fault is the last',
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

test('what is stored and not as it was answered is told with the call that failed', async () => {
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

test('a request that is refused is found, whatever fails', async () => {
  const refused = failEachCall('refresh-session', 'throttle', {
    arrange: async () => undefined,
    request: () => ({ body: { refreshToken: 'none' } }),
    check: async () => {},
  });
  await expect(refused).rejects.toThrow(
    /call 1 \(GetItemCommand, throttle\): The repeat .* was answered 401/,
  );
});
