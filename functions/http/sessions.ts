/**
 * Sessions: what a log-in hands out, and how refresh tokens follow one another. A refresh token is
 * `<session>.<secret>` and works once; a token that was used already ends the session, since one of its two users
 * is not its owner (RFC 9700 §4.14.2). A secret that this service never issued ends nothing: a session's id is no secret.
 * A session that is over stays as an item until it would have run out, so that no
 * repeat of a log-in opens it again.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { derivedId } from '../domain/derived-id.ts';
import {
  ACCESS_TOKEN_TTL_SECONDS,
  BOOKING_PATIENCE_MS,
  REFRESH_TOKEN_TTL_SECONDS,
} from '../domain/limits.ts';
import { Patience } from '../domain/patience.ts';
import type { Environment, SessionStore, UserStore } from '../domain/ports.ts';
import { Refusal } from '../domain/refusal.ts';
import { isCurrent, isOpen, type Session } from '../domain/session.ts';
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

/** A secret is as many bytes of chance, and as many that show that this service issued it. */
const SECRET_HALF_BYTES = 16;

/** What is stored of a refresh token's secret. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** The secret that begins with these bytes; only this service can make the rest of it. */
async function secretFrom(begin: Buffer, sessionId: string, tokens: AccessTokens): Promise<string> {
  const half = begin.subarray(0, SECRET_HALF_BYTES);
  const key = await tokens.deriveSecret('mark of refresh tokens');
  const mark = createHmac('sha256', key).update(sessionId).update(half).digest();
  return Buffer.concat([half, mark.subarray(0, SECRET_HALF_BYTES)]).toString('base64url');
}

/** Whether this service issued the secret for the session, now or earlier. */
async function isIssued(secret: string, sessionId: string, tokens: AccessTokens): Promise<boolean> {
  const made = await secretFrom(Buffer.from(secret, 'base64url'), sessionId, tokens);
  return hashOf(made) === hashOf(secret);
}

const randomSecret = (sessionId: string, tokens: AccessTokens): Promise<string> =>
  secretFrom(randomBytes(SECRET_HALF_BYTES), sessionId, tokens);

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
    accessToken: await tokens.issue(session),
    refreshToken: `${session.id}.${secret}`,
    expiresIn: ACCESS_TOKEN_TTL_SECONDS,
  };
}

/** A session to be stored, and the answer for afterwards: between the write and the answer nothing can fail. */
export type PreparedSession = { session: Session; answer: SessionAnswer };

/**
 * `expiresIn` of the answer is in seconds and of the access token. With a key, the session and its refresh token derive
 * from user and key, so that a repeat gets the same ones; the access token is made anew.
 */
export async function prepareSession(
  user: User,
  idempotencyKey: string | undefined,
  { tokens, environment }: Pick<SessionPorts, 'tokens' | 'environment'>,
): Promise<PreparedSession> {
  const expiresAt = environment.now() + REFRESH_TOKEN_TTL_SECONDS * 1000;
  const id =
    idempotencyKey === undefined ? environment.newId() : derivedId('session', user.id, idempotencyKey);
  const secret = await (idempotencyKey === undefined
    ? randomSecret(id, tokens)
    : firstSecret(id, expiresAt, tokens));
  const generation = user.sessionGeneration;
  const session = { id, userId: user.id, tokenHash: hashOf(secret), expiresAt, generation };
  return { session, answer: await grant(user, session, secret, tokens) };
}

/**
 * Begins a session. Steps: prepare everything, then one conditional write, repeated while its outcome is unknown. A
 * crash after the write leaves an unused session; with a key, the repeat finds it.
 * @throws Refusal `idempotency-key-reused` once the refresh token of the key was used or the session is over; Busy.
 */
