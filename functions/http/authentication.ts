/**
 * Authenticates the caller of a route by the access token. The session must be open, and the role is that of
 * the account at the time of the request. Both are read for every route except those with `trustsToken`
 * (decision 61).
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { isOpen } from '../domain/model/session.ts';
import { type Actor, hasRole, type ListedUser } from '../domain/model/user.ts';
import type { Runtime } from '../domain/ports/runtime.ts';
import type { SessionStore } from '../domain/ports/session-store.ts';
import type { Route } from './routes.ts';

export type CallerPorts = {
  tokens: AccessTokens;
  sessions: Pick<SessionStore, 'readWithUser'>;
  runtime: Pick<Runtime, 'now'>;
};

/**
 * `account` is the account of the actor, if it was read. `confirm` returns the actor with the current role;
 * it reads the account if only the token has been checked so far.
 */
export type Caller = { actor: Actor; account?: ListedUser; confirm: () => Promise<Actor> };

const ANYONE = asSeen({ userId: '', role: 'guest' });

function asSeen(actor: Actor, account?: ListedUser): Caller {
  return { actor, ...(account && { account }), confirm: async () => actor };
}

/**
 * Identifies the caller by the access token of the request and checks the role that the route requires.
 * @throws Refusal `unauthenticated`, `forbidden`; Busy when the account cannot be read.
 */
export async function authenticate(
  { headers }: APIGatewayProxyEventV2,
  route: Route,
  ports: CallerPorts | undefined,
): Promise<Caller> {
  if (route.role === undefined || ports === undefined) return ANYONE;
  const header = headers['authorization'];
  if (header === undefined && route.isTokenOptional) return ANYONE;
  const caller = await identify(header, route, ports);
  if (!hasRole(caller.actor, route.role)) {
    throw new Refusal('forbidden', `This route requires the role ${route.role}.`);
  }
  return caller;
}

async function identify(header: string | undefined, route: Route, ports: CallerPorts): Promise<Caller> {
  const [scheme, token] = (header ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) {
    throw new Refusal('unauthenticated', 'Send "Authorization: Bearer <access token>".');
  }
  const bearer = await ports.tokens.verify(token);
  if ('bookingId' in bearer) return asSeen({ ...bearer, role: 'guest' });
  const read = () => readCaller(bearer.userId, bearer.sessionId, ports);
  if (!route.trustsToken) return read();
  return { actor: { userId: bearer.userId, role: 'attendee' }, confirm: async () => (await read()).actor };
}

/** @throws Refusal `unauthenticated` when the session has ended or the account no longer exists. */
async function readCaller(userId: string, sessionId: string, ports: CallerPorts): Promise<Caller> {
  const { session, user } = await ports.sessions.readWithUser(sessionId, userId);
  const isTheirs = session?.userId === userId && isOpen(session, ports.runtime.now());
  if (!isTheirs || user === undefined) {
    throw new Refusal('unauthenticated', 'The session of this access token has ended. Log in again.');
  }
  return asSeen({ userId, role: user.role }, user);
}
