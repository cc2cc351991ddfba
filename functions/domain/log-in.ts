/**
 * Logs in by address and password. Attempts are counted by address and place together, before the password is looked
 * at: guessing from one place ends soon, however many try at once, and nobody can lock somebody else out from
 * elsewhere. A right password forgets the count; if that fails, the count ends with its window.
 */
import { derivedId } from './derived-id.ts';
import { LOG_IN_FAILURES_MAX, LOG_IN_WINDOW_SECONDS } from './limits.ts';
import type { AttemptStore, Environment, UserStore } from './ports.ts';
import { Busy, Refusal } from './refusal.ts';
import { normalizeEmail, type User } from './user.ts';

export type LogIn = { email: string; password: string; sourceIp: string };

export type LogInPorts = {
  users: UserStore;
  /** Undefined: rate limits are off. */
  attempts: AttemptStore | undefined;
  environment: Environment;
  checkPassword: (password: string, stored: string | undefined) => Promise<boolean>;
};

/** @throws Refusal `wrong-credentials`; `too-many-attempts`; Busy. */
export async function logIn({ email, password, sourceIp }: LogIn, ports: LogInPorts): Promise<User> {
  const address = normalizeEmail(email);
  const name = derivedId('log-in', address, sourceIp);
  const now = ports.environment.now();
  const attempts = (await ports.attempts?.add(name, now, now + LOG_IN_WINDOW_SECONDS * 1000)) ?? 0;
  if (attempts > LOG_IN_FAILURES_MAX) {
    throw new Refusal('too-many-attempts', 'Too many log-ins have failed. Wait before you try again.', {
      retryAfterSeconds: LOG_IN_WINDOW_SECONDS,
    });
  }
  const user = await ports.users.readByEmail(address);
  const isRight = await ports.checkPassword(password, user?.passwordHash);
  if (user === undefined || !isRight) throw new Refusal('wrong-credentials', 'Check both and try again.');
  await ports.attempts?.forget(name).catch((error: unknown) => {
    if (!(error instanceof Busy)) throw error;
  });
  return user;
}
