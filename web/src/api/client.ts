/**
 * The API, as its OpenAPI document describes it. A request of somebody who is logged in carries their access token, which
 * is renewed before it expires: by one tab at a time, because a refresh token works once.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../../.generated/api';
import { language } from '../texts/chosen-language.ts';
import { forgetLeftBehind } from './left-behind.ts';
import { currentSession, keepRefreshKey, keepSession, type NewSession, type Session } from './session.ts';

/** Longer than the service takes for an answer, so that the page does not give up before it. */
const ANSWER_SECONDS = 30;

/** A lost connection becomes no answer after a time. A stream of updates watches over its own silence. */
function send(request: Request): Promise<Response> {
  if (request.headers.get('accept') === 'text/event-stream') return fetch(request);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_SECONDS * 1000)]);
  return fetch(request, { signal });
}

const client = () => createClient<paths>({ baseUrl: location.origin, fetch: send });

/** For requests in which a session has no part. */
export const apiWithoutSession = client();

export const api = client();

const LOCK = 'boxoffice.session';

/** @returns the session with a valid access token; undefined if nobody is logged in, or the session is over. */
async function freshSession(spent?: string): Promise<Session | undefined> {
  const isUsable = ({ session, isFresh }: ReturnType<typeof currentSession>) =>
    session === undefined || (isFresh && session.accessToken !== spent);
  const now = currentSession();
  if (isUsable(now)) return now.session;
  return inTurn(async () => {
    const then = currentSession();
    if (isUsable(then) || then.session === undefined) return then.session;
    const renewed = await renew(then.session);
    // Somebody may have logged out, or in, while the answer was on its way; without locks another tab may have renewed it, too.
    const kept = currentSession().session?.refreshToken;
    const isStillKept = kept === then.session.refreshToken;
    if (isStillKept && renewed !== 'not now') keepSession(renewed);
    if (!isStillKept && renewed !== 'not now' && renewed !== undefined && renewed.refreshToken !== kept)
      await end(renewed);
    return currentSession().session;
  });
}

/** @returns undefined if the session was ended; `not now` for what may pass: the old token gets an answer that says so. */
async function renew(session: Session): Promise<NewSession | undefined | 'not now'> {
  const { refreshToken, idToken } = session;
  if (idToken !== undefined)
    return (await import('./issuer.ts')).renewAtIssuer(session).catch(() => 'not now' as const);
  const { data, response } = await apiWithoutSession.POST('/v1/auth/refresh', {
    params: { header: { 'Idempotency-Key': refreshKeyOf(session) } },
    body: { refreshToken },
  });
  return response.status === 401 ? undefined : (data ?? 'not now');
}

/**
 * @returns the key with which the refresh token is exchanged. It is kept first: a repeat after a lost answer, and another tab that tries
 * at the same time, have it, too. Without it they look like a thief.
 */
function refreshKeyOf(session: Session): string {
  if (session.refreshKey !== undefined) return session.refreshKey;
  const refreshKey = newKey();
  keepRefreshKey(session, refreshKey);
  return refreshKey;
}

/** `navigator.locks` is missing on pages without HTTPS, except for those of this machine. */
async function inTurn<T>(task: () => Promise<T>): Promise<T> {
  return navigator.locks === undefined ? task() : await navigator.locks.request(LOCK, task);
}

/** Mails are written in the language of the page. */
const inLanguage: Middleware = {
  onRequest: ({ request }) => request.headers.set('accept-language', language.value),
};

const authorization: Middleware = {
  async onRequest({ request }) {
    if (request.headers.has('authorization')) return;
    const session = await freshSession();
    if (session !== undefined) request.headers.set('authorization', `Bearer ${session.accessToken}`);
  },
  /** The token ended before its time: with its key, or because the session was ended elsewhere. */
  async onResponse({ request, response }) {
    const sent = request.headers.get('authorization')?.replace('Bearer ', '');
    if (response.status !== 401 || sent === undefined || sent !== currentSession().session?.accessToken)
      return;
    await freshSession(sent);
  },
};
apiWithoutSession.use(inLanguage);
api.use(inLanguage, authorization);

/** Ends the session here, with what it leaves in this browser, and on the server as soon as it can be reached. */
export async function logOut(): Promise<void> {
  const { session } = currentSession();
  keepSession(undefined);
  forgetLeftBehind();
  if (session === undefined) return;
  if (session.idToken !== undefined) {
    const { logOutAtIssuer } = await import('./issuer.ts');
    return logOutAtIssuer(session).catch(() => undefined);
  }
  await end(session);
}

/** Ends a session of the service itself on the server, if that can be reached. */
async function end({ refreshToken, idToken }: NewSession): Promise<void> {
  if (idToken !== undefined) return;
  await apiWithoutSession.POST('/v1/auth/logout', { body: { refreshToken } }).catch(() => undefined);
}

/** @returns a key for one submission of a form: a request that is repeated with it has one effect. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
