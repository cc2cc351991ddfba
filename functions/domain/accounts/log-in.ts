/**
 * Logs in with an email address and a password. `guard-log-in.ts` counts the attempt before the password is checked.
 * Neither the answer nor the number of calls says whether the account exists.
 */
import { Refusal } from '../model/refusal.ts';
import { normalizeEmail, type User } from '../model/user.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import type { UserStore } from '../ports/user-store.ts';
import { guardLogIn, type LogInGuard } from './guard-log-in.ts';

/** `source`: the network address, as rate limits count it. `hasSession`: somebody who is logged in states the password again. */
export type LogIn = { email: string; password: string; source: string; hasSession?: boolean };

export type LogInPorts = {
  users: UserStore;
  /** Undefined while rate limits are off. */
  guard: LogInGuard | undefined;
  securityLog: SecurityLog;
  checkPassword: (password: string, stored: string | undefined) => Promise<boolean>;
};

/** @returns the account. @throws Refusal `wrong-credentials`; `too-many-attempts`; Busy. */
export async function logIn({ email, password, ...from }: LogIn, ports: LogInPorts): Promise<User> {
  const address = normalizeEmail(email);
  let found: Promise<User | undefined> | undefined;
  const findAccount = () => {
    found ??= readAccount(address, ports);
    return found;
  };
  const allowed = ports.guard && (await guardLogIn({ address, ...from }, ports.guard, findAccount));
  const user = await findAccount();
  const isRight = await ports.checkPassword(password, user?.passwordHash);
  if (user === undefined || !isRight) {
    ports.securityLog.write({ kind: 'log-in-failed', ...(user && { userId: user.id }) });
    throw new Refusal(
      'wrong-credentials',
      from.hasSession ? 'Check the password.' : 'Check the email address and the password.',
    );
  }
  await allowed?.succeed();
  return user;
}

async function readAccount(address: string, { users }: Pick<LogInPorts, 'users'>): Promise<User | undefined> {
  // The second read finds nothing. It is for the time: an address with an account takes two reads.
  return (await users.readByEmail(address)) ?? (await users.read(address));
}
