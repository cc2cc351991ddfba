/**
 * The keys of access tokens: which of them signs, and which verify. A new key is published some time before it signs, so that
 * every process knows it by then; the key before it verifies until its last access token has expired. The tokens of guests do
 * not expire, so a key verifies those for as long as it is kept. Pure rules.
 */
import {
  ACCESS_TOKEN_TTL_SECONDS,
  CLOCK_SKEW_MS,
  TOKEN_KEY_LEAD_MS,
  TOKEN_KEYS_LIMIT,
  TOKEN_KEYS_STALE_MS,
} from './limits.ts';

/** A public key on the curve P-256, by its coordinates in base64url (RFC 7518 §6.2). `signsFrom` in ms. */
export type TokenKey = { id: string; x: string; y: string; signsFrom: number };

/** `keys`: the earliest first. `revision`: the number of changes. */
export type TokenKeys = { revision: number; keys: TokenKey[] };

export const NO_TOKEN_KEYS: TokenKeys = { revision: 0, keys: [] };

/**
 * How long a key verifies access tokens after the next one signs: a process may not know of the next key for a while, and
 * its last token lives on.
 */
const OVERLAP_MS = TOKEN_KEYS_STALE_MS + ACCESS_TOKEN_TTL_SECONDS * 1000 + 2 * CLOCK_SKEW_MS;

/** The key that signs at `now` (ms); undefined if there is none. */
export function signingKey({ keys }: TokenKeys, now: number): TokenKey | undefined {
  return keys.findLast(({ signsFrom }) => signsFrom <= now);
}

/** The keys that verify access tokens at `now` (ms), and those that will. */
export function accessKeys({ keys }: TokenKeys, now: number): TokenKey[] {
  return keys.filter((_, index) => {
    const next = keys[index + 1];
    return next === undefined || now < next.signsFrom + OVERLAP_MS;
  });
}

/**
 * The keys of which no process needs the private half at `now` (ms): their access tokens have expired, and every process
 * signs with a later key.
 */
export function retiredKeys(known: TokenKeys, now: number): TokenKey[] {
  const kept = accessKeys(known, now);
  return known.keys.filter((key) => !kept.includes(key));
}

/** The key that verifies an access token at `now` (ms), or a guest's token; undefined if none does. */
export function verifyingKey(
  known: TokenKeys,
  { id, isGuest }: { id: string; isGuest: boolean },
  now: number,
): TokenKey | undefined {
  const keys = isGuest ? known.keys : accessKeys(known, now);
  return keys.find((key) => key.id === id);
}

/**
 * The keys with a new one, which signs after `TOKEN_KEY_LEAD_MS`, or at once if there is none before it. `endsEarlier`: it
 * signs at once, and all that earlier keys have signed ends.
 * @returns undefined if there are as many keys as there may be
 */
export function withTokenKey(
  { revision, keys }: TokenKeys,
  made: Omit<TokenKey, 'signsFrom'>,
  { now, endsEarlier }: { now: number; endsEarlier: boolean },
): TokenKeys | undefined {
  const kept = endsEarlier ? [] : keys;
  if (kept.length >= TOKEN_KEYS_LIMIT) return undefined;
  const signsFrom = kept.length === 0 ? now : now + TOKEN_KEY_LEAD_MS;
  return { revision: revision + 1, keys: [...kept, { ...made, signsFrom }] };
}
