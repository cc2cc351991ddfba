/**
 * The table of routes, which the CDK app deploys, the local service serves and the OpenAPI document
 * describes. The key of a route is the name of its file in `functions/api`.
 */
import type { Method, Route } from './route.ts';
import { ACCOUNTS } from './routes/accounts.ts';
import { ANNOUNCEMENTS } from './routes/announcements.ts';
import { BOOKINGS } from './routes/bookings.ts';
import { EVENTS } from './routes/events.ts';
import { RUNNING } from './routes/running.ts';
import { SERVICE } from './routes/service.ts';
import { STAFF } from './routes/staff.ts';
import { TICKETS } from './routes/tickets.ts';
import { WEBHOOKS } from './routes/webhooks.ts';

export type { MediaType, Method, Route, TableRight } from './route.ts';

export const ROUTES = {
  ...SERVICE,
  ...ACCOUNTS,
  ...EVENTS,
  ...BOOKINGS,
  ...TICKETS,
  ...ANNOUNCEMENTS,
  ...STAFF,
  ...RUNNING,
  ...WEBHOOKS,
} satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Routes of accounts that serve whoever keeps the accounts. */
const OF_ANY_ACCOUNTS = ['export-me', 'list-security-events', 'list-users', 'read-me'];

/** Whether a route concerns accounts that this service keeps itself, and not where another issuer does. */
export function isOfOwnAccounts(name: string): boolean {
  return name in ACCOUNTS && !OF_ANY_ACCOUNTS.includes(name);
}

/** @returns the methods of a route: every GET is also a HEAD, with the same answer without the body. */
export function methodsOf({ method }: Route): Method[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method];
}
