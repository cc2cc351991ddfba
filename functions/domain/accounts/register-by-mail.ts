/**
 * Registers an account by a link that is mailed to its address, where the operator wants that registering tells nobody who
 * has an account. The request does the same for every address, and so does its answer.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The registration is noted, in one conditional write and without looking for an account. Crash before it: nothing. The
 *    stream calls `answerRegistration`, until it succeeds.
 * 2. The letter is written: with a link for an address without an account, and with a hint for one that has an account.
 * 3. The token of the link is used with a password (complete-registration): one transaction creates the account, with its
 *    address confirmed, and removes what was noted. Crash: made or not made.
 *
 * No password of the request is kept: anybody can register any address, and its owner, who uses the link, would have an account
 * with a password that a stranger knows.
 */
import { changeIdOf, type Registration } from '../model/account.ts';
import type { Language } from '../model/booking.ts';
import { derivedId } from '../model/derived-id.ts';
import { letterTo, type NewLetter } from '../model/letter.ts';
import { BOOKING_RETRY_BUDGET_MS, REGISTRATION_TTL_MS } from '../model/limits.ts';
import { normalizeEmail } from '../model/user.ts';
import type { LetterStore } from '../ports/letter-store.ts';
import type { LetterTokens } from '../ports/letter-tokens.ts';
import type { RegistrationStore } from '../ports/registration-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { changeAccount } from './change-account.ts';
import type { LetterPorts } from './confirm-address.ts';

type RequestRegistration = {
  name: string;
  email: string;
  language: Language;
  idempotencyKey: string | undefined;
};

type RequestPorts = {
  registrations: Pick<RegistrationStore, 'note'>;
  letterTokens: LetterTokens;
  runtime: Runtime;
};

/**
 * Does the same for every address, whether or not it has an account. While the link of the last registration for the address
 * works nothing is noted, so that a stranger who registers the address does not void it.
 * @throws Busy
 */
export async function requestRegistration(
  { name, email, language, idempotencyKey }: RequestRegistration,
  { registrations, letterTokens, runtime }: RequestPorts,
): Promise<void> {
  const address = normalizeEmail(email);
  const requestId =
    idempotencyKey === undefined
      ? runtime.newId()
      : derivedId('registration-request', address, idempotencyKey);
  const requestedAt = runtime.now();
  const noted = { id: derivedId('registration', address), requestId, requestedAt, language };
  const registration = { ...noted, name, email: address };
  const digest = await letterTokens.digestOf(linkLetterOf(registration));
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  await retryBudget.retryWhileBusy(() =>
    registrations.note({ ...registration, digest }, requestedAt - REGISTRATION_TTL_MS),
  );
}

/** The letter with the link, to the person who registers. */
function linkLetterOf({
  id,
  requestId,
  name,
  email,
  language,
  requestedAt: at,
}: Omit<Registration, 'digest'>) {
  const letterId = registrationLetterId({ requestId, requestedAt: at });
  return letterTo({ id, name, email }, 'complete-registration', language, { id: letterId, at });
}

/** Of the request and its instant, so that one that is noted always mails, whatever key a stranger used before. */
export function registrationLetterId({
  requestId,
  requestedAt,
}: Pick<Registration, 'requestId' | 'requestedAt'>): string {
  return derivedId('registration-letter', requestId, String(requestedAt));
}

export type AnswerRegistrationPorts = LetterPorts & {
  registrations: Pick<RegistrationStore, 'read'>;
  users: Pick<UserStore, 'readByEmail'>;
  letters: Pick<LetterStore, 'read' | 'write'>;
};

/** Writes the letter of a registration, once. @throws Busy. */
export async function answerRegistration(
  registrationId: string,
  { registrations, users, letters, ...ports }: AnswerRegistrationPorts,
): Promise<void> {
  const registration = await registrations.read(registrationId);
  if (registration === undefined) return;
  const owner = await users.readByEmail(registration.email);
  if (owner === undefined) {
    await letters.write(linkLetterOf(registration));
    return;
  }
  const { requestId, language, requestedAt: at } = registration;
  const id = derivedId('already-registered', owner.id, requestId, String(at));
  if ((await letters.read(owner.id, id)) !== undefined) return;
  await changeAccount(
    owner.id,
    changeIdOf('already-registered', owner.id, id),
    async (account) => ({
      after: account,
      letters: [letterTo(account, 'already-registered', language, { id, at })] satisfies NewLetter[],
    }),
    ports,
  );
}
