/** The context of a request is visible in every call of that request, and nowhere else. */
import { setImmediate as nextBatch } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { LAST_CALL_MS } from '../../../functions/domain/model/limits.ts';
import {
  currentDeadline,
  currentRequest,
  runInRequest,
} from '../../../functions/domain/process/request-context.ts';

const NOW = 5_000;
const inTime = (requestId: string, ms: number) => ({
  requestId,
  lambda: { getRemainingTimeInMillis: () => ms },
  now: NOW,
});

test('outside of a request there is no context and no deadline', () => {
  expect(currentRequest()).toBeUndefined();
  expect(currentDeadline()).toBe(Number.POSITIVE_INFINITY);
});

test('later and concurrent calls of a request find its own context', async () => {
  const seen = async (requestId: string) => {
    await nextBatch();
    const inside = await Promise.all([1, 2].map(async () => currentRequest()?.requestId));
    return [requestId, ...inside];
  };
  const ids = ['a', 'b', 'c'];
  const runs = await Promise.all(ids.map((id) => runInRequest(inTime(id, 10_000), () => seen(id))));
  expect(runs).toEqual(ids.map((id) => [id, id, id]));
  expect(currentRequest()).toBeUndefined();
});

test('the deadline leaves time for a last call before the timeout of the function', () => {
  expect(runInRequest(inTime('a', 10_000), currentDeadline)).toBe(NOW + 10_000 - LAST_CALL_MS);
});
