/**
 * Sessions: a log-in and the refresh tokens that follow from it. Only the latest refresh token is valid, and for a few
 * seconds the one before. If an earlier one is used again, the session ends for everybody who holds one of its tokens.
 */
import type { Client } from './client.ts';
import { REFRESH_GRACE_MS } from './limits.ts';
import type { User } from './user.ts';

/**
 * `tokenHash`: hash of the latest refresh token, or empty once the session is over. `expiresAt` in ms.
 * `generation`: the account's `sessionGeneration` at the time of the log-in, or later if a change of the account kept the
 * session. `begunAt`: the log-in; `refreshedAt`: the last refresh; ms. `refreshedBy`: a digest of the last refresh token and
 * the idempotency key with which it was exchanged. `client`: from the log-in.
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
  client?: Client;
};

/** Whether the session's access tokens are valid: it was not ended and has not expired. `now` in ms. */
export function isOpen(session: Session, now: number): boolean {
  return session.tokenHash !== '' && session.expiresAt > now;
}

/**
 * Whether the token that was exchanged last gets the same next token again: at once, or whenever the request is a repeat
 * with its key. `now` in ms.
 */
export function mayRepeatRefresh(
  { refreshedAt = -Infinity, refreshedBy }: Session,
  by: string | undefined,
  now: number,
): boolean {
  return now < refreshedAt + REFRESH_GRACE_MS || (by !== undefined && by === refreshedBy);
}

/** Whether a change of the account has ended the session, with its access tokens. */
export function isEndedBy(session: Session, { endedGeneration = 0 }: Pick<User, 'endedGeneration'>): boolean {
  return session.generation < endedGeneration;
}

/** Whether no change of the account has invalidated the session's refresh token since the log-in. */
export function isCurrent(session: Session, user: User): boolean {
  return session.generation === user.sessionGeneration;
}
