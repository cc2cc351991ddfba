/** How the gateway on one machine shares its process among the addresses of its clients. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { FairTurns, PRESENT_MS, TURNS } from '../../bin/local/fair-turns.ts';

/** The same share of an address alone and beside others. */
const turns = (share: typeof TURNS.alone, waiting: number) => ({ alone: share, shared: share, waiting });

/** Starts requests that end when `end` is called with their name. `begun`: those that are worked on, in their order. */
function requestsTo(served: FairTurns) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const send = (address: string, name: string) =>
    served.take(address, async () => {
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
  const { begun, send, end } = requestsTo(new FairTurns(turns({ perTurn: 10, underWay: 2 }, 10)));
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
  const served = new FairTurns(turns({ perTurn: 10, underWay: 1 }, 10));
  const failed = served.take('10.0.0.1', () => Promise.reject(new Error('It failed.')));
  const next = served.take('10.0.0.1', async () => 'done');
  await expect(failed).rejects.toThrow('It failed.');
  expect(await next).toBe('done');
});

test('more requests than may wait are not worked on, until there is room again', async () => {
  const { begun, send, end } = requestsTo(new FairTurns(turns({ perTurn: 10, underWay: 1 }, 1)));
  const sent = [send('10.0.0.1', '1'), send('10.0.0.1', '2')];
  expect(await send('10.0.0.1', '3')).toBe('full');
  await end('1');
  sent.push(send('10.0.0.1', '4'));
  for (const name of ['2', '4']) await end(name);
  expect(await Promise.all(sent)).toEqual(['1', '2', '4']);
  expect(begun).toEqual(['1', '2', '4']);
});

test('requests that end at once leave turns of the event loop to those of others', async () => {
  const served = new FairTurns(turns({ perTurn: 2, underWay: 10 }, 100));
  let done = 0;
  const requests = Array.from({ length: 50 }, () =>
    served.take('10.0.0.1', async () => {
      done += 1;
    }),
  );
  await nextTurn();
  expect(done).toBeLessThanOrEqual(4);
  await Promise.all(requests);
  expect(done).toBe(50);
});

test('an address has a smaller share while requests of others come, and for a second after', async () => {
  const share = { perTurn: 10, underWay: 3 };
  const served = new FairTurns({ alone: share, shared: { perTurn: 10, underWay: 1 }, waiting: 10 });
  const { begun, send, end } = requestsTo(served);
  const flood = ['1', '2', '3', '4', '5'].map((name) => send('10.0.0.1', name));
  await nextTurn();
  expect(begun).toEqual(['1', '2', '3']);
  const other = send('10.0.0.2', 'other');
  await nextTurn();
  for (const name of ['other', '1', '2']) await end(name);
  expect(begun).toEqual(['1', '2', '3', 'other']);
  await end('3');
  expect(begun).toEqual(['1', '2', '3', 'other', '4']);
  await sleep(PRESENT_MS + 100);
  await end('4');
  flood.push(send('10.0.0.1', '6'), send('10.0.0.1', '7'));
  await nextTurn();
  expect(begun.slice(5)).toEqual(['5', '6', '7']);
  for (const name of ['5', '6', '7']) await end(name);
  await Promise.all([...flood, other]);
});

/**
 * @returns how long a booking takes beside 500 connections that send lists, by a clock that runs while the process or the
 *   engine, which does one call at a time, works. Times in ms, by about those of a booking and of a list.
 */
async function msBesideLists(limits: typeof TURNS): Promise<number> {
  const served = new FairTurns(limits);
  let [now, engineIsFreeAt, hasWorked, isOver, isEnded] = [0, 0, false, false, false];
  let waiting: { at: number; go: () => void }[] = [];
  const until = (at: number) => new Promise<void>((go) => waiting.push({ at, go }));
  const work = (ms: number) => {
    now += ms;
    hasWorked = true;
  };
  const request = (segments: number, ms: number) => async () => {
    work(ms);
    for (let n = 1; n < segments; n += 1) {
      engineIsFreeAt = Math.max(engineIsFreeAt, now) + 0.5;
      await until(engineIsFreeAt);
      work(ms);
    }
  };
  const keepListing = async () => {
    while (!isOver) {
      await served.take('10.0.0.1', request(4, 1));
      await until(now + 1);
    }
  };
  const flood = Array.from({ length: 500 }, keepListing);
  const runClock = async () => {
    while (!isEnded) {
      await nextTurn();
      if (!hasWorked && waiting.length > 0) now = Math.max(now, Math.min(...waiting.map(({ at }) => at)));
      hasWorked = false;
      const due = waiting.filter(({ at }) => at <= now);
      waiting = waiting.filter(({ at }) => at > now);
      for (const { go } of due) go();
    }
  };
  const times: number[] = [];
  const book = async () => {
    for (let n = 0; n < 20; n += 1) {
      const began = now;
      await served.take('10.0.0.2', request(8, 0.4));
      times.push(now - began);
      await until(now + 20);
    }
    isOver = true;
  };
  const all = Promise.all([book(), ...flood]).finally(() => {
    isEnded = true;
  });
  await Promise.all([all, runClock()]);
  return Math.max(...times.slice(1));
}

test('a booking, which takes 7 ms alone, takes a few times as long beside a flood of lists', async () => {
  expect(await msBesideLists(TURNS)).toBeLessThan(20);
  // A negative control: with the share of an address that is alone.
  expect(await msBesideLists({ ...TURNS, shared: TURNS.alone })).toBeGreaterThan(100);
});
