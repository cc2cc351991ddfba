/**
 * Finds the account of a person whom another issuer has authenticated, and makes it when they come first. The account has their
 * name and their address for mails, as they were then; the role is that of the token, each time. An account without an address
 * gets that of a later token, and each the role of the latest one: what is done without a request of the person goes by it.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The account is read. Crash: nothing.
 * 2. If there is none, one transaction stores it with its address, or without one that belongs to another account: who states an
 *    address does not get what is somebody else's. Crash: an account that the next request finds.
 * 3. If there is one without an address, and the token states one that nobody has, one transaction adds it; and one stores another
 *    role, with its entry in the trail, unless a later token stated one before. Crash: the next request does it.
 */
import type { Account } from '../model/account.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { type ListedUser, normalizeEmail, ROLES, type Role, type User } from '../model/user.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/** `issuedAt`: of the token, ms. */
export type AdmitSubject = { userId: string; role: Role; name: string; email?: string; issuedAt: number };

export type AdmitSubjectPorts = {
  users: Pick<UserStore, 'create' | 'read' | 'readByEmail'>;
  accounts: Pick<AccountStore, 'read' | 'change'>;
  runtime: Runtime;
};

/** @returns the account, with the role that was stated. @throws Refusal `unauthenticated` if it was closed; Busy. */
export async function admitSubject(
  { userId, role, name, email = '', issuedAt }: AdmitSubject,
  ports: AdmitSubjectPorts,
): Promise<ListedUser> {
  const { users, accounts, runtime } = ports;
  const known = await accounts.read(userId);
  if (known !== undefined) {
    const addressed = await withAddress(known, normalizeEmail(email), ports);
    return asListed(await withRole(addressed, { role, issuedAt }, ports), role);
  }
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const createdAt = new Date(runtime.now()).toISOString();
  const fresh = {
    id: userId,
    name,
    role,
    roleStatedAt: issuedAt,
    passwordHash: '',
    createdAt,
    sessionGeneration: 0,
  };
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

/** Adds the address, which the issuer has confirmed by now, unless another account has it. @throws Busy */
async function withAddress(
  account: Account,
  address: string,
  { users, accounts }: AdmitSubjectPorts,
): Promise<Account> {
  if (account.email !== '' || address === '') return account;
  if ((await users.readByEmail(address)) !== undefined) return account;
  const version = account.version + 1;
  const after: Account = { ...account, email: address, isAddressConfirmed: true, version };
  return (await accounts.change(account, { after, letters: [] })) === 'done' ? after : account;
}

/**
 * Stores the role of a token that is no older than that by which the stored one was stated. Of two tokens of one second the lower
 * role stays, so that they do not take turns. @throws Busy
 */
async function withRole(
  account: Account,
  { role, issuedAt }: Pick<AdmitSubject, 'role' | 'issuedAt'>,
  { accounts, runtime }: AdmitSubjectPorts,
): Promise<Account> {
  const { id: userId, role: formerRole, roleStatedAt = 0 } = account;
  const isRaised = ROLES.indexOf(role) > ROLES.indexOf(formerRole);
  const isLater = isRaised ? issuedAt > roleStatedAt : issuedAt >= roleStatedAt;
  if (role === formerRole || !isLater) return account;
  const after: Account = { ...account, role, roleStatedAt: issuedAt, version: account.version + 1 };
  const change = { kind: 'role-changed' as const, userId, role, formerRole };
  const securityEvent = { id: runtime.newId(), at: runtime.now(), ...change };
  return (await accounts.change(account, { after, letters: [], securityEvent })) === 'done' ? after : account;
}

function asListed({ id, name, email, createdAt, isAddressConfirmed }: User, role: Role): ListedUser {
  return { id, name, email, createdAt, ...(isAddressConfirmed && { isAddressConfirmed }), role };
}
