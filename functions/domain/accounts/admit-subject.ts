/**
 * Finds the account of a person whom another issuer has authenticated, and makes it when they come first. The account has their
 * name and their address for mails, as they were then; the role is that of the token, each time.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The account is read. Crash: nothing.
 * 2. If there is none, one transaction stores it with its address, or without one that belongs to another account: who states an
 *    address does not get what is somebody else's. Crash: an account that the next request finds.
 */
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { type ListedUser, normalizeEmail, type Role, type User } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';

export type AdmitSubject = { userId: string; role: Role; name: string; email?: string };

export type AdmitSubjectPorts = { users: Pick<UserStore, 'create' | 'read'>; runtime: Runtime };

/** @returns the account, with the role that was stated. @throws Refusal `unauthenticated` if it was closed; Busy. */
export async function admitSubject(
  { userId, role, name, email = '' }: AdmitSubject,
  { users, runtime }: AdmitSubjectPorts,
): Promise<ListedUser> {
  const known = await users.read(userId);
  if (known !== undefined) return asListed(known, role);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const createdAt = new Date(runtime.now()).toISOString();
  const fresh = { id: userId, name, role, passwordHash: '', createdAt, sessionGeneration: 0 };
  let address = normalizeEmail(email);
  for (;;) {
    const user: User = { ...fresh, email: address, ...(address !== '' && { isAddressConfirmed: true }) };
    const outcome = await users.create(user);
    if (outcome === 'done') return asListed(user, role);
    if (outcome === 'closed') throw new Refusal('unauthenticated', 'The account of this token was closed.');
    if (outcome === 'address-taken') address = '';
    else if (outcome === 'there-already') {
      const made = await retryBudget.retryWhileBusy(() => users.read(userId));
      if (made !== undefined) return asListed(made, role);
    } else await retryBudget.backOff();
  }
}

function asListed(
  { passwordHash: _hash, sessionGeneration: _generation, ...user }: User,
  role: Role,
): ListedUser {
  return { ...user, role };
}
