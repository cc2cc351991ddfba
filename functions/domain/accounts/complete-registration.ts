/**
 * Creates the account of a registration by the token that was mailed, in one transaction that also removes what was noted of
 * the person. A crash leaves it made or not made, and a repeat with its key is answered as the first time.
 */
import { changeIdOf, type Registration } from '../model/account.ts';
import { derivedId } from '../model/derived-id.ts';
import { BOOKING_RETRY_BUDGET_MS, CONFIRMATION_TTL_MS } from '../model/limits.ts';
import type { User } from '../model/user.ts';
import type { RegistrationStore } from '../ports/registration-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { emailTaken } from './change-account.ts';

type Completion = { registrationId: string; digest: string; idempotencyKey: string | undefined };

type CompletePorts = { registrations: RegistrationStore; runtime: Runtime };

/**
 * Creates the account of a registration, with its address confirmed.
 * @returns false if the token is that of no registration that can be completed
 * @throws Refusal `email-taken` if the address got an account meanwhile; Busy
 */
export async function completeRegistration(
  { registrationId, digest, idempotencyKey }: Completion,
  { registrations, runtime }: CompletePorts,
): Promise<boolean> {
  const completedBy = changeIdOf('complete-registration', digest, idempotencyKey ?? runtime.newId());
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  for (;;) {
    const found = await retryBudget.retryWhileBusy(() => registrations.readState(registrationId));
    if (found?.completedBy === completedBy) return true;
    const { registration } = found ?? {};
    const now = runtime.now();
    if (registration?.digest !== digest || registration.requestedAt + CONFIRMATION_TTL_MS <= now)
      return false;
    const outcome = await registrations.complete(registration, accountOf(registration, now), completedBy);
    if (outcome === 'done') return true;
    if (outcome === 'address-taken') throw emailTaken();
    await retryBudget.backOff();
  }
}

function accountOf({ requestId, name, email, passwordHash }: Registration, now: number): User {
  return {
    id: derivedId('registered-by-mail', email, requestId),
    name,
    email,
    role: 'attendee',
    passwordHash,
    createdAt: new Date(now).toISOString(),
    sessionGeneration: 0,
    isAddressConfirmed: true,
  };
}
