/**
 * Finds the routes of a path. The local gateway uses it for every request. On AWS, API Gateway finds the
 * route, and this file serves only the answers to requests without one.
 */
import { Refusal } from '../domain/model/refusal.ts';
import { methodsOf, ROUTES, type Route } from './routes.ts';

/**
 * Matches a path with the pattern of a route, both split at their slashes.
 * @returns the path's parameters, none of them empty; undefined if the path does not match.
 */
export function matchSegments(pattern: string[], path: string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (segment.startsWith('{') && actual !== '') parameters[segment.slice(1, -1)] = decode(actual);
    else if (segment !== actual) return undefined;
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** @returns the methods of all routes of a path, sorted. */
export function methodsAt(path: string): string[] {
  const segments = path.split('/');
  const routes: Route[] = Object.values(ROUTES);
  return routes
    .filter((route) => path.startsWith('/') && matchSegments(route.path.split('/'), segments) !== undefined)
    .flatMap(methodsOf)
    .sort();
}

/** @returns a refusal that lists the methods of the path, or suggests a similar path or the documentation. */
export function noRouteAt(method: string, path: string): Refusal {
  const methods = methodsAt(path);
  if (methods.length > 0) {
    return new Refusal('not-found', `${path} takes ${methods.join(', ')}, but not ${method}.`);
  }
  const meant = path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
  const hint = methodsAt(meant).length > 0 ? `Did you mean ${meant}?` : 'The routes are described at /docs.';
  return new Refusal('not-found', `No route has this method and path. ${hint}`);
}
