/**
 * Changes the password of an account, and ends its other sessions. The only step is one transaction, with the letter that
 * tells of it. A crash leaves it made or not made, and a repeat with its key is answered as the first time.
 */
import { type Account, changeIdOf, withNewPassword } from '../model/account.ts';
import type { Language } from '../model/booking.ts';
import { letterTo, type NewLetter } from '../model/letter.ts';
import type { Contact } from '../model/user.ts';
import type { Runtime } from '../ports/runtime.ts';
import { type ChangeAccountPorts, changeAccount, checkedOnce } from './change-account.ts';

/**
 * `language`, `sendsMail`: of the letter that tells of it. `hash`: checks and hashes the new password, and throws Refusal
 * for one that this person must not have.
 */
export type NewPassword = {
  language: Language;
  sendsMail: boolean;
  idempotencyKey: string | undefined;
  hash: (person: Contact & { passwordHash: string }) => Promise<string>;
};

/** `sessionId`: stays open. `check`: throws Refusal if the old password is wrong. */
export type ChangePassword = NewPassword & {
  userId: string;
  sessionId: string;
  check: (person: Contact) => Promise<unknown>;
};

/** @throws what `check` and `hash` throw; Busy. */
export async function changePassword(
  { userId, sessionId, language, sendsMail, idempotencyKey, check, hash }: ChangePassword,
  ports: ChangeAccountPorts,
): Promise<void> {
  const { runtime } = ports;
  const changeId = changeIdOf('change-password', userId, idempotencyKey ?? runtime.newId());
  const requirePassword = checkedOnce(check);
  let passwordHash: string | undefined;
  await changeAccount(
    userId,
    changeId,
    async (account) => {
      if (account.passwordHash === passwordHash) return undefined;
      await requirePassword(account);
      passwordHash ??= await hash(account);
      const after = withNewPassword(account, passwordHash, runtime.now());
      const letters = lettersOfNewPassword(after, { language, sendsMail }, runtime);
      const act = { kind: 'password-changed' as const, by: userId, userId };
      const securityEvent = { ...act, id: runtime.newId(), at: runtime.now() };
      return { after, letters, keptSessionId: sessionId, securityEvent };
    },
    ports,
  );
}

/** @returns the letter that tells of a new password; none where no mail is sent. */
export function lettersOfNewPassword(
  account: Account,
  { language, sendsMail }: Pick<NewPassword, 'language' | 'sendsMail'>,
  runtime: Runtime,
): NewLetter[] {
  const [id, at] = [runtime.newId(), runtime.now()];
  return sendsMail ? [letterTo(account, 'password-changed', language, { id, at })] : [];
}
