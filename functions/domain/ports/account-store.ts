/** Stores accounts as their owners change them, each change with the letters that tell of it. */

import type { Account, AccountChange, Closing } from '../model/account.ts';
import type { NewLetter } from '../model/letter.ts';
import type { SecurityEvent } from '../model/security-event.ts';

export type AccountStore = {
  /**
   * Reads an account, strongly consistent.
   * @throws Busy
   */
  read(userId: string): Promise<Account | undefined>;
  /**
   * Writes a change, its letters and its entry in the trail of security events in one transaction, provided that the
   * account is as it was read. Another address becomes that of the account, and the one before is free.
   * @returns `address-taken` if the new address belongs to another account; `session-ended` if the session to keep has ended;
   * `failed` if the account was changed meanwhile, on contention, or if the outcome is unknown
   */
  change(
    before: Account,
    change: AccountChange,
  ): Promise<'done' | 'address-taken' | 'session-ended' | 'failed'>;
  /**
   * Notes how far the closing of an account came, provided that the account is as it was read. Its version stays.
   * @returns false if it was changed meanwhile
   * @throws Busy on contention, or if the outcome is unknown
   */
  noteClosing(before: Account, closing: Closing): Promise<boolean>;
  /**
   * Erases an account, frees its address and writes the letters and the entry in the trail in one transaction, provided
   * that the account is as it was read and that `witnessId`, another account, is an admin, if there is one. Its id is never
   * used again. `at` in ms.
   * @returns `no-witness` if that account is not an admin; `failed` as for a change
   */
  close(
    before: Account,
    closing: { at: number; letters: NewLetter[]; witnessId?: string; securityEvent: SecurityEvent },
  ): Promise<'done' | 'no-witness' | 'failed'>;
};
