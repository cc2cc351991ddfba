/** Stores accounts. An e-mail address belongs to one account at most. */
import type { NewAccount } from '../model/account.ts';
import type { NewLetter } from '../model/letter.ts';
import type { SecurityEvent } from '../model/security-event.ts';
import type { Session } from '../model/session.ts';
import type { Addressee, Contact, ListedUser, Role, User } from '../model/user.ts';

export type UserStore = {
  /**
   * Writes an account, its address, its first session and the letter that asks to confirm the address in one
   * transaction.
   * @returns `address-taken` if the address belongs to another account; `there-already` if this request, or
   * an earlier one with the same key, created the account; `closed` if that account was closed; `failed` on contention, or
   * if the outcome is unknown
   */
  create(
    user: NewAccount,
    session?: Session,
    letter?: NewLetter,
  ): Promise<'done' | 'address-taken' | 'there-already' | 'closed' | 'failed'>;
  /**
   * Reads an account, strongly consistent.
   * @throws Busy
   */
  read(userId: string): Promise<User | undefined>;
  /**
   * Reads an account by its normalized address, strongly consistent.
   * @throws Busy
   */
  readByEmail(email: string): Promise<User | undefined>;
  /**
   * Changes the role, with its entry in the trail of security events and the letters that tell of it, and invalidates the
   * account's refresh tokens, provided that the role is still that of `before` and that `witnessId`, another account, is an
   * admin.
   * @returns `no-witness` if that account is not an admin; `failed` if the role changed since it was read, on
   * contention, or if the outcome is unknown
   */
  changeRole(
    before: User,
    role: Role,
    change: { witnessId: string; securityEvent: SecurityEvent; letters: NewLetter[] },
  ): Promise<'done' | 'no-witness' | 'failed'>;
  /**
   * Lists the oldest `limit` accounts of a role that were created after `after`. Eventually consistent: a
   * changed role shows after a moment.
   * @throws Busy
   */
  listRole(role: Role, after: User | undefined, limit: number): Promise<ListedUser[]>;
  /**
   * Reads the contacts of accounts by id, without those that do not exist. No id may occur twice. Eventually
   * consistent.
   * @throws Busy
   */
  contacts(userIds: string[]): Promise<Map<string, Contact>>;
  /** Reads to whom mail goes as `contacts` does. @throws Busy */
  addressees(userIds: string[]): Promise<Map<string, Addressee>>;
};
