/** Proof of work: what is accepted as a solution. */
import { expect, test } from '@jest/globals';
import { challengesOf } from '../../functions/challenges/challenges.ts';
import { proofOfWork } from '../../functions/challenges/proof-of-work.ts';
import { CHALLENGE_TTL_MS } from '../../functions/domain/model/limits.ts';
import { encodeSolution, solve } from '../kit/solve-challenge.ts';

const EVENT = 'event-1';
const difficulty = 5;
const secret = async () => 'secret';

const solved = async () => solve(await proofOfWork({ difficulty, secret, now: Date.now }).issue(EVENT));

test('a solution takes up to twice as many derivations as the difficulty says, wherever the client begins', async () => {
  const counters: number[] = [];
  for (let run = 0; run < 60; run += 1) counters.push((await solved()).solution.counter);
  const all = Array.from({ length: 2 * difficulty - 1 }, (_, n) => n + 1);
  expect(all).toEqual(expect.arrayContaining(counters));
  // Without luck of one in a million, some are among the first ones and some among the last.
  expect([Math.min(...counters) < difficulty, Math.max(...counters) >= difficulty]).toEqual([true, true]);
});

test('the same challenge has one digest, however its solution is written down', async () => {
  const { challenge, solution } = await solved();
  const { check } = challengesOf(
    { provider: 'proof-of-work', difficulty },
    { secret, now: Date.now, log: never() },
  );
  const one = await check(EVENT, encodeSolution({ challenge, solution }));
  const other = await check(
    EVENT,
    encodeSolution({ solution: { ...solution, took: 1 }, challenge, more: true }),
  );
  expect(one?.digest).toEqual(expect.any(String));
  expect(other).toEqual(one);
  expect((await check(EVENT, encodeSolution(await solved())))?.digest).not.toBe(one?.digest);
});

test('a challenge expires', async () => {
  const { challenge, solution } = await solved();
  const text = encodeSolution({ challenge, solution });
  const at = (ms: number) =>
    proofOfWork({ difficulty, secret, now: () => Date.now() + ms }).check(EVENT, text);
  expect(await at(CHALLENGE_TTL_MS - 5_000)).toBeDefined();
  expect(await at(CHALLENGE_TTL_MS + 2_000)).toBeUndefined();
});

test('nothing else is accepted', async () => {
  const { challenge, solution } = await solved();
  const { check } = proofOfWork({ difficulty, secret, now: Date.now });
  const { parameters } = challenge;
  const changed = (changes: object) =>
    encodeSolution({ challenge: { ...challenge, parameters: { ...parameters, ...changes } }, solution });
  for (const text of [
    '',
    'not base64 of JSON',
    encodeSolution(null),
    encodeSolution({ challenge, solution: null }),
    encodeSolution({ challenge: { parameters }, solution }),
    encodeSolution({ challenge: { parameters: null, signature: '' }, solution }),
    encodeSolution({ challenge, solution: { ...solution, counter: solution.counter + 1 } }),
    encodeSolution({ challenge, solution: { ...solution, counter: -1 } }),
    encodeSolution({ challenge, solution: { ...solution, counter: 2 ** 32 } }),
    encodeSolution({ challenge, solution: { ...solution, counter: 0.5 } }),
    encodeSolution({ challenge: { ...challenge, signature: '' }, solution }),
    encodeSolution({ challenge: { ...challenge, signature: '00'.repeat(32) }, solution }),
    changed({ keyPrefix: '00'.repeat(16) }),
    changed({ keyPrefix: '' }),
    changed({ nonce: '00'.repeat(16) }),
    changed({ salt: '00'.repeat(16) }),
    changed({ expiresAt: 9_999_999_999 }),
  ])
    expect(await check(EVENT, text)).toBeUndefined();
  expect(await check('event-2', encodeSolution({ challenge, solution }))).toBeUndefined();
  const others = proofOfWork({ difficulty, secret: async () => 'another secret', now: Date.now });
  expect(await others.check(EVENT, encodeSolution({ challenge, solution }))).toBeUndefined();
});

function never() {
  const fail = () => {
    throw new Error('Nothing is logged.');
  };
  return { info: fail, warn: fail };
}
