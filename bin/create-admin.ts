/**
 * The verb `create-admin`: creates an admin in a deployed table, because a new deployment has none and no
 * request can create the first one. Does not change an existing account.
 */
import type { Command } from 'commander';
import { runtime, users } from '../functions/compose.ts';
import { hashPassword } from '../functions/credentials/passwords.ts';
import { newUser, registerUser } from '../functions/domain/accounts/register-user.ts';
import { Refusal } from '../functions/domain/model/refusal.ts';
import { type AdminAccount, readAdminAccount } from './create-admin/account.ts';

/** @throws an error that names every variable that is missing or invalid. */
function readAccount(): AdminAccount {
  const { TABLE_NAME, ADMIN_EMAIL, ADMIN_PASSWORD } = process.env;
  const missing = Object.entries({ TABLE_NAME, ADMIN_EMAIL, ADMIN_PASSWORD })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  const account = missing.length === 0 ? readAdminAccount(process.env) : undefined;
  if (account === undefined)
    throw new Error(`Not set: ${missing.join(', ')}. See npm run create-admin -- --help`);
  return account;
}

/** @throws an error that says what to do if the address is taken. No message contains the password. */
export async function createAdmin({ name, email, password }: AdminAccount): Promise<void> {
  try {
    const passwordHash = await hashPassword(password);
    const account = { name, email, passwordHash, role: 'admin' as const, idempotencyKey: undefined };
    const admin = await registerUser(newUser(account, runtime), undefined, { users: users(), runtime });
    console.log(
      `Created the admin ${admin.email}, id ${admin.id}, in the table ${process.env['TABLE_NAME']}.`,
    );
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'email-taken') throw error;
    throw new Error(`There is already an account with the address ${email}. Nothing was changed.`);
  }
}

export function defineVerb(command: Command): void {
  command
    .addHelpText(
      'after',
      `
Set TABLE_NAME to the table, ADMIN_EMAIL and ADMIN_PASSWORD to those of the new account, and region and credentials
as for the AWS CLI.

Example:
  TABLE_NAME=Boxoffice ADMIN_EMAIL=you@example.com ADMIN_PASSWORD=… npm run create-admin`,
    )
    .action(() => createAdmin(readAccount()));
}
