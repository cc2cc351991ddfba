/** Stores accounts as their owners change them, each change with the letters that tell of it. */
import type { Account, AccountChange } from '../model/account.ts';

export type AccountStore = {
  /**
   * Reads an account, strongly consistent.
   * @throws Busy
   */
  read(userId: string): Promise<Account | undefined>;
  /**
   * Writes a change and its letters in one transaction, provided that the account is as it was read.
   * @returns `failed` if it was changed meanwhile, on contention, or if the outcome is unknown
   */
  change(before: Account, change: AccountChange): Promise<'done' | 'failed'>;
};
