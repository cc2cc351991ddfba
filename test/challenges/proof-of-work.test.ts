/** Proof of work: what is accepted as a solution. */
import { expect, test } from '@jest/globals';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { challengesOf } from '../../functions/challenges/challenges.ts';
import { proofOfWork } from '../../functions/challenges/proof-of-work.ts';
import { CHALLENGE_TTL_MS } from '../../functions/domain/model/limits.ts';

const EVENT = 'event-1';
const difficulty = 5;
const secret = async () => 'secret';
const encode = (payload: unknown) => Buffer.from(JSON.stringify(payload)).toString('base64');

async function solved(now = Date.now) {
  const issued = await proofOfWork({ difficulty, secret, now }).issue(EVENT);
  if (issued.provider !== 'proof-of-work') throw new Error('This is no proof of work.');
  const { provider: _, ...rest } = structuredClone(issued);
  const challenge = rest as unknown as Parameters<typeof solveChallenge>[0]['challenge'];
  const solution = await solveChallenge({ challenge, deriveKey });
  if (solution === null) throw new Error('It was not solved.');
  return { challenge, solution };
}

test('a solution takes as many derivations as the difficulty says, or up to twice as many', async () => {
  for (let run = 0; run < 20; run += 1) {
    const { counter } = (await solved()).solution;
    expect(counter).toBeGreaterThanOrEqual(difficulty);
    expect(counter).toBeLessThan(2 * difficulty);
  }
});

test('the same challenge has one digest, however its solution is written down', async () => {
  const { challenge, solution } = await solved();
  const { check } = challengesOf(
    { provider: 'proof-of-work', difficulty },
    { secret, now: Date.now, log: never() },
  );
  const one = await check(EVENT, encode({ challenge, solution }));
  const other = await check(EVENT, encode({ solution: { ...solution, took: 1 }, challenge, more: true }));
  expect(one?.digest).toEqual(expect.any(String));
  expect(other).toEqual(one);
  expect((await check(EVENT, encode(await solved())))?.digest).not.toBe(one?.digest);
});

test('a challenge expires', async () => {
  const { challenge, solution } = await solved();
  const text = encode({ challenge, solution });
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
    encode({ challenge: { ...challenge, parameters: { ...parameters, ...changes } }, solution });
  for (const text of [
    '',
    'not base64 of JSON',
    encode(null),
    encode({ challenge, solution: null }),
    encode({ challenge: { parameters }, solution }),
    encode({ challenge: { parameters: null, signature: '' }, solution }),
    encode({ challenge, solution: { ...solution, counter: solution.counter + 1 } }),
    encode({ challenge, solution: { ...solution, counter: -1 } }),
    encode({ challenge, solution: { ...solution, counter: 2 ** 32 } }),
    encode({ challenge, solution: { ...solution, counter: 0.5 } }),
    encode({ challenge: { ...challenge, signature: '' }, solution }),
    encode({ challenge: { ...challenge, signature: '00'.repeat(32) }, solution }),
    changed({ keyPrefix: '00'.repeat(16) }),
    changed({ keyPrefix: '' }),
    changed({ nonce: '00'.repeat(16) }),
    changed({ salt: '00'.repeat(16) }),
    changed({ expiresAt: 9_999_999_999 }),
  ])
    expect(await check(EVENT, text)).toBeUndefined();
  expect(await check('event-2', encode({ challenge, solution }))).toBeUndefined();
  const others = proofOfWork({ difficulty, secret: async () => 'another secret', now: Date.now });
  expect(await others.check(EVENT, encode({ challenge, solution }))).toBeUndefined();
});

function never() {
  const fail = () => {
    throw new Error('Nothing is logged.');
  };
  return { info: fail, warn: fail };
}
