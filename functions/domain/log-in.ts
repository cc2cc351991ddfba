/**
 * Logs in by address and password. Failures are counted by address and place together: guessing one password from one
 * place ends soon, and nobody can lock somebody else out from elsewhere.
 */
import { derivedId } from './derived-id.ts';
import { LOG_IN_FAILURES_MAX, LOG_IN_WINDOW_SECONDS } from './limits.ts';
import type { AttemptStore, Environment, UserStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { normalizeEmail, type User } from './user.ts';

export type LogIn = { email: string; password: string; sourceIp: string };

export type LogInPorts = {
  users: UserStore;
  /** Undefined: rate limits are off. */
  attempts: AttemptStore | undefined;
  environment: Environment;
  checkPassword: (password: string, stored: string | undefined) => Promise<boolean>;
};

/** @throws Refusal `wrong-credentials`; `too-many-attempts`. */
export async function logIn({ email, password, sourceIp }: LogIn, ports: LogInPorts): Promise<User> {
  const address = normalizeEmail(email);
  const name = derivedId('log-in', address, sourceIp);
  const now = ports.environment.now();
  const failures = (await ports.attempts?.count(name, now)) ?? 0;
  if (failures >= LOG_IN_FAILURES_MAX) {
    throw new Refusal('too-many-attempts', 'Too many log-ins have failed. Wait before you try again.', {
      retryAfterSeconds: LOG_IN_WINDOW_SECONDS,
    });
  }
  const user = await ports.users.readByEmail(address);
  const isRight = await ports.checkPassword(password, user?.passwordHash);
  if (user !== undefined && isRight) return user;
  await ports.attempts?.add(name, now, now + LOG_IN_WINDOW_SECONDS * 1000);
  throw new Refusal('wrong-credentials', 'Check both and try again.');
}
