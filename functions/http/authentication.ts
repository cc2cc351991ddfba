/**
 * Authenticates the caller of a route by the access token. The session must be open, and the role is that of
 * the account at the time of the request (decisions 61 and 146). Where another issuer keeps the accounts, its token is
 * checked instead, and states the role (decision 147).
 */
import { type AccessTokens, isForGuest } from '../credentials/access-tokens.ts';
import type { VersionedUser } from '../domain/model/account.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { isEndedBy, isOpen } from '../domain/model/session.ts';
import { type Actor, ANYONE, hasRole, type ListedUser } from '../domain/model/user.ts';
import type { Runtime } from '../domain/ports/runtime.ts';
import type { SessionStore } from '../domain/ports/session-store.ts';
import type { FrameMiddleware } from './endpoint.ts';
import type { ROUTES, Route, RouteName } from './routes.ts';

/** `issuer`: finds the account of a token of another issuer, if that keeps the accounts. */
export type CallerPorts = {
  tokens: AccessTokens;
  issuer?: { identify: (token: string) => Promise<ListedUser> } | undefined;
  sessions: Pick<SessionStore, 'readWithUser'>;
  runtime: Pick<Runtime, 'now'>;
};

/**
 * `account` is the account of the actor, and `sessionId` its session; a guest has neither. A caller of another issuer has an
 * empty one.
 */
type Caller = { actor: Actor; account?: VersionedUser; sessionId?: string };

/** What the handler of a route learns of its caller: nothing on a route without a role, and no account of a guest. */
export type CallerOf<Name extends RouteName> = (typeof ROUTES)[Name] extends { role: infer Lowest }
  ? { actor: Actor } & (Lowest extends 'guest'
      ? Pick<Caller, 'account'>
      : Required<Pick<Caller, 'account' | 'sessionId'>>)
  : object;

/**
 * Identifies the caller by the access token of the request and checks the role that the route requires.
 * @throws Refusal `unauthenticated`, `forbidden`; Busy when the account cannot be read.
 */
export function authentication(route: Route, ports: CallerPorts): FrameMiddleware<{ caller: Caller }> {
  return {
    before: async ({ event: { headers }, context }) => {
      const header = headers['authorization'];
      const isGuest = header === undefined && route.isTokenOptional;
      const caller = isGuest ? { actor: ANYONE } : await identify(header, ports);
      if (route.role !== undefined && !hasRole(caller.actor, route.role)) {
        throw new Refusal('forbidden', `This route requires the role ${route.role}.`);
      }
      context.caller = caller;
    },
  };
}

async function identify(header: string | undefined, ports: CallerPorts): Promise<Caller> {
  const [scheme, token] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) {
    throw new Refusal('unauthenticated', 'Send "Authorization: Bearer <access token>".');
  }
  if (ports.issuer !== undefined && !isForGuest(token)) {
    // Nobody changes such an account here, so it has one version.
    const account = { ...(await ports.issuer.identify(token)), version: 0 };
    return { actor: { userId: account.id, role: account.role }, account, sessionId: '' };
  }
  const bearer = await ports.tokens.verify(token);
  if ('bookingId' in bearer) return { actor: { ...bearer, role: 'guest' } };
  return readCaller(bearer.userId, bearer.sessionId, ports);
}

/** @throws Refusal `unauthenticated` when the session has ended or the account no longer exists. */
async function readCaller(userId: string, sessionId: string, ports: CallerPorts): Promise<Caller> {
  const { session, user } = await ports.sessions.readWithUser(sessionId, userId);
  const isTheirs = session?.userId === userId && isOpen(session, ports.runtime.now());
  if (!isTheirs || user === undefined || isEndedBy(session, user)) {
    throw new Refusal('unauthenticated', 'The session of this access token has ended. Log in again.');
  }
  return { actor: { userId, role: user.role }, account: user, sessionId };
}
