/**
 * `npm run create-admin`: creates an admin in a deployed table, because a new deployment has none and no
 * request can create the first one. Does not change an existing account. Exits with 1 when nothing was
 * created.
 */
import { runtime, users } from '../functions/compose.ts';
import { hashPassword } from '../functions/credentials/passwords.ts';
import { newUser, registerUser } from '../functions/domain/accounts/register-user.ts';
import { Busy, Refusal } from '../functions/domain/model/refusal.ts';
import { type AdminAccount, readAdminAccount } from './create-admin/account.ts';

const USAGE =
  'TABLE_NAME=… ADMIN_EMAIL=… ADMIN_PASSWORD=… npm run create-admin  (region and credentials as for the AWS CLI)';

/** @throws an error that names every variable that is missing or invalid. */
function readAccount(): AdminAccount {
  const { TABLE_NAME, ADMIN_EMAIL, ADMIN_PASSWORD } = process.env;
  const missing = Object.entries({ TABLE_NAME, ADMIN_EMAIL, ADMIN_PASSWORD })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  const account = missing.length === 0 ? readAdminAccount(process.env) : undefined;
  if (account === undefined) throw new Error(`Not set: ${missing.join(', ')}.\n${USAGE}`);
  return account;
}

/** @returns what went wrong and what to do next. It never contains the password. */
function explain(error: unknown, email: string | undefined): string {
  if (error instanceof Busy)
    return 'The table did not answer. Check the region and the network, and try again.';
  if (error instanceof Refusal && error.code === 'email-taken')
    return `There is already an account with the address ${email}. Nothing was changed.`;
  const { name, message } = error as Error;
  return name === 'Error' ? message : `${name}: ${message}`;
}

try {
  const { name, email, password } = readAccount();
  const passwordHash = await hashPassword(password);
  const account = { name, email, passwordHash, role: 'admin' as const, idempotencyKey: undefined };
  const ports = { users: users(), runtime };
  const admin = await registerUser(newUser(account, runtime), undefined, ports);
  console.log(`Created the admin ${admin.email}, id ${admin.id}, in the table ${process.env['TABLE_NAME']}.`);
} catch (error) {
  console.error(explain(error, process.env['ADMIN_EMAIL']));
  process.exitCode = 1;
}
