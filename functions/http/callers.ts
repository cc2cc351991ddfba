/**
 * Identifies the caller of a route. An access token says who the caller is. The role is that of the account at the time
 * of the request, and the session must be open: both are read for every route but one (decision 61).
 */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Environment, SessionStore } from '../domain/ports.ts';
import { Refusal } from '../domain/refusal.ts';
import { isOpen } from '../domain/session.ts';
import { type Actor, hasRole, type ListedUser } from '../domain/user.ts';
import type { Route } from './routes.ts';
import type { AccessTokens } from './tokens.ts';

export type CallerPorts = {
  tokens: AccessTokens;
  sessions: Pick<SessionStore, 'readWithUser'>;
  environment: Pick<Environment, 'now'>;
};

/**
 * `account` is the actor's, if it was read. `confirm` returns the actor with the current role: it reads the account if
 * only the token was checked so far.
 */
export type Caller = { actor: Actor; account?: ListedUser; confirm: () => Promise<Actor> };

const ANYONE = asSeen({ userId: '', role: 'guest' });

function asSeen(actor: Actor, account?: ListedUser): Caller {
  return { actor, ...(account && { account }), confirm: async () => actor };
}

/**
 * Identifies the caller by the request's access token, and checks the role that the route takes.
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
    throw new Refusal('forbidden', `This takes the role ${route.role}.`);
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

/** @throws Refusal `unauthenticated` when the session is over or the account is gone. */
async function readCaller(userId: string, sessionId: string, ports: CallerPorts): Promise<Caller> {
  const { session, user } = await ports.sessions.readWithUser(sessionId, userId);
  const isTheirs = session?.userId === userId && isOpen(session, ports.environment.now());
  if (!isTheirs || user === undefined) {
    throw new Refusal('unauthenticated', 'The session of this access token is over. Log in again.');
  }
  return asSeen({ userId, role: user.role }, user);
}
