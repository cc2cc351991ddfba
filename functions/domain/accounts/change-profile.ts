/**
 * Changes the name and the address of an account. A new address takes the password, because it is the way to a new one. It
 * counts only once it is confirmed by a link that is mailed to it; the old one is told. The only step is one transaction with
 * the letters; a crash leaves it made or not made.
 */
import {
  type Account,
  type AccountChange,
  changeIdOf,
  isFresh,
  withoutNewAddress,
} from '../model/account.ts';
import type { Language } from '../model/booking.ts';
import type { ExpectedVersions } from '../model/expected-version.ts';
import { letterTo } from '../model/letter.ts';
import { Refusal } from '../model/refusal.ts';
import { type Contact, normalizeEmail } from '../model/user.ts';
import type { UserStore } from '../ports/user-store.ts';
import { changeAccount, checkedOnce, emailTaken } from './change-account.ts';
import { askToConfirm, type LetterPorts } from './confirm-address.ts';

/**
 * `check`: throws Refusal unless the person knows the password of the account. `expected`: the versions of the account that may
 * be changed.
 */
type ChangeProfile = {
  userId: string;
  name?: string;
  email?: string;
  check: (person: Contact) => Promise<unknown>;
  language: Language;
  sendsMail: boolean;
  expected?: ExpectedVersions;
};

/**
 * The address that the account has withdraws a new one that is not confirmed yet.
 * @throws Refusal `email-taken`; `changed-meanwhile`; `no-mail` for a new address where no mail is sent; what `check`
 *   throws, for a new address; Busy.
 */
export async function changeProfile(
  { userId, name, email, check, language, sendsMail, expected }: ChangeProfile,
  { users, ...ports }: LetterPorts & { users: Pick<UserStore, 'readByEmail'> },
): Promise<Account | undefined> {
  const { runtime } = ports;
  const address = email === undefined ? undefined : normalizeEmail(email);
  const requirePassword = checkedOnce(check);
  const decide = async (account: Account): Promise<AccountChange | undefined> => {
    const named = { ...account, ...(name !== undefined && { name }) };
    const isNamed = name === undefined || name === account.name;
    if (address === undefined) return isNamed ? undefined : { after: named, letters: [] };
    if (address === account.email) {
      const isSame = isNamed && account.newEmail === undefined;
      const after = account.newEmail === undefined ? named : withoutNewAddress(named);
      return isSame ? undefined : { after, letters: [] };
    }
    const isAsked = address === account.newEmail && isFresh(account.confirmation, runtime.now());
    if (isAsked) return isNamed ? undefined : { after: named, letters: [] };
    if (!sendsMail) throw new Refusal('no-mail', 'This service sends no mail. Ask its operator.');
    await requirePassword(account);
    if ((await users.readByEmail(address)) !== undefined) throw emailTaken();
    const asked = await askToConfirm({ ...named, newEmail: address }, language, ports);
    const [id, at] = [runtime.newId(), runtime.now()];
    const told = letterTo(account, 'address-change-asked', language, { id, at });
    return { after: asked.user, letters: [asked.letter, told] };
  };
  const changeId = changeIdOf('profile', userId, runtime.newId());
  return changeAccount(userId, changeId, decide, ports, expected);
}
