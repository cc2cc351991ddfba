/**
 * Lets a registration that is repeated with its key through to the account that it made. The key may be guessed, so the
 * password is checked as by a log-in, and the same limits bound guesses.
 */
import { Refusal } from '../model/refusal.ts';
import type { User } from '../model/user.ts';
import { type LogInPorts, logIn } from './log-in.ts';

/** `source`: the network address, as rate limits count it. */
type Repeat = { name: string; password: string; source: string };

/**
 * `made`: the account of the first request with the key.
 * @throws Refusal `idempotency-key-reused` for another name or password; `too-many-requests`; Busy.
 */
export async function repeatRegistration(
  made: User,
  { name, password, source }: Repeat,
  ports: LogInPorts,
): Promise<void> {
  try {
    await logIn({ email: made.email, password, source }, ports);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'too-many-attempts')
      throw new Refusal('too-many-requests', error.message, error.extras);
    if (error.code !== 'wrong-credentials') throw error;
    throw reused();
  }
  if (made.name !== name) throw reused();
}

function reused(): Refusal {
  return new Refusal(
    'idempotency-key-reused',
    'This Idempotency-Key was used with another body. Use a new key.',
  );
}
