/**
 * Confirms the address of an account by the token that was mailed to it, and has that mail sent again. The token works
 * once: the conditional write that uses it removes it. It works for the account alone, so that nobody confirms their address
 * for an account that somebody else has made with it.
 *
 * The only step of each is one transaction. A crash leaves it made or not made, and a repeat with its key is answered as
 * the first time.
 */
import {
  type Account,
  changeIdOf,
  confirmationOf,
  type IssuedToken,
  isFresh,
  linkVoid,
  withConfirmedAddress,
} from '../model/account.ts';
import type { Language } from '../model/booking.ts';
import { letterTo, type NewLetter } from '../model/letter.ts';
import { Refusal } from '../model/refusal.ts';
import type { User } from '../model/user.ts';
import type { LetterTokens } from '../ports/letter-tokens.ts';
import type { Runtime } from '../ports/runtime.ts';
import { type ChangeAccountPorts, changeAccount } from './change-account.ts';

export type LetterPorts = ChangeAccountPorts & { letterTokens: LetterTokens };

/**
 * `userId`: who asks. `language`: of the letter to the address that is replaced, if one is.
 * @throws Refusal `link-void`, also for the token of another account, `email-taken`; Busy.
 */
export async function confirmAddress(
  { userId, token, idempotencyKey, language }: Confirmation,
  { letterTokens, ...ports }: LetterPorts,
): Promise<void> {
  const { digest } = letterTokens.read(token);
  const { runtime } = ports;
  const changeId = changeIdOf('confirm-address', digest, idempotencyKey ?? runtime.newId());
  const decide = async (account: Account) => {
    const at = runtime.now();
    const after = withConfirmedAddress(account, digest, at);
    const told = letterTo(account, 'address-changed', language, { id: runtime.newId(), at });
    return { after, letters: after.email === account.email ? [] : [told] };
  };
  if ((await changeAccount(userId, changeId, decide, ports)) === undefined) throw linkVoid();
}

type Confirmation = { userId: string; token: string; idempotencyKey: string | undefined; language: Language };

export type RequestConfirmation = {
  userId: string;
  language: Language;
  sendsMail: boolean;
  idempotencyKey: string | undefined;
};

/**
 * Does nothing for an address that is confirmed, and soon after the last mail.
 * @throws Refusal `no-mail`; Busy.
 */
export async function requestConfirmation(
  { userId, language, sendsMail, idempotencyKey }: RequestConfirmation,
  { letterTokens, ...ports }: LetterPorts,
): Promise<void> {
  if (!sendsMail) throw new Refusal('no-mail', 'This service sends no mail. Ask its operator.');
  const { runtime } = ports;
  const changeId = changeIdOf('request-confirmation', userId, idempotencyKey ?? runtime.newId());
  const decide = async (account: Account) => {
    const isConfirmed = account.isAddressConfirmed && account.newEmail === undefined;
    if (isConfirmed || isFresh(account.confirmation, runtime.now())) return undefined;
    const { user: after, letter } = await askToConfirm(account, language, { letterTokens, runtime });
    return { after, letters: [letter] };
  };
  await changeAccount(userId, changeId, decide, ports);
}

/**
 * @returns the account with a new token that confirms its address, or the new one, and the letter with the link
 * @throws Busy
 */
export async function askToConfirm<Kind extends User>(
  user: Kind,
  language: Language,
  { letterTokens, runtime }: { letterTokens: LetterTokens; runtime: Runtime },
): Promise<{ user: Kind & { confirmation: IssuedToken }; letter: NewLetter }> {
  const at = runtime.now();
  const { id, name, newEmail: email = user.email } = user;
  const letter = letterTo({ id, name, email }, 'confirm-address', language, { id: runtime.newId(), at });
  const confirmation = confirmationOf(await letterTokens.digestOf(letter), at);
  return { user: { ...user, confirmation }, letter };
}
