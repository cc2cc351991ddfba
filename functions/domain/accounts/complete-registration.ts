/**
 * Creates the account of a registration by the token that was mailed and with the password that is stated with it, in one
 * transaction that also removes what was noted of the person. A crash leaves it made or not made, and a repeat with its key is
 * answered as the first time.
 */
import { changeIdOf, type Registration } from '../model/account.ts';
import { derivedId } from '../model/derived-id.ts';
import { BOOKING_RETRY_BUDGET_MS, REGISTRATION_TTL_MS } from '../model/limits.ts';
import type { Contact, User } from '../model/user.ts';
import type { RegistrationStore } from '../ports/registration-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { emailTaken } from './change-account.ts';

/** `hash`: of the new password of the person, or a refusal. */
type Completion = {
  registrationId: string;
  digest: string;
  idempotencyKey: string | undefined;
  hash: (person: Contact) => Promise<string>;
};

type CompletePorts = { registrations: RegistrationStore; runtime: Runtime };

/**
 * Creates the account of a registration, with its address confirmed.
 * @returns false if the token is that of no registration that can be completed
 * @throws Refusal `email-taken` if the address got an account meanwhile; what `hash` throws; Busy
 */
export async function completeRegistration(
  { registrationId, digest, idempotencyKey, hash }: Completion,
  { registrations, runtime }: CompletePorts,
): Promise<boolean> {
  const completedBy = changeIdOf('complete-registration', digest, idempotencyKey ?? runtime.newId());
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  let passwordHash: string | undefined;
  for (;;) {
    const found = await retryBudget.retryWhileBusy(() => registrations.readState(registrationId));
    if (found?.completedBy === completedBy) return true;
    const { registration } = found ?? {};
    const now = runtime.now();
    if (registration?.digest !== digest || registration.requestedAt + REGISTRATION_TTL_MS <= now)
      return false;
    passwordHash ??= await hash(registration);
    const user = accountOf(registration, passwordHash, now);
    const outcome = await registrations.complete(registration, user, completedBy);
    if (outcome === 'done') return true;
    if (outcome === 'address-taken') throw emailTaken();
    await retryBudget.backOff();
  }
}

/** Two registrations of one address with one key are two accounts: the first one may be closed, or have another address by now. */
function accountOf(
  { requestId, requestedAt, name, email }: Registration,
  passwordHash: string,
  now: number,
): User {
  return {
    id: derivedId('registered-by-mail', email, requestId, String(requestedAt)),
    name,
    email,
    role: 'attendee',
    passwordHash,
    createdAt: new Date(now).toISOString(),
    sessionGeneration: 0,
    isAddressConfirmed: true,
  };
}
