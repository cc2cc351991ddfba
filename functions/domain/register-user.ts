/**
 * Makes an account. One transaction writes the account, its address and its first session, if it has one: a crash
 * leaves all of them or none. It is repeated with the same ids while its outcome is unknown.
 * The role comes from the caller's code, never from a request: nobody makes themselves an admin.
 */
import { derivedId } from './derived-id.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import type { Environment, UserStore } from './ports.ts';
import { Refusal } from './refusal.ts';
import type { Session } from './session.ts';
import { normalizeEmail, type Role, type User } from './user.ts';

export type NewUser = {
  name: string;
  email: string;
  passwordHash: string;
  role: Role;
  idempotencyKey: string | undefined;
};

/** The account that a request makes. With a key, its id derives from the key and the address. */
export function newUser(
  { name, email, passwordHash, role, idempotencyKey }: NewUser,
  environment: Environment,
): User {
  const address = normalizeEmail(email);
  return {
    id: idempotencyKey === undefined ? environment.newId() : derivedId('user', address, idempotencyKey),
    name,
    email: address,
    role,
    passwordHash,
    createdAt: new Date(environment.now()).toISOString(),
    sessionGeneration: 0,
  };
}

/**
 * @returns the account as it is stored: this one, or the one that an earlier request with the same key made. The caller
 * tells them apart by the password.
 * @throws Refusal `email-taken`; Busy.
 */
export async function registerUser(
  user: User,
  session: Session | undefined,
  { users, environment }: { users: Pick<UserStore, 'create' | 'read'>; environment: Environment },
): Promise<User> {
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  for (;;) {
    const outcome = await users.create(user, session);
    if (outcome === 'done') return user;
    if (outcome === 'address-taken') throw new Refusal('email-taken', 'Log in instead.');
    if (outcome === 'there-already') {
      return (await patience.outwaitBusy(() => users.read(user.id))) ?? user;
    }
    await patience.backOff();
  }
}
