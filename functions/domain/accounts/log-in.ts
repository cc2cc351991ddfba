/**
 * Logs in with an email address and a password. Attempts are counted per pair of email address and source IP
 * address, before the password is checked. This limits guesses from one source, even concurrent ones, and
 * prevents lockouts from other sources. A correct password deletes the count; if that fails, the count ends
 * with its window.
 */
import { derivedId } from '../model/derived-id.ts';
import { LOG_IN_FAILURES_MAX, LOG_IN_WINDOW_SECONDS } from '../model/limits.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import { normalizeEmail, type User } from '../model/user.ts';
import type { AttemptStore } from '../ports/attempt-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';

export type LogIn = { email: string; password: string; sourceIp: string };

export type LogInPorts = {
  users: UserStore;
  /** Undefined when rate limits are off. */
  attempts: AttemptStore | undefined;
  runtime: Runtime;
  checkPassword: (password: string, stored: string | undefined) => Promise<boolean>;
};

/** @returns the account. @throws Refusal `wrong-credentials`; `too-many-attempts`; Busy. */
export async function logIn({ email, password, sourceIp }: LogIn, ports: LogInPorts): Promise<User> {
  const address = normalizeEmail(email);
  const name = derivedId('log-in', address, sourceIp);
  const now = ports.runtime.now();
  const counted = await ports.attempts?.add(name, now, now + LOG_IN_WINDOW_SECONDS * 1000);
  if (counted !== undefined && counted.attempts > LOG_IN_FAILURES_MAX) {
    throw new Refusal(
      'too-many-attempts',
      'Too many log-ins have failed. Wait for the seconds in Retry-After, then try again.',
      { retryAfterSeconds: Math.max(1, Math.ceil((counted.windowEndsAt - now) / 1000)) },
    );
  }
  const user = await ports.users.readByEmail(address);
  const isRight = await ports.checkPassword(password, user?.passwordHash);
  if (user === undefined || !isRight)
    throw new Refusal('wrong-credentials', 'Check the email address and the password.');
  await ports.attempts?.forget(name).catch((error: unknown) => {
    if (!(error instanceof Busy)) throw error;
  });
  return user;
}
