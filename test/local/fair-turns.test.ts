/** How the gateway on one machine shares its process among the addresses of its clients. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { FairTurns } from '../../bin/local/fair-turns.ts';

/** Starts requests that end when `end` is called with their name. `begun`: those that are worked on, in their order. */
function requestsTo(turns: FairTurns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const send = (address: string, name: string) =>
    turns.take(address, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    // The next request begins in a later turn of the event loop.
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
  };
  return { begun, send, end };
}

test('requests of one address wait for each other, and those of others do not', async () => {
  const { begun, send, end } = requestsTo(new FairTurns({ perTurn: 10, underWay: 2, waiting: 10 }));
  const flood = ['1', '2', '3', '4'].map((name) => send('10.0.0.1', name));
  const other = send('10.0.0.2', 'other');
  await nextTurn();
  expect(begun).toEqual(['1', '2', 'other']);

  await end('2');
  expect(begun).toEqual(['1', '2', 'other', '3']);
  for (const name of ['1', '3', '4', 'other']) await end(name);
  expect(await Promise.all([...flood, other])).toEqual(['1', '2', '3', '4', 'other']);
});

test('a request that fails gives its turn to the next one', async () => {
  const turns = new FairTurns({ perTurn: 10, underWay: 1, waiting: 10 });
  const failed = turns.take('10.0.0.1', () => Promise.reject(new Error('It failed.')));
  const next = turns.take('10.0.0.1', async () => 'done');
  await expect(failed).rejects.toThrow('It failed.');
  expect(await next).toBe('done');
});

test('more requests than may wait are not worked on, until there is room again', async () => {
  const { begun, send, end } = requestsTo(new FairTurns({ perTurn: 10, underWay: 1, waiting: 1 }));
  const sent = [send('10.0.0.1', '1'), send('10.0.0.1', '2')];
  expect(await send('10.0.0.1', '3')).toBe('full');
  await end('1');
  sent.push(send('10.0.0.1', '4'));
  for (const name of ['2', '4']) await end(name);
  expect(await Promise.all(sent)).toEqual(['1', '2', '4']);
  expect(begun).toEqual(['1', '2', '4']);
});

test('requests that end at once leave turns of the event loop to those of others', async () => {
  const turns = new FairTurns({ perTurn: 2, underWay: 10, waiting: 100 });
  let done = 0;
  const requests = Array.from({ length: 50 }, () =>
    turns.take('10.0.0.1', async () => {
      done += 1;
    }),
  );
  await nextTurn();
  expect(done).toBeLessThanOrEqual(4);
  await Promise.all(requests);
  expect(done).toBe(50);
});
