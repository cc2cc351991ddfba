/**
 * `npm run create-admin`: makes an admin on a deployed table. A new deployment has none, and no request can make the
 * first one. An account that is there is left as it is.
 */
import { environment, users } from '../functions/compose.ts';
import { Busy, Refusal } from '../functions/domain/refusal.ts';
import { newUser, registerUser } from '../functions/domain/register-user.ts';
import { hashPassword } from '../functions/http/passwords.ts';
import { type AdminAccount, readAdminAccount } from './create-admin/account.ts';

const USAGE =
  'TABLE_NAME=… ADMIN_EMAIL=… ADMIN_PASSWORD=… npm run create-admin  (region and credentials as for the AWS CLI)';

/** @throws with everything that is missing or not valid, by the name of its variable. */
function readAccount(): AdminAccount {
  const { TABLE_NAME, ADMIN_EMAIL, ADMIN_PASSWORD } = process.env;
  const missing = Object.entries({ TABLE_NAME, ADMIN_EMAIL, ADMIN_PASSWORD })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  const account = missing.length === 0 ? readAdminAccount(process.env) : undefined;
  if (account === undefined) throw new Error(`Not set: ${missing.join(', ')}.\n${USAGE}`);
  return account;
}

/** What to do about it, in a sentence. It never holds the password. */
function explain(error: unknown, email: string | undefined): string {
  if (error instanceof Busy) return 'The table did not answer. Check the region and the network, and repeat.';
  if (error instanceof Refusal && error.code === 'email-taken')
    return `There is an account with the address ${email} already. Nothing was changed.`;
  const { name, message } = error as Error;
  return name === 'Error' ? message : `${name}: ${message}`;
}

try {
  const { name, email, password } = readAccount();
  const passwordHash = await hashPassword(password);
  const account = { name, email, passwordHash, role: 'admin' as const, idempotencyKey: undefined };
  const ports = { users: users(), environment };
  const admin = await registerUser(newUser(account, environment), undefined, ports);
  console.log(`Made the admin ${admin.email}, id ${admin.id}, on the table ${process.env['TABLE_NAME']}.`);
} catch (error) {
  console.error(explain(error, process.env['ADMIN_EMAIL']));
  process.exitCode = 1;
}
