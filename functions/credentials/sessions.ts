/**
 * Opens, refreshes and ends sessions. A refresh token is `<session>.<secret>` and works once. Reuse of a
 * token ends the session, because one of its two users is not the owner (RFC 9700 §4.14.2). The next token follows from the
 * one before, so within `REFRESH_GRACE_MS` a second exchange of a token, from another tab, gets the same next token. A thief
 * who exchanges it in that time has the token that the owner has. The next exchange shows the reuse: whoever misses that time
 * has a used token, and a second exchange in that time is the second one in a row. A secret that this service never issued
 * does not end the session, because the session's id is not secret. An ended session stays stored until it would have expired,
 * so that a repeated log-in cannot open it again.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Client } from '../domain/model/client.ts';
import { derivedId } from '../domain/model/derived-id.ts';
import {
  ACCESS_TOKEN_TTL_SECONDS,
  BOOKING_RETRY_BUDGET_MS,
  REFRESH_TOKEN_TTL_SECONDS,
} from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { isCurrent, isOpen, type Session, secondExchange } from '../domain/model/session.ts';
import type { User } from '../domain/model/user.ts';
import type { Runtime } from '../domain/ports/runtime.ts';
import type { SecurityLog } from '../domain/ports/security-log.ts';
import type { SessionStore } from '../domain/ports/session-store.ts';
import type { UserStore } from '../domain/ports/user-store.ts';
import { RetryBudget } from '../domain/process/retry-budget.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { DerivedSecrets } from './derived-secrets.ts';

export type SessionPorts = {
  sessions: Omit<SessionStore, 'listOf'>;
  users: UserStore;
  tokens: AccessTokens;
  secrets: DerivedSecrets;
  securityLog: SecurityLog;
  runtime: Runtime;
};

/** A secret consists of this many random or derived bytes and as many bytes of their MAC by this service. */
const SECRET_HALF_BYTES = 16;

/** The hash under which the secret of a refresh token is stored. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** The secret that begins with these bytes and ends with their MAC, which only this service can compute. */
async function secretFrom(begin: Buffer, sessionId: string, secrets: DerivedSecrets): Promise<string> {
  const half = begin.subarray(0, SECRET_HALF_BYTES);
  const key = await secrets.derive('mark of refresh tokens');
  const mark = createHmac('sha256', key).update(sessionId).update(half).digest();
  return Buffer.concat([half, mark.subarray(0, SECRET_HALF_BYTES)]).toString('base64url');
}

/** @returns true if this service issued the secret for the session at any time. */
async function isIssued(secret: string, sessionId: string, secrets: DerivedSecrets): Promise<boolean> {
  const made = await secretFrom(Buffer.from(secret, 'base64url'), sessionId, secrets);
  return hashOf(made) === hashOf(secret);
}

const randomSecret = (sessionId: string, secrets: DerivedSecrets): Promise<string> =>
  secretFrom(randomBytes(SECRET_HALF_BYTES), sessionId, secrets);

function parse(refreshToken: string): { sessionId: string; secret: string } {
  const dot = refreshToken.indexOf('.');
  return { sessionId: refreshToken.slice(0, Math.max(dot, 0)), secret: refreshToken.slice(dot + 1) };
}

async function grantFor(
  user: User,
  session: Session,
  secret: string,
  tokens: AccessTokens,
): Promise<SessionGrant> {
  return {
    user,
    accessToken: await tokens.issue(session.userId, session.id),
    refreshToken: `${session.id}.${secret}`,
    expiresIn: ACCESS_TOKEN_TTL_SECONDS,
  };
}

/** The tokens from a log-in or a refresh. `expiresIn`: lifetime of the access token in seconds. */
export type SessionGrant = { user: User; accessToken: string; refreshToken: string; expiresIn: number };

/** A session to store and its answer, prepared before the write so that nothing can fail after it. */
export type PreparedSession = { session: Session; grant: SessionGrant };

/**
 * Prepares a session without storing it. With a key, the id of the session and its refresh token are derived
 * from the user and the key, so that a repeat gets the same ones; each access token is new.
 */
export async function prepareSession(
  user: User,
  idempotencyKey: string | undefined,
  { tokens, secrets, runtime }: Pick<SessionPorts, 'tokens' | 'secrets' | 'runtime'>,
  client?: Client,
): Promise<PreparedSession> {
  const begunAt = runtime.now();
  const expiresAt = begunAt + REFRESH_TOKEN_TTL_SECONDS * 1000;
  const id = idempotencyKey === undefined ? runtime.newId() : derivedId('session', user.id, idempotencyKey);
  const secret = await (idempotencyKey === undefined
    ? randomSecret(id, secrets)
    : firstSecret(id, expiresAt, secrets));
  const generation = user.sessionGeneration;
  const begun = { begunAt, ...(client && { client }) };
  const session = { id, userId: user.id, tokenHash: hashOf(secret), expiresAt, generation, ...begun };
  return { session, grant: await grantFor(user, session, secret, tokens) };
}

/**
 * Opens a session.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The session and the answer are prepared. Crash: nothing.
 * 2. One conditional write, retried while its outcome is unknown. Crash: an unused session, which a repeat
 *    with the key finds.
 * @throws Refusal `idempotency-key-reused` when the key's refresh token was used or its session has ended;
 * Busy.
 */
