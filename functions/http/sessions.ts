/**
 * Sessions: what a log-in hands out, and how refresh tokens follow one another. A refresh token is
 * `<session>.<secret>` and works once; a token that was used already ends the session, since one of its two users
 * is not its owner (RFC 9700 §4.14.2).
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { ACCESS_TOKEN_TTL_SECONDS, REFRESH_TOKEN_TTL_SECONDS } from '../domain/limits.ts';
import type { Environment, Session, SessionStore, UserStore } from '../domain/ports.ts';
import { Refusal } from '../domain/refusal.ts';
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

/** Begins a session. `expiresIn` of the answer is in seconds and of the access token. */
export async function openSession(user: User, { sessions, tokens, environment }: SessionPorts) {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const expiresAt = environment.now() + REFRESH_TOKEN_TTL_SECONDS * 1000;
  const session = { id: environment.newId(), userId: user.id, tokenHash: hashOf(secret), expiresAt };
  await sessions.create(session);
  return grant(user, session, secret, tokens);
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
    await sessions.end(session.id);
    throw notGood();
  }
  return grant(user, session, nextSecret, tokens);
}

/** Ends the session of a refresh token. A token that is no good has none, which is what its holder wanted. */
export async function closeSession(refreshToken: string, { sessions }: SessionPorts): Promise<void> {
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  if (session?.tokenHash === hashOf(secret)) await sessions.end(sessionId);
}

function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The refresh token is not valid, has expired, or was used before. Log in again.',
  );
}
