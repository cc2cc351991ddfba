/** The context of a request reaches whatever the request calls, and nothing else. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { LAST_CALL_MS } from '../../functions/domain/limits.ts';
import { currentDeadline, currentRequest, runInRequest } from '../../functions/domain/request-context.ts';

const NOW = 5_000;
const inTime = (requestId: string, ms: number) => ({
  requestId,
  lambda: { getRemainingTimeInMillis: () => ms },
  now: NOW,
});

test('there is no request outside of one, and no deadline', () => {
  expect(currentRequest()).toBeUndefined();
  expect(currentDeadline()).toBe(Number.POSITIVE_INFINITY);
});

test('what a request calls later, and side by side with others, finds its own context', async () => {
  const seen = async (requestId: string) => {
    await nextTurn();
    const inside = await Promise.all([1, 2].map(async () => currentRequest()?.requestId));
    return [requestId, ...inside];
  };
  const ids = ['a', 'b', 'c'];
  const runs = await Promise.all(ids.map((id) => runInRequest(inTime(id, 10_000), () => seen(id))));
  expect(runs).toEqual(ids.map((id) => [id, id, id]));
  expect(currentRequest()).toBeUndefined();
});

test('the deadline leaves time for a last call before the function is ended', () => {
  expect(runInRequest(inTime('a', 10_000), currentDeadline)).toBe(NOW + 10_000 - LAST_CALL_MS);
});
