/**
 * Derives the problems that follow from a route's properties, so that its description lists only the others.
 */
import { RATE_LIMITS, type RateLimit } from '../../domain/model/limits.ts';
import { PROBLEMS, type ProblemCode } from '../problems.ts';
import { isOfOwnAccounts, ROUTES, type Route } from '../routes.ts';
import type { DescribedRoute, Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';

type Rule = (route: Route, operation: Operation) => boolean;

const OWN_ACCOUNTS = new Set<Route>(
  Object.entries(ROUTES).flatMap(([name, route]) => (isOfOwnAccounts(name) ? [route] : [])),
);

const takesBody: Rule = (_, operation) => operation.body !== undefined;

/** For each code, whether a route can answer it. */
export const INHERENT_PROBLEMS = {
  'accounts-elsewhere': (route) => OWN_ACCOUNTS.has(route),
  unauthenticated: (route) => route.role !== undefined,
  /** A guest's token has a lower role than the other routes require. */
  forbidden: (route) => route.role !== undefined && route.role !== 'guest',
  'not-found': (_, operation) => operation.path !== undefined,
  'not-acceptable': (route) => route.status !== 204,
  'changed-meanwhile': (_, operation) => operation.ifMatch !== undefined,
  'body-too-large': takesBody,
  'malformed-json': takesBody,
  'unsupported-media-type': takesBody,
  'validation-failed': (route, operation) => route.method !== 'GET' || operation.query !== undefined,
  'too-many-requests': ({ limits = [] }) =>
    limits.some((limit) => (RATE_LIMITS[limit] as RateLimit).code === undefined),
  busy: (route) => route.table.length > 0,
  'internal-error': () => true,
} as const satisfies { [Code in ProblemCode]?: Rule };

export type InherentCode = keyof typeof INHERENT_PROBLEMS;

/** @returns every code that the route can answer, sorted by status and then by name. */
export function problemCodesOf(name: DescribedRoute): ProblemCode[] {
  const [route, operation]: [Route, Operation] = [ROUTES[name], OPERATIONS[name]];
  const inherent = (Object.keys(INHERENT_PROBLEMS) as InherentCode[]).filter((code) =>
    INHERENT_PROBLEMS[code](route, operation),
  );
  return [...new Set([...inherent, ...operation.problems])].sort(
    (a, b) => PROBLEMS[a].status - PROBLEMS[b].status || (a < b ? -1 : 1),
  );
}
