/** Makes an account. The role comes from the caller's code, never from a request: nobody makes themselves an admin. */
import { derivedId } from './derived-id.ts';
import type { Environment, UserStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { normalizeEmail, type Role, type User } from './user.ts';

export type RegisterUser = {
  name: string;
  email: string;
  passwordHash: string;
  role: Role;
  idempotencyKey: string | undefined;
};

/**
 * @returns the new account, or the one that the same request made before: whether it is the same, its password says.
 * @throws Refusal `email-taken`.
 */
export async function registerUser(
  { name, email, passwordHash, role, idempotencyKey }: RegisterUser,
  { users, environment }: { users: UserStore; environment: Environment },
): Promise<User> {
  const address = normalizeEmail(email);
  const user: User = {
    id: idempotencyKey === undefined ? environment.newId() : derivedId('user', address, idempotencyKey),
    name,
    email: address,
    role,
    passwordHash,
    createdAt: new Date(environment.now()).toISOString(),
    sessionGeneration: 0,
  };
  if (!(await users.create(user))) throw new Refusal('email-taken', 'Log in instead.');
  return idempotencyKey === undefined ? user : ((await users.read(user.id)) ?? user);
}
