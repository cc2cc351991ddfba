/**
 * Sessions: a log-in and the refresh tokens that follow from it. Only the latest token is good, and an earlier one
 * that comes back ends the session for everybody who holds one of its tokens.
 */
import type { User } from './user.ts';

/**
 * `tokenHash` is of the latest refresh token, and empty once the session is over; `expiresAt` in ms. `generation` is
 * the account's `sessionGeneration` at the time of the log-in.
 */
export type Session = {
  id: string;
  userId: string;
  tokenHash: string;
  expiresAt: number;
  generation: number;
};

/** Whether its access tokens are valid: it was neither logged out nor ended by a reused token, and has not expired. */
export function isOpen(session: Session, now: number): boolean {
  return session.tokenHash !== '' && session.expiresAt > now;
}

/** Whether its refresh token is valid: the account has not ended its earlier log-ins since this one. */
export function isCurrent(session: Session, user: User): boolean {
  return session.generation === user.sessionGeneration;
}
