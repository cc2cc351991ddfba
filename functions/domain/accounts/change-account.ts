/**
 * Changes an account, in one transaction with the letters that tell of the change, provided that the account is as it
 * was read. A crash leaves all of it or nothing. The transaction is retried while its outcome is unknown; the change has
 * an id by which the next look recognizes that it was made.
 */
import type { Account, AccountChange } from '../model/account.ts';
import { type ExpectedVersions, requireVersion } from '../model/expected-version.ts';
import { BOOKING_RETRY_BUDGET_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Contact } from '../model/user.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SecurityLog } from '../ports/security-log.ts';
import { RetryBudget } from '../process/retry-budget.ts';

export type ChangeAccountPorts = {
  accounts: Pick<AccountStore, 'read' | 'change'>;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/**
 * `changeId`: see `changeIdOf`. `decide` gets the account, and returns undefined if there is nothing to change.
 * `expected`: the versions of the account that may be changed.
 * @returns the account afterwards; undefined if there is none
 * @throws Refusal `email-taken`, `changed-meanwhile`; `unauthenticated` if the session to keep has ended; Busy; what `decide`
 *   throws
 */
export async function changeAccount(
  userId: string,
  changeId: string,
  decide: (account: Account) => Promise<AccountChange | undefined>,
  { accounts, securityLog, runtime }: ChangeAccountPorts,
  expected?: ExpectedVersions,
): Promise<Account | undefined> {
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let tried: number | undefined;
  for (;;) {
    const account = await retryBudget.retryWhileBusy(() => accounts.read(userId));
    if (account === undefined || account.lastChange === changeId) return account;
    const change = await decide(account);
    if (change === undefined) return account;
    requireVersion(expected, account.version, tried);
    const after = { ...change.after, version: account.version + 1, lastChange: changeId };
    const outcome = await accounts.change(account, { ...change, after });
    if (outcome === 'done') {
      if (change.securityEvent) securityLog.write(change.securityEvent);
      return after;
    }
    if (outcome === 'address-taken') throw emailTaken();
    if (outcome === 'session-ended')
      throw new Refusal('unauthenticated', 'Your session ended meanwhile. Log in again.');
    tried = account.version;
    await retryBudget.backOff();
  }
}

/** @returns `check`, which is called again only if the account has another password meanwhile. */
export function checkedOnce(
  check: (person: Contact) => Promise<unknown>,
): (account: Account) => Promise<void> {
  let checked: string | undefined;
  return async (account) => {
    if (account.passwordHash !== checked) await check(account);
    checked = account.passwordHash;
  };
}

export function emailTaken(): Refusal {
  return new Refusal('email-taken', 'This email address already has an account. Log in instead.');
}
