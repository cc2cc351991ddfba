/** Makes an account. The role comes from the caller's code, never from a request: nobody makes themselves an admin. */
import type { Environment, UserStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import { normalizeEmail, type Role, type User } from './user.ts';

export type RegisterUser = { name: string; email: string; passwordHash: string; role: Role };

/** @throws Refusal `email-taken`. */
export async function registerUser(
  { name, email, passwordHash, role }: RegisterUser,
  { users, environment }: { users: UserStore; environment: Environment },
): Promise<User> {
  const user: User = {
    id: environment.newId(),
    name,
    email: normalizeEmail(email),
    role,
    passwordHash,
    createdAt: new Date(environment.now()).toISOString(),
  };
  if (await users.create(user)) return user;
  throw new Refusal('email-taken', 'Log in instead.');
}
