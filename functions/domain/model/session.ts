/**
 * Sessions: a log-in and the refresh tokens that follow from it. Only the latest refresh token is valid, and for a few
 * seconds the one before. If an earlier one is used again, the session ends for everybody who holds one of its tokens, and so
 * it does if two exchanges in a row are repeated in those seconds.
 */
import type { Client } from './client.ts';
import { REFRESH_GRACE_MS } from './limits.ts';
import type { User } from './user.ts';

/**
 * `tokenHash`: hash of the latest refresh token, or empty once the session is over. `expiresAt` in ms.
 * `generation`: the account's `sessionGeneration` at the time of the log-in, or later if a change of the account kept the
 * session. `begunAt`: the log-in; `refreshedAt`: the last refresh; ms. `refreshedBy`: a digest of the last refresh token and
 * the idempotency key with which it was exchanged. `repeatedHash`: the `tokenHash` that the latest repeated exchange gave; a repeat with the key
 * of that exchange is none. `client`: from the log-in.
 */
export type Session = {
  id: string;
  userId: string;
  tokenHash: string;
  expiresAt: number;
  generation: number;
  begunAt?: number;
  refreshedAt?: number;
  refreshedBy?: string;
  repeatedHash?: string;
  client?: Client;
};

/** Whether the session's access tokens are valid: it was not ended and has not expired. `now` in ms. */
export function isOpen(session: Session, now: number): boolean {
  return session.tokenHash !== '' && session.expiresAt > now;
}

/**
 * What a second exchange of the token before the latest one is. `known`: it gets the latest one again, and is told apart from
 * no other: it has the key of the first exchange, or is not the first repeat of it. `repeat`: it gets it, too, because it comes
 * at once, and is noted. `reuse`: it comes too late, or the exchange before was repeated as well. Clients that share a token now and
 * then do so once; owner and thief do so at each exchange, since whoever misses one has a token that is used. `usedHash`: hash
 * of the token that is exchanged. `now` in ms.
 */
export function secondExchange(
  { tokenHash, refreshedAt = -Infinity, refreshedBy, repeatedHash }: Session,
  usedHash: string,
  by: string | undefined,
  now: number,
): 'known' | 'repeat' | 'reuse' {
  if (by !== undefined && by === refreshedBy) return 'known';
  if (now >= refreshedAt + REFRESH_GRACE_MS || repeatedHash === usedHash) return 'reuse';
  return repeatedHash === tokenHash ? 'known' : 'repeat';
}

/** Whether a change of the account has ended the session, with its access tokens. */
export function isEndedBy(session: Session, { endedGeneration = 0 }: Pick<User, 'endedGeneration'>): boolean {
  return session.generation < endedGeneration;
}

/** Whether no change of the account has invalidated the session's refresh token since the log-in. */
export function isCurrent(session: Session, user: User): boolean {
  return session.generation === user.sessionGeneration;
}
