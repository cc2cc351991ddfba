/** The settings of challenges, and what the operator is told of wrong ones. */
import { expect, test } from '@jest/globals';
import { readChallengeSettings } from '../../functions/challenges/settings.ts';

const KEYS = { CHALLENGE_SITE_KEY: 'site', CHALLENGE_SECRET: 'secret' };

test.each([
  [{}, { provider: 'proof-of-work', difficulty: 2_000 }],
  [{ CHALLENGE: '' }, { provider: 'proof-of-work', difficulty: 2_000 }],
  [
    { CHALLENGE: 'proof-of-work', CHALLENGE_DIFFICULTY: '100' },
    { provider: 'proof-of-work', difficulty: 100 },
  ],
  [{ CHALLENGE_DIFFICULTY: '100000' }, { provider: 'proof-of-work', difficulty: 100_000 }],
  [
    { CHALLENGE: 'turnstile', ...KEYS },
    { provider: 'turnstile', siteKey: 'site', secret: 'secret' },
  ],
  [
    { CHALLENGE: 'hcaptcha', ...KEYS },
    { provider: 'hcaptcha', siteKey: 'site', secret: 'secret' },
  ],
])('%j are read', (env, expected) => {
  expect(readChallengeSettings(env)).toEqual(expected);
});

test.each([
  [{ CHALLENGE: 'captcha' }, 'CHALLENGE=captcha is none of proof-of-work, turnstile and hcaptcha.'],
  [{ CHALLENGE: 'turnstile' }, 'CHALLENGE=turnstile needs CHALLENGE_SITE_KEY and CHALLENGE_SECRET.'],
  [{ CHALLENGE: 'hcaptcha', CHALLENGE_SITE_KEY: 'site' }, 'CHALLENGE=hcaptcha needs'],
  [{ CHALLENGE: 'hcaptcha', CHALLENGE_SECRET: 'secret', CHALLENGE_SITE_KEY: '' }, 'CHALLENGE=hcaptcha needs'],
  [
    { CHALLENGE_DIFFICULTY: '99' },
    'CHALLENGE_DIFFICULTY=99 is no difficulty. Set it to a whole number from 100 to 100000',
  ],
  [{ CHALLENGE_DIFFICULTY: '100001' }, 'CHALLENGE_DIFFICULTY=100001'],
  [{ CHALLENGE_DIFFICULTY: 'hard' }, 'CHALLENGE_DIFFICULTY=hard'],
  [{ CHALLENGE_DIFFICULTY: '' }, 'CHALLENGE_DIFFICULTY= is'],
])('%j are refused with what to do', (env, message) => {
  expect(() => readChallengeSettings(env)).toThrow(message);
});

test('the operator is told the names that they set', () => {
  const names = {
    provider: 'challenge',
    difficulty: 'challengeDifficulty',
    siteKey: 'challengeSiteKey',
    secret: 'challengeSecret',
  };
  expect(() => readChallengeSettings({ CHALLENGE: 'turnstile' }, names)).toThrow(
    'challenge=turnstile needs challengeSiteKey and challengeSecret.',
  );
  expect(() => readChallengeSettings({ CHALLENGE_DIFFICULTY: '1' }, names)).toThrow(
    'challengeDifficulty=1 is',
  );
});
