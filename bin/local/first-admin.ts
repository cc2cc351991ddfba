/**
 * Creates the first admin of a local service: the one given by the environment, or one with a generated
 * password, which is stored in the data directory so that the next start can print it again.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runtime, users } from '../../functions/compose.ts';
import { checkPassword, hashPassword } from '../../functions/credentials/passwords.ts';
import { newUser, registerUser } from '../../functions/domain/accounts/register-user.ts';
import { normalizeEmail, type User } from '../../functions/domain/model/user.ts';
import type { AdminAccount } from '../create-admin/account.ts';
import { writePrivateFile } from './service-directory.ts';

/** `password` is set only if it was generated here and is still that of the account, and so has to be printed. */
export type AdminCredentials = { email: string; password?: string };
type MadeUp = Required<AdminCredentials>;

const EMAIL = 'admin@example.com';
const PASSWORD_BYTES = 12;
const FILE = 'admin.json';

/** @returns the admin that an earlier start made up, if it did. @throws an error that says what to do when the file cannot be read. */
export function readMadeUp(dataDirectory: string | undefined): MadeUp | undefined {
  const file = dataDirectory && path.join(dataDirectory, FILE);
  if (!file || !existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as Error).message}). Restore it, or delete it.`);
  }
}

function makeUp(dataDirectory: string | undefined): MadeUp {
  const made = { email: EMAIL, password: randomBytes(PASSWORD_BYTES).toString('base64url') };
  if (dataDirectory !== undefined) writePrivateFile(dataDirectory, FILE, JSON.stringify(made));
  return made;
}

/**
 * @returns the admin with the address, if there is one.
 * @throws an error that says what to do when the address belongs to an account that is not an admin.
 */
async function find(email: string): Promise<User | undefined> {
  const account = await users().readByEmail(normalizeEmail(email));
  if (account !== undefined && account.role !== 'admin') {
    throw new Error(
      `${email} has an account with the role ${account.role}. Set ADMIN_EMAIL to the address of an admin, or to one that has no account yet.`,
    );
  }
  return account;
}

async function make(email: string, password: string): Promise<void> {
  const account = {
    name: 'Admin',
    email,
    passwordHash: await hashPassword(password),
    role: 'admin' as const,
    idempotencyKey: undefined,
  };
  await registerUser(newUser(account, runtime), undefined, { users: users(), runtime });
}

/**
 * Creates the admin unless one with the address exists, whose password is not changed.
 * @throws an error that says what to do when the address belongs to an account with another role, or the file
 * with the generated password cannot be read.
 */
export async function ensureAdmin(
  given: AdminAccount | undefined,
  dataDirectory: string | undefined,
): Promise<AdminCredentials> {
  const kept = given === undefined ? readMadeUp(dataDirectory) : undefined;
  const email = given?.email ?? kept?.email ?? EMAIL;
  const found = await find(email);
  if (found !== undefined) {
    // The file may be of another table, or the password was changed since.
    const isKept = kept !== undefined && (await checkPassword(kept.password, found.passwordHash));
    return isKept ? kept : { email };
  }
  if (given !== undefined) {
    await make(email, given.password);
    return { email };
  }
  const made = kept ?? makeUp(dataDirectory);
  await make(made.email, made.password);
  return made;
}
