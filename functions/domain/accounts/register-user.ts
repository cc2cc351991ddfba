/**
 * Creates an account. One transaction writes the account, its address and, if there are any, its first
 * session and the letter with the link that confirms the address: a crash leaves all of them or none. The transaction is
 * retried with the same ids while its outcome is unknown. The role comes from the caller's code and never from a request,
 * so that users cannot make themselves admins.
 */
import type { NewAccount } from '../model/account.ts';
import { derivedId } from '../model/derived-id.ts';
import type { NewLetter } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Session } from '../model/session.ts';
import { normalizeEmail, type Role, type User } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { emailTaken } from './change-account.ts';

export type NewUser = {
  name: string;
  email: string;
  passwordHash: string;
  role: Role;
  idempotencyKey: string | undefined;
};

/** Builds an account without storing it. With a key, its id is derived from the key and the address. */
export function newUser(
  { name, email, passwordHash, role, idempotencyKey }: NewUser,
  runtime: Runtime,
): User {
  const address = normalizeEmail(email);
  return {
    id: idempotencyKey === undefined ? runtime.newId() : derivedId('user', address, idempotencyKey),
    name,
    email: address,
    role,
    passwordHash,
    createdAt: new Date(runtime.now()).toISOString(),
    sessionGeneration: 0,
  };
}

/**
 * Stores the account.
 * @returns the stored account: this one, or the one that an earlier request with the same key created. The
 * caller distinguishes them by the password.
 * @throws Refusal `email-taken`; `idempotency-key-reused` for an account that was closed; Busy.
 */
export async function registerUser(
  user: NewAccount,
  session: Session | undefined,
  { users, runtime }: { users: Pick<UserStore, 'create' | 'read'>; runtime: Runtime },
  letter?: NewLetter,
): Promise<User> {
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const outcome = await users.create(user, session, letter);
    if (outcome === 'done') return user;
    if (outcome === 'address-taken') throw emailTaken();
    if (outcome === 'closed')
      throw new Refusal(
        'idempotency-key-reused',
        'The account that this Idempotency-Key made was closed. Use a new key.',
      );
    if (outcome === 'there-already') {
      return (await retryBudget.retryWhileBusy(() => users.read(user.id))) ?? user;
    }
    await retryBudget.backOff();
  }
}
