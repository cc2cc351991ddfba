/** Stores sessions: the state of a log-in and the hash of its latest refresh token. */
import type { VersionedUser } from '../model/account.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { Session } from '../model/session.ts';

export type SessionStore = {
  /**
   * Stores a new session.
   * @returns false if a session of that id exists or has existed
   * @throws Busy on contention, or if the outcome is unknown
   */
  create(session: Session): Promise<boolean>;
  /**
   * Reads a session, strongly consistent.
   * @throws Busy
   */
  read(sessionId: string): Promise<Session | undefined>;
  /**
   * Reads a session and an account in one strongly consistent call. The caller checks that they belong
   * together.
   * @throws Busy
   */
  readWithUser(
    sessionId: string,
    userId: string,
  ): Promise<{ session: Session | undefined; user: VersionedUser | undefined }>;
  /**
   * Replaces the refresh token, and notes when and by what, provided that the token of `before` is the latest.
   * @returns the session as it is then: `after`, or as an earlier attempt or another request left it; undefined if it is gone
   * @throws Busy on contention, or if the outcome is unknown
   */
  rotate(before: Session, after: Session): Promise<Session | undefined>;
  /**
   * Notes that the exchange that gave the latest token was repeated, provided that the token of `session` is the latest.
   * @returns false if it is not
   * @throws Busy on contention, or if the outcome is unknown
   */
  noteRepeat(session: Session): Promise<boolean>;
  /**
   * Reads the latest sessions of an account that have not been ended, up to `SESSIONS_SHOWN`, the latest first. Eventually
   * consistent.
   * @throws Busy
   */
  listOf(userId: string): Promise<Session[]>;
  /**
   * Ends a session. Its item is kept until it expires, so that no repeated log-in opens it again. `securityEvent`: its entry
   * in the trail, written in the same transaction.
   * @throws Busy
   */
  end(session: Session, securityEvent?: SecurityEvent): Promise<void>;
};
