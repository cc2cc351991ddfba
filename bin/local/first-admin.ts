/**
 * The first admin of a local service: from ADMIN_EMAIL and ADMIN_PASSWORD, or made up and kept beside the data so
 * that the next start can print the same.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment, users } from '../../functions/compose.ts';
import { newUser, registerUser } from '../../functions/domain/register-user.ts';
import { normalizeEmail } from '../../functions/domain/user.ts';
import { hashPassword } from '../../functions/http/passwords.ts';

export type AdminCredentials = { email: string; password?: string };

const PASSWORD_BYTES = 12;

function chooseCredentials(dataDirectory: string | undefined): Required<AdminCredentials> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = process.env;
  if (email && password) return { email, password };
  const file = dataDirectory && path.join(dataDirectory, 'admin.json');
  if (file && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const made = { email: 'admin@example.com', password: randomBytes(PASSWORD_BYTES).toString('base64url') };
  if (file) writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

/** Makes the admin unless there is an account with the address; then its password stays what it was. */
export async function ensureAdmin(dataDirectory: string | undefined): Promise<AdminCredentials> {
  const { email, password } = chooseCredentials(dataDirectory);
  if ((await users().readByEmail(normalizeEmail(email))) !== undefined) {
    return process.env['ADMIN_PASSWORD'] ? { email } : { email, password };
  }
  const passwordHash = await hashPassword(password);
  const account = { name: 'Admin', email, passwordHash, role: 'admin' as const, idempotencyKey: undefined };
  await registerUser(newUser(account, environment), undefined, { users: users(), environment });
  return { email, password };
}