export async function openSession(
  user: User,
  idempotencyKey: string | undefined,
  ports: SessionPorts,
  client?: Client,
): Promise<SessionGrant> {
  const { session, grant } = await prepareSession(user, idempotencyKey, ports, client);
  const retryBudget = new RetryBudget(ports.runtime, BOOKING_RETRY_BUDGET_MS);
  const isNew = await retryBudget.retryWhileBusy(() => ports.sessions.create(session));
  // Without a key the id is random, so an existing session is this one: the response to its write was lost.
  if (isNew || idempotencyKey === undefined) return grant;
  const earlier = await retryBudget.retryWhileBusy(() => ports.sessions.read(session.id));
  return grantAgain(user, earlier, ports);
}

/** @returns the answer of an earlier request with this key. @throws Refusal `idempotency-key-reused`. */
async function grantAgain(
  user: User,
  session: Session | undefined,
  { tokens, secrets, runtime }: SessionPorts,
): Promise<SessionGrant> {
  const secret = session && (await firstSecret(session.id, session.expiresAt, secrets));
  const isUnused = secret !== undefined && session?.tokenHash === hashOf(secret);
  if (isUnused && isOpen(session, runtime.now()) && isCurrent(session, user)) {
    return grantFor(user, session, secret, tokens);
  }
  throw new Refusal(
    'idempotency-key-reused',
    'The session that this Idempotency-Key opened was refreshed or has ended. Use a new key.',
  );
}

/**
 * Depends on the end of the session, so that a key used again after that end does not yield the old token.
 */
async function firstSecret(sessionId: string, expiresAt: number, secrets: DerivedSecrets): Promise<string> {
  const begin = await secrets.derive(`refresh token ${sessionId} ${expiresAt}`);
  return secretFrom(Buffer.from(begin, 'base64url'), sessionId, secrets);
}

/** The secret that follows the one of a session's latest token. Only this service can compute it. */
async function secretAfter(secret: string, sessionId: string, secrets: DerivedSecrets): Promise<string> {
  const key = await secrets.derive('next refresh token');
  return secretFrom(createHmac('sha256', key).update(secret).digest(), sessionId, secrets);
}

/**
 * Exchanges a refresh token for the next one. The next token is the same for every exchange of a token: soon after the
 * first, and later for a repeat with its key, as long as the next token is unused.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The session and the account are read, and the answer is prepared. Crash: nothing.
 * 2. One conditional write, retried while its outcome is unknown. Crash: the old token is used, and a repeat soon after it,
 *    or with the key, gets the next one. A repeat without the key is noted by such a write before it is answered, once for
 *    each exchange. Crash: it is noted, and a further repeat gets the next token.
 * @throws Refusal `unauthenticated`, and ends the session if the token was used before, in one transaction with its entry in
 * the trail of security events; Busy.
 */
export async function refreshSession(
  refreshToken: string,
  idempotencyKey: string | undefined,
  { sessions, users, tokens, secrets, securityLog, runtime }: SessionPorts,
): Promise<SessionGrant> {
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  const user = session && (await users.read(session.userId));
  const now = runtime.now();
  if (session === undefined || user === undefined || !isOpen(session, now)) throw notGood();

  const nextSecret = await secretAfter(secret, sessionId, secrets);
  const usedHash = hashOf(secret);
  const by = idempotencyKey === undefined ? undefined : derivedId('refresh', usedHash, idempotencyKey);
  const { refreshedBy: _last, ...others } = session;
  const next = { ...others, tokenHash: hashOf(nextSecret), refreshedAt: now, ...(by && { refreshedBy: by }) };
  const grant = await grantFor(user, next, nextSecret, tokens);
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  const isLatest = session.tokenHash === usedHash;
  if (isLatest && !isCurrent(session, user)) throw notGood();
  const stored = isLatest ? await retryBudget.retryWhileBusy(() => sessions.rotate(session, next)) : session;
  if (stored === undefined || !isOpen(stored, now)) throw notGood();
  if (isLatest && isSameExchange(stored, next)) return grant;

  if (stored.tokenHash === next.tokenHash) {
    const second = secondExchange(stored, usedHash, by, now);
    if (second !== 'reuse' && !isCurrent(stored, user)) throw notGood();
    if (second === 'known') return grant;
    // If the next token was exchanged meanwhile, this one comes too late.
    if (second === 'repeat' && (await retryBudget.retryWhileBusy(() => sessions.noteRepeat(stored))))
      return grant;
  }
  if (await isIssued(secret, sessionId, secrets)) {
    const reuse = { id: runtime.newId(), kind: 'refresh-token-reused' as const, at: now, userId: user.id };
    await retryBudget.retryWhileBusy(() => sessions.end(stored, reuse));
    securityLog.write(reuse);
  }
  throw notGood();
}

/** Whether a stored session is the one to be stored: by this request, if the answer to its first attempt was lost. */
function isSameExchange(stored: Session, { tokenHash, refreshedAt, refreshedBy }: Session): boolean {
  const isSame = stored.tokenHash === tokenHash && stored.refreshedAt === refreshedAt;
  return isSame && stored.refreshedBy === refreshedBy;
}

/**
 * Ends the session of a refresh token, even of a token that was used before. Does nothing for a token that
 * this service never issued, or for a session that has ended. @throws Busy.
 */
export async function closeSession(
  refreshToken: string,
  { sessions, secrets, runtime }: SessionPorts,
): Promise<void> {
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  if (session === undefined || !isOpen(session, runtime.now())) return;
  const isTheirs = session.tokenHash === hashOf(secret) || (await isIssued(secret, sessionId, secrets));
  if (!isTheirs) return;
  const retryBudget = new RetryBudget(runtime, BOOKING_RETRY_BUDGET_MS);
  await retryBudget.retryWhileBusy(() => sessions.end(session));
}

function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The refresh token is not valid, has expired, was used before, or was issued before the last change of the role. Log in again.',
  );
}
