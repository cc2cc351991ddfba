/** The health of the service: it fails while the table does not answer, and each check reads another key. */
import type { GetCommandInput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startColdProcess } from '../kit/cold-process.ts';
import { type Fault, failCall } from '../kit/tampering.ts';
import { aFaultyService, type FaultyService } from './faulty-service.ts';

let it: FaultyService;
beforeAll(async () => {
  it = await aFaultyService();
});
afterAll(() => it.stop());

/** Asks a new process several times. @returns its answers, and the partition keys that it read. */
async function check(times: number, fault?: Fault) {
  const cold = await startColdProcess('read-health');
  const keys: string[] = [];
  cold.table.client.middlewareStack.add(
    (next) => async (args) => {
      const { Key } = args.input as GetCommandInput;
      keys.push(String(Key?.['pk']));
      return fault === undefined ? next(args) : failCall(fault, () => next(args));
    },
    { step: 'initialize', name: 'noteKeys' },
  );
  const statuses: number[] = [];
  for (let asked = 0; asked < times; asked += 1) statuses.push((await cold.send({})).status);
  cold.end();
  return { statuses, keys };
}

test('each check reads another partition of the table, and none that a request needs', async () => {
  const { statuses, keys } = await check(20);
  expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
  expect(new Set(keys).size).toBe(20);
  expect(keys.filter((key) => !key.startsWith('HEALTH#'))).toEqual([]);
});

test('a service whose table does not answer is not healthy', async () => {
  expect((await check(1, 'throttle')).statuses).toEqual([503]);
});
