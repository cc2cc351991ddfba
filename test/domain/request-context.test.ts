/** The context of a request reaches whatever the request calls, and nothing else. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { currentRequest, runInRequest } from '../../functions/domain/request-context.ts';

test('there is no request outside of one', () => {
  expect(currentRequest()).toBeUndefined();
});

test('what a request calls later, and side by side with others, finds its own context', async () => {
  const seen = async (requestId: string) => {
    await nextTurn();
    const inside = await Promise.all([1, 2].map(async () => currentRequest()?.requestId));
    return [requestId, ...inside];
  };
  const ids = ['a', 'b', 'c'];
  const runs = await Promise.all(ids.map((requestId) => runInRequest({ requestId }, () => seen(requestId))));
  expect(runs).toEqual(ids.map((id) => [id, id, id]));
  expect(currentRequest()).toBeUndefined();
});