export async function openSession(
  user: User,
  idempotencyKey: string | undefined,
  ports: SessionPorts,
): Promise<SessionAnswer> {
  const { session, answer } = await prepareSession(user, idempotencyKey, ports);
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  const isNew = await patience.outwaitBusy(() => ports.sessions.create(session));
  // Without a key the id is random, so an existing session is this one: the answer of its write was lost.
  if (isNew || idempotencyKey === undefined) return answer;
  const earlier = await patience.outwaitBusy(() => ports.sessions.read(session.id));
  return grantAgain(user, earlier, ports);
}

/** The answer of an earlier request with this key. @throws Refusal `idempotency-key-reused`. */
async function grantAgain(
  user: User,
  session: Session | undefined,
  { tokens, environment }: SessionPorts,
): Promise<SessionAnswer> {
  const secret = session && (await firstSecret(session.id, session.expiresAt, tokens));
  const isUnused = secret !== undefined && session?.tokenHash === hashOf(secret);
  if (isUnused && isOpen(session, environment.now()) && isCurrent(session, user)) {
    return grant(user, session, secret, tokens);
  }
  throw new Refusal(
    'idempotency-key-reused',
    'The session that this Idempotency-Key opened was refreshed or is over. Take a new key.',
  );
}

/** With its end in it, so that a key used again after that does not bring the old token back. */
async function firstSecret(sessionId: string, expiresAt: number, tokens: AccessTokens): Promise<string> {
  const begin = await tokens.deriveSecret(`refresh token ${sessionId} ${expiresAt}`);
  return secretFrom(Buffer.from(begin, 'base64url'), sessionId, tokens);
}

/**
 * Exchanges a refresh token for the next. With a key, the next derives from token and key, so that a repeat whose
 * answer was lost gets the same one. Steps: read session and account, prepare the answer, then one conditional write,
 * repeated while its outcome is unknown. After a crash behind the write, only a repeat with the key gets the token.
 * @throws Refusal `unauthenticated`, and ends the session if the token was used before; Busy.
 */
export async function refreshSession(
  refreshToken: string,
  idempotencyKey: string | undefined,
  { sessions, users, tokens, environment }: SessionPorts,
): Promise<SessionAnswer> {
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  const user = session && (await users.read(session.userId));
  if (session === undefined || user === undefined || !isOpen(session, environment.now())) throw notGood();

  const nextSecret = await (idempotencyKey === undefined
    ? randomSecret(sessionId, tokens)
    : secretFrom(createHmac('sha256', secret).update(idempotencyKey).digest(), sessionId, tokens));
  const next = { ...session, tokenHash: hashOf(nextSecret) };
  const answer = await grant(user, next, nextSecret, tokens);
  const isRepeat = session.tokenHash === next.tokenHash;
  const isLatest = session.tokenHash === hashOf(secret);
  if ((isRepeat || isLatest) && !isCurrent(session, user)) throw notGood();
  if (isRepeat) return answer;

  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  if (isLatest && (await patience.outwaitBusy(() => sessions.rotate(session, next)))) return answer;
  if (await isIssued(secret, sessionId, tokens)) await patience.outwaitBusy(() => sessions.end(session));
  throw notGood();
}

/**
 * Ends the session of a refresh token, also of one that was used before: whoever logs out with it, the session is to be
 * over. A token that was never issued has nothing to end.
 */
export async function closeSession(
  refreshToken: string,
  { sessions, tokens, environment }: SessionPorts,
): Promise<void> {
  const { sessionId, secret } = parse(refreshToken);
  const session = await sessions.read(sessionId);
  if (session === undefined || !isOpen(session, environment.now())) return;
  const isTheirs = session.tokenHash === hashOf(secret) || (await isIssued(secret, sessionId, tokens));
  if (!isTheirs) return;
  const patience = new Patience(environment, BOOKING_PATIENCE_MS);
  await patience.outwaitBusy(() => sessions.end(session));
}

function notGood(): Refusal {
  return new Refusal(
    'unauthenticated',
    'The refresh token is not valid, has expired, was used before, or is older than the last change of the role. Log in again.',
  );
}
