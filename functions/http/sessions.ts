/**
 * Sessions: what a log-in hands out, and how refresh tokens follow one another. A refresh token is
 * `<session>.<secret>` and works once; a token that was used already ends the session, since one of its two users
 * is not its owner (RFC 9700 §4.14.2). A session that is over stays as an item until it would have run out, so that no
 * repeat of a log-in opens it again.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { derivedId } from '../domain/derived-id.ts';
import { ACCESS_TOKEN_TTL_SECONDS, REFRESH_TOKEN_TTL_SECONDS } from '../domain/limits.ts';
import type { Environment, Session, SessionStore, UserStore } from '../domain/ports.ts';
import { Busy, Refusal } from '../domain/refusal.ts';
import type { User } from '../domain/user.ts';
import type { SessionAnswer } from './answers.ts';
import type { AccessTokens } from './tokens.ts';
import { userView } from './views.ts';

export type SessionPorts = {
  sessions: SessionStore;
  users: UserStore;
  tokens: AccessTokens;
  environment: Environment;
};

const SECRET_BYTES = 32;

/** What is stored of a refresh token's secret. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function parse(refreshToken: string): { sessionId: string; secret: string } {
  const dot = refreshToken.indexOf('.');
  return { sessionId: refreshToken.slice(0, Math.max(dot, 0)), secret: refreshToken.slice(dot + 1) };
}

async function grant(
  user: User,
  session: Session,
  secret: string,
  tokens: AccessTokens,
): Promise<SessionAnswer> {
  return {
    user: userView(user),
    accessToken: await tokens.issue(user),
    refreshToken: `${session.id}.${secret}`,
    expiresIn: ACCESS_TOKEN_TTL_SECONDS,
  };
}

/**
 * Begins a session. `expiresIn` of the answer is in seconds and of the access token. With a key, the session and its
 * refresh token derive from user and key, so that a repeat gets the same ones; the access token is made anew.
 * @throws Refusal `idempotency-key-reused` once that refresh token was used or the session is over.
 */
export async function openSession(user: User, idempotencyKey: string | undefined, ports: SessionPorts) {
  const { sessions, tokens, environment } = ports;
  const expiresAt = environment.now() + REFRESH_TOKEN_TTL_SECONDS * 1000;
  if (idempotencyKey === undefined) {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const session = { id: environment.newId(), userId: user.id, tokenHash: hashOf(secret), expiresAt };
    if (!(await sessions.create(session))) throw new Busy();
    return grant(user, session, secret, tokens);
  }
  const id = derivedId('session', user.id, idempotencyKey);
  const secret = await firstSecret(id, expiresAt, tokens);
  const session = { id, userId: user.id, tokenHash: hashOf(secret), expiresAt };
  if (await sessions.create(session)) return grant(user, session, secret, tokens);
  return grantAgain(user, id, ports);
}

/** The answer of an earlier request with this key. @throws Refusal `idempotency-key-reused`. */
async function grantAgain(user: User, sessionId: string, { sessions, tokens, environment }: SessionPorts) {
  const session = await sessions.read(sessionId);
  const secret = session && (await firstSecret(sessionId, session.expiresAt, tokens));
  const isUnused = secret !== undefined && session?.tokenHash === hashOf(secret);
  if (isUnused && session.expiresAt > environment.now()) return grant(user, session, secret, tokens);
  throw new Refusal(
    'idempotency-key-reused',
    'The session that this Idempotency-Key opened was refreshed or is over. Take a new key.',
  );
}

/** With its end in it, so that a key used again after that does not bring the old token back. */
function firstSecret(sessionId: string, expiresAt: number, tokens: AccessTokens): Promise<string> {
  return tokens.deriveSecret(`refresh token ${sessionId} ${expiresAt}`);
}

/**
 * Exchanges a refresh token for the next. With a key, the next derives from token and key, so that a repeat whose
 * answer was lost gets the same one. @throws Refusal `unauthenticated`; then its session is over.
 */
export async function refreshSession(
  refreshToken: string,
  idempotencyKey: string | undefined,
  ports: SessionPorts,
) {
  const { sessions, users, tokens, environment } = ports;
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  const user = session && (await users.read(session.userId));
  if (session === undefined || user === undefined || session.expiresAt <= environment.now()) throw notGood();

  const nextSecret =
    idempotencyKey === undefined
      ? randomBytes(SECRET_BYTES).toString('base64url')
      : createHmac('sha256', secret).update(idempotencyKey).digest('base64url');
  const isRepeat = idempotencyKey !== undefined && session.tokenHash === hashOf(nextSecret);
  if (isRepeat) return grant(user, session, nextSecret, tokens);
  const isLatest = session.tokenHash === hashOf(secret);
  if (!isLatest || !(await sessions.rotate(session, { ...session, tokenHash: hashOf(nextSecret) }))) {
    await sessions.end(session);
    throw notGood();
  }
  return grant(user, session, nextSecret, tokens);
}

/** Ends the session of a refresh token. A token that is no good has none, which is what its holder wanted. */
export async function closeSession(refreshToken: string, { sessions }: SessionPorts): Promise<void> {
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  if (session?.tokenHash === hashOf(secret)) await sessions.end(session);
}

function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The refresh token is not valid, has expired, or was used before. Log in again.',
  );
}
