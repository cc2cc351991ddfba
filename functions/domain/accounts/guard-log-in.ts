/**
 * Decides whether a log-in may be tried, before the password is checked, so that concurrent guesses count too. What is
 * counted does not depend on whether the account exists.
 *
 * 1. Failures of the account from this address: `log-in`.
 * 2. Failures of the account from addresses from which it did not log in lately: `log-in-account`. Its owner at a known
 *    address does not notice them. An address is known by the password of now: who knew an earlier one may be a thief, whose
 *    password was changed for that reason.
 *    Somebody with a session, who states the password again, is counted apart and from every address: a thief of the
 *    session has no more guesses from many addresses, and a stranger without one keeps nobody from a new password.
 * 3. Beyond these, such an address waits half an hour before each attempt: so the owner at a new address waits at most that
 *    long, whatever others do.
 *
 * A correct password gives the tokens back and makes the address a known one. Without an answer of the table the log-in
 * goes on, as with every limit.
 */
import { derivedId } from '../model/derived-id.ts';
import { KNOWN_SOURCE_SECONDS, LOG_IN_WAIT_SECONDS } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import type { User } from '../model/user.ts';
import type { LogInSource, LogInSourceStore } from '../ports/log-in-source-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { RateLimiter } from '../process/rate-limiter.ts';

export type LogInGuard = { limiter: RateLimiter; sources: LogInSourceStore; runtime: Pick<Runtime, 'now'> };

/** `succeed`: to be called after the password turned out right. It never throws. */
export type AllowedLogIn = { succeed: () => Promise<void> };

/** Whose password is tried, and from where. `address`: normalized. `hasSession`: somebody who is logged in states it again. */
type Attempt = { address: string; source: string; hasSession?: boolean };

/** By what failures of an account are counted, whatever the address. Those with a session are counted apart. */
const accountOf = ({ address, hasSession }: Attempt): string =>
  hasSession ? derivedId('log-in with a session', address) : address;

const pairOf = ({ address, source }: Attempt): string => derivedId('log-in', address, source);

/**
 * Makes the network address a known one of the account, as after a log-in. It never throws.
 */
export async function rememberSource(
  attempt: Attempt,
  { sources, runtime }: Pick<LogInGuard, 'sources' | 'runtime'>,
): Promise<void> {
  const knownUntil = runtime.now() + KNOWN_SOURCE_SECONDS * 1000;
  await orNothing(sources.remember(pairOf(attempt), knownUntil), undefined);
}

/** `findAccount`: reads the account of the address. @throws Refusal `too-many-attempts`. */
export async function guardLogIn(
  attempt: Attempt,
  { limiter, sources, runtime }: LogInGuard,
  findAccount: () => Promise<User | undefined>,
): Promise<AllowedLogIn> {
  const { hasSession = false } = attempt;
  const [pair, account] = [pairOf(attempt), accountOf(attempt)];
  await limiter.admit('log-in', pair);
  if (hasSession) await limiter.admit('log-in-account', account);
  const now = runtime.now();
  const seen = await orNothing(sources.read(pair), {});
  const wasKnown = (seen.knownUntil ?? 0) > now;
  const isKnown = wasKnown && isKnownBy(await orNothing(findAccount(), undefined), seen);
  const isCounted = hasSession || (!isKnown && (await countForAccount()));

  async function countForAccount(): Promise<boolean> {
    const standing = await limiter.count('log-in-account', account);
    if (standing === undefined || standing.isAdmitted) return true;
    await orNothing(waitOrTry(pair, seen, { limiter, sources, now }), undefined);
    return false;
  }

  return {
    async succeed() {
      const knownUntil = now + KNOWN_SOURCE_SECONDS * 1000;
      const isFresh = isKnown && (seen.knownUntil ?? 0) > now + (KNOWN_SOURCE_SECONDS * 1000) / 2;
      await Promise.all([
        limiter.giveBack('log-in', pair),
        isCounted && limiter.giveBack('log-in-account', account),
        isFresh || orNothing(sources.remember(pair, knownUntil), undefined),
      ]);
    },
  };
}

/** Whether the address became known, or was last seen, with the password that the account has now. */
function isKnownBy(account: User | undefined, { knownUntil = 0 }: LogInSource): boolean {
  if (account === undefined) return false;
  const knownSince = knownUntil - KNOWN_SOURCE_SECONDS * 1000;
  return knownSince >= (account.credentialsSetAt ?? Date.parse(account.createdAt));
}

/**
 * Lets an address that has waited make one attempt, and lets any other one begin to wait.
 * @throws Refusal `too-many-attempts` with the time that is left.
 */
async function waitOrTry(
  pair: string,
  seen: LogInSource,
  { limiter, sources, now }: Pick<LogInGuard, 'limiter' | 'sources'> & { now: number },
): Promise<void> {
  const waitMs = LOG_IN_WAIT_SECONDS * 1000;
  const { mayTryAt } = seen;
  const isAhead = mayTryAt !== undefined && mayTryAt > now + waitMs;
  const waits = mayTryAt !== undefined && mayTryAt > now && !isAhead;
  const isTaken = !waits && (await sources.wait(pair, seen, now + waitMs));
  if (isTaken && mayTryAt !== undefined && mayTryAt <= now) return;
  const leftMs = waits ? mayTryAt - now : waitMs;
  throw limiter.refusalOf({ limit: 'log-in-account', seconds: Math.ceil(leftMs / 1000) });
}

/** @returns what the call returns, or `nothing` if the table did not answer. */
async function orNothing<T>(call: Promise<T>, nothing: T): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Busy) return nothing;
    throw error;
  }
}
