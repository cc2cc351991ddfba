/**
 * Resets a forgotten password by a link that is mailed to the address. With the token of a registration by mail, it makes the
 * account with the password.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The request is noted, in one conditional write and without looking for an account. Crash before it: nothing. The
 *    stream calls `answerResetRequest`, until it succeeds.
 * 2. If there is an account, one transaction stores the digest of the token with it, and the letter with the link.
 * 3. The token is used, in one transaction with the new password. Crash: made or not made.
 */
import {
  changeIdOf,
  linkVoid,
  passwordResetOf,
  type ResetRequest,
  requireReset,
  withResetPassword,
} from '../model/account.ts';
import type { Language } from '../model/booking.ts';
import { derivedId } from '../model/derived-id.ts';
import { letterTo } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS, PASSWORD_RESET_TTL_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import { type Contact, normalizeEmail } from '../model/user.ts';
import type { LetterStore } from '../ports/letter-store.ts';
import type { RegistrationStore } from '../ports/registration-store.ts';
import type { ResetRequestStore } from '../ports/reset-request-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { changeAccount } from './change-account.ts';
import { lettersOfNewPassword, type NewPassword } from './change-password.ts';
import { completeRegistration } from './complete-registration.ts';
import type { LetterPorts } from './confirm-address.ts';

type RequestReset = {
  email: string;
  language: Language;
  sendsMail: boolean;
  idempotencyKey: string | undefined;
};

/**
 * Does the same for every address, whether or not it has an account. While the link of the last request works nothing is noted,
 * so that somebody else who asks for it again and again does not void it.
 * @throws Refusal `no-mail`; Busy.
 */
export async function requestReset(
  { email, language, sendsMail, idempotencyKey }: RequestReset,
  { resetRequests, runtime }: { resetRequests: Pick<ResetRequestStore, 'note'>; runtime: Runtime },
): Promise<void> {
  if (!sendsMail) throw new Refusal('no-mail', 'This service sends no mail. Ask its operator.');
  const address = normalizeEmail(email);
  const requestId =
    idempotencyKey === undefined ? runtime.newId() : derivedId('reset-request', address, idempotencyKey);
  const requestedAt = runtime.now();
  const request: ResetRequest = { requestId, requestedAt, language };
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  await retryBudget.retryWhileBusy(() =>
    resetRequests.note(address, request, requestedAt - PASSWORD_RESET_TTL_MS),
  );
}

export type AnswerResetPorts = LetterPorts & {
  resetRequests: Pick<ResetRequestStore, 'read'>;
  letters: Pick<LetterStore, 'read'>;
};

/** Issues the token of the last request for an address, once, if the address has an account. @throws Busy. */
export async function answerResetRequest(
  addressDigest: string,
  { resetRequests, letters, letterTokens, ...ports }: AnswerResetPorts,
): Promise<void> {
  const found = await resetRequests.read(addressDigest);
  if (found === undefined) return;
  const { request, userId } = found;
  const letterId = resetLetterId(userId, request);
  // The record of a request may come again, also after its link was used.
  if ((await letters.read(userId, letterId)) !== undefined) return;
  const changeId = changeIdOf('request-reset', userId, letterId);
  await changeAccount(
    userId,
    changeId,
    async (account) => {
      const { language, requestedAt: at } = request;
      const letter = letterTo(account, 'reset-password', language, { id: letterId, at });
      const passwordReset = passwordResetOf(await letterTokens.digestOf(letter), at);
      return { after: { ...account, passwordReset }, letters: [letter] };
    },
    ports,
  );
}

/** Of the request and its instant, so that one that is noted always mails, whatever key a stranger used before. */
export function resetLetterId(userId: string, { requestId, requestedAt }: ResetRequest): string {
  return derivedId('reset-letter', userId, requestId, String(requestedAt));
}

/** `hash`: as for `NewPassword`; a person who registers has no password so far. */
type ResetPassword = Omit<NewPassword, 'hash'> & {
  token: string;
  hash: (person: Contact & { passwordHash?: string }) => Promise<string>;
};

/**
 * Ends all sessions, and confirms the address; or makes the account of a registration.
 * @throws Refusal `link-void`, `email-taken`; what `hash` throws; Busy
 */
export async function resetPassword(
  { token, language, sendsMail, idempotencyKey, hash }: ResetPassword,
  { letterTokens, registrations, ...ports }: LetterPorts & { registrations: RegistrationStore },
): Promise<void> {
  const { userId, digest } = letterTokens.read(token);
  const { runtime } = ports;
  const changeId = changeIdOf('reset-password', digest, idempotencyKey ?? runtime.newId());
  let passwordHash: string | undefined;
  const found = await changeAccount(
    userId,
    changeId,
    async (account) => {
      const now = runtime.now();
      requireReset(account, digest, now);
      passwordHash ??= await hash(account);
      const after = withResetPassword(account, passwordHash, now);
      const letters = lettersOfNewPassword(after, { language, sendsMail }, runtime);
      const securityEvent = { kind: 'password-reset' as const, id: runtime.newId(), at: now, userId };
      return { after, letters, securityEvent };
    },
    ports,
  );
  if (found !== undefined) return;
  const completion = { registrationId: userId, digest, idempotencyKey, hash };
  if (!(await completeRegistration(completion, { registrations, runtime }))) throw linkVoid();
}
