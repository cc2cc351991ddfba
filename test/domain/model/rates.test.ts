/** The setting of the rate limits: what it replaces, and what is said of a setting that cannot be read. */
import { expect, test } from '@jest/globals';
import { RATE_LIMITS } from '../../../functions/domain/model/limits.ts';
import { readRates } from '../../../functions/domain/model/rates.ts';

test('off has no rates, and on or nothing has the defaults', () => {
  expect(readRates('RATE_LIMITS', 'off')).toBeUndefined();
  for (const text of [undefined, 'on']) expect(readRates('RATE_LIMITS', text)).toEqual(RATE_LIMITS);
});

test('a list replaces the rates that it names', () => {
  const rates = readRates('RATE_LIMITS', 'log-in=5/15m, register=20/1h,read=1000000/s,book=1/1d');
  expect(rates).toEqual({
    ...RATE_LIMITS,
    'log-in': { requests: 5, seconds: 900 },
    register: { requests: 20, seconds: 3_600 },
    read: { requests: 1_000_000, seconds: 1 },
    book: { requests: 1, seconds: 86_400 },
  });
});

test.each([
  [
    '',
    'RATE_LIMITS has "", which is not a limit. Set it to on, to off, or to names with requests and a time',
  ],
  ['On', 'RATE_LIMITS has "On", which is not a limit.'],
  ['register', 'RATE_LIMITS has "register", which is not a limit.'],
  ['register=20', 'RATE_LIMITS has "register=20", which is not a limit.'],
  ['register=20/1w', 'RATE_LIMITS has "register=20/1w", which is not a limit.'],
  ['register=-1/1h', 'RATE_LIMITS has "register=-1/1h", which is not a limit.'],
  ['register=2.5/1h', 'RATE_LIMITS has "register=2.5/1h", which is not a limit.'],
  ['register=20/1h,', 'RATE_LIMITS has "", which is not a limit.'],
  [
    'login=5/1h',
    'RATE_LIMITS has "login", which names no limit. The names are register, book-as-guest, book,',
  ],
  ['toString=5/1h', 'RATE_LIMITS has "toString=5/1h", which is not a limit.'],
  ['register=0/1h', 'RATE_LIMITS has "register=0/1h". Set 1 to 1000000 requests, in a time of 1 s to 1 d.'],
  ['register=5/0h', 'RATE_LIMITS has "register=5/0h". Set 1 to'],
  ['register=1000001/1h', 'RATE_LIMITS has "register=1000001/1h". Set 1 to'],
  ['register=5/2d', 'RATE_LIMITS has "register=5/2d". Set 1 to'],
  ['register=5/1h,register=6/1h', 'RATE_LIMITS has register twice. Remove one of them.'],
])('%j is refused with a sentence that says what is right', (text, sentence) => {
  expect(() => readRates('RATE_LIMITS', text)).toThrow(sentence);
});
