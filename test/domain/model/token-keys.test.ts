/** Which key of access tokens signs, and which verify, through rotations. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ACCESS_TOKEN_TTL_SECONDS,
  CLOCK_SKEW_MS,
  TOKEN_KEY_LEAD_MS,
  TOKEN_KEYS_LIMIT,
  TOKEN_KEYS_STALE_MS,
} from '../../../functions/domain/model/limits.ts';
import {
  accessKeys,
  NO_TOKEN_KEYS,
  signingKey,
  type TokenKeys,
  verifyingKey,
  withTokenKey,
} from '../../../functions/domain/model/token-keys.ts';

const NOW = 1_000_000_000;
const OVERLAP_MS = TOKEN_KEYS_STALE_MS + ACCESS_TOKEN_TTL_SECONDS * 1000 + 2 * CLOCK_SKEW_MS;

const made = (id: string) => ({ id, x: `${id}-x`, y: `${id}-y` });

function rotated(known: TokenKeys, id: string, now: number, endsEarlier = false): TokenKeys {
  const after = withTokenKey(known, made(id), { now, endsEarlier });
  if (after === undefined) throw new Error('There is no room for another key.');
  return after;
}

const first = rotated(NO_TOKEN_KEYS, 'a', NOW);
const both = rotated(first, 'b', NOW + 5);
const [, b] = both.keys;
const takesOver = b?.signsFrom ?? 0;
const idsOf = (keys: { id: string }[]) => keys.map(({ id }) => id);
const verifies = (known: TokenKeys, id: string, isGuest: boolean, now: number) =>
  verifyingKey(known, { id, isGuest }, now)?.id;

describe('The first key', () => {
  test('signs and verifies at once', () => {
    expect(first).toEqual({ revision: 1, keys: [{ ...made('a'), signsFrom: NOW }] });
    expect(signingKey(first, NOW)?.id).toBe('a');
    expect(verifies(first, 'a', false, NOW)).toBe('a');
  });

  test('is the only one before it: nothing signs without a key, or before the key does', () => {
    expect(signingKey(NO_TOKEN_KEYS, NOW)).toBeUndefined();
    expect(signingKey(first, NOW - 1)).toBeUndefined();
    expect(accessKeys(NO_TOKEN_KEYS, NOW)).toEqual([]);
    expect(verifies(NO_TOKEN_KEYS, 'a', true, NOW)).toBeUndefined();
  });
});

describe('The next key', () => {
  test('signs once every process and cache has had the time to learn of it', () => {
    expect(both.revision).toBe(2);
    expect(takesOver).toBe(NOW + 5 + TOKEN_KEY_LEAD_MS);
    expect(signingKey(both, takesOver - 1)?.id).toBe('a');
    expect(signingKey(both, takesOver)?.id).toBe('b');
    expect(TOKEN_KEY_LEAD_MS).toBeGreaterThanOrEqual(2 * TOKEN_KEYS_STALE_MS);
  });

  test('is published and verifies before it signs', () => {
    expect(idsOf(accessKeys(both, NOW + 5))).toEqual(['a', 'b']);
    expect(verifies(both, 'b', false, NOW + 5)).toBe('b');
  });

  test('leaves the one before it to verify until its last access token has expired, and no longer', () => {
    expect(verifies(both, 'a', false, takesOver + OVERLAP_MS - 1)).toBe('a');
    expect(verifies(both, 'a', false, takesOver + OVERLAP_MS)).toBeUndefined();
    expect(idsOf(accessKeys(both, takesOver + OVERLAP_MS))).toEqual(['b']);
  });

  test('leaves the one before it to verify the tokens of guests, which do not expire', () => {
    expect(verifies(both, 'a', true, Number.MAX_SAFE_INTEGER)).toBe('a');
    expect(verifies(both, 'b', true, NOW)).toBe('b');
    expect(verifies(both, 'c', true, NOW)).toBeUndefined();
  });
});

describe('A key that ends earlier ones', () => {
  const alone = rotated(both, 'c', NOW + 9, true);

  test('signs at once and is the only one that verifies', () => {
    expect(alone).toEqual({ revision: 3, keys: [{ ...made('c'), signsFrom: NOW + 9 }] });
    for (const isGuest of [true, false])
      for (const id of ['a', 'b']) expect(verifies(alone, id, isGuest, NOW + 9)).toBeUndefined();
    expect(signingKey(alone, NOW + 9)?.id).toBe('c');
  });

  test('has room even where no other key has', () => {
    let full = first;
    while (full.keys.length < TOKEN_KEYS_LIMIT) full = rotated(full, `${full.keys.length}`, NOW);
    expect(withTokenKey(full, made('more'), { now: NOW, endsEarlier: false })).toBeUndefined();
    expect(rotated(full, 'alone', NOW, true).keys).toHaveLength(1);
  });
});

test('through any rotations, a token is verified until it expires, in each process that read the keys lately', () => {
  const rotations = fc.array(fc.integer({ min: 0, max: 60 * 60 * 1000 }), { minLength: 1, maxLength: 8 });
  const property = fc.property(
    rotations,
    fc.nat(TOKEN_KEYS_STALE_MS),
    fc.nat(TOKEN_KEYS_STALE_MS),
    fc.nat(ACCESS_TOKEN_TTL_SECONDS * 1000),
    fc.nat(4 * 60 * 60 * 1000),
    (pauses, staleWhenSigned, staleWhenVerified, ageMs, sinceMs) => {
      const states: { at: number; known: TokenKeys }[] = [{ at: NOW, known: first }];
      for (const [index, pause] of pauses.entries()) {
        const last = states.at(-1) ?? { at: NOW, known: first };
        const at = last.at + pause;
        states.push({ at, known: rotated(last.known, `r${index}`, at) });
      }
      const knownAt = (at: number) => states.findLast((state) => state.at <= at)?.known ?? first;
      const signedAt = NOW + sinceMs;
      const signer = signingKey(knownAt(signedAt - staleWhenSigned), signedAt);
      const verifiedAt = signedAt + ageMs;
      const verifier = knownAt(verifiedAt - staleWhenVerified);
      expect(verifies(verifier, signer?.id ?? '', false, verifiedAt)).toBe(signer?.id);
    },
  );
  fc.assert(property, { numRuns: 2_000 });
});
