/**
 * The first admin of a local service: the one that the environment describes, or one that is made up and kept beside
 * the data, so that the next start can print the same.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { environment, users } from '../../functions/compose.ts';
import { newUser, registerUser } from '../../functions/domain/register-user.ts';
import { normalizeEmail } from '../../functions/domain/user.ts';
import { hashPassword } from '../../functions/http/passwords.ts';
import type { AdminAccount } from '../create-admin/account.ts';
import { writePrivateFile } from './service-directory.ts';

/** `password` is there when it was made up here: nobody else knows it. */
export type AdminCredentials = { email: string; password?: string };
type MadeUp = Required<AdminCredentials>;

const EMAIL = 'admin@example.com';
const PASSWORD_BYTES = 12;
const FILE = 'admin.json';

/** @throws with what to do when the file cannot be read. */
function readMadeUp(dataDirectory: string | undefined): MadeUp | undefined {
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

/** @throws with what to do when the address is of an account that is not an admin's. */
async function isThere(email: string): Promise<boolean> {
  const account = await users().readByEmail(normalizeEmail(email));
  if (account !== undefined && account.role !== 'admin') {
    throw new Error(
      `${email} has an account with the role ${account.role}. Set ADMIN_EMAIL to the address of an admin, or to one that has no account yet.`,
    );
  }
  return account !== undefined;
}

async function make(email: string, password: string): Promise<void> {
  const account = {
    name: 'Admin',
    email,
    passwordHash: await hashPassword(password),
    role: 'admin' as const,
    idempotencyKey: undefined,
  };
  await registerUser(newUser(account, environment), undefined, { users: users(), environment });
}

/**
 * Makes the admin unless there is one with the address; then its password stays what it was.
 * @throws with what to do when the address is of another account, or the file cannot be read.
 */
export async function ensureAdmin(
  given: AdminAccount | undefined,
  dataDirectory: string | undefined,
): Promise<AdminCredentials> {
  const kept = given === undefined ? readMadeUp(dataDirectory) : undefined;
  const email = given?.email ?? kept?.email ?? EMAIL;
  if (await isThere(email)) return kept ?? { email };
  if (given !== undefined) {
    await make(email, given.password);
    return { email };
  }
  const made = kept ?? makeUp(dataDirectory);
  await make(made.email, made.password);
  return made;
}
