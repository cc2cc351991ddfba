/**
 * Sessions: a log-in and the refresh tokens that follow from it. Only the latest refresh token is valid. If
 * an earlier one is used again, the session ends for everybody who holds one of its tokens.
 */
import type { User } from './user.ts';

/**
 * `tokenHash`: hash of the latest refresh token, or empty once the session is over. `expiresAt` in ms.
 * `generation`: the account's `sessionGeneration` at the time of the log-in.
 */
export type Session = {
  id: string;
  userId: string;
  tokenHash: string;
  expiresAt: number;
  generation: number;
};

/** Whether the session's access tokens are valid: it was not ended and has not expired. `now` in ms. */
export function isOpen(session: Session, now: number): boolean {
  return session.tokenHash !== '' && session.expiresAt > now;
}

/** Whether a change of the account has ended the session, with its access tokens. */
export function isEndedBy(session: Session, { endedGeneration = 0 }: Pick<User, 'endedGeneration'>): boolean {
  return session.generation < endedGeneration;
}

/** Whether no change of the account has invalidated the session's refresh token since the log-in. */
export function isCurrent(session: Session, user: User): boolean {
  return session.generation === user.sessionGeneration;
}
