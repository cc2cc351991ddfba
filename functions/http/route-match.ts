/** Which routes lie at a path. API Gateway decides that on AWS; this is for its local twin and for what no route answers. */
import { Refusal } from '../domain/refusal.ts';
import { methodsOf, ROUTES, type Route } from './routes.ts';

/** The parameters of a path that fits a route's pattern, both split at their slashes. No parameter is empty. */
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

/** What may be sent to a path, sorted; empty where there is no route. */
export function methodsAt(path: string): string[] {
  const segments = path.split('/');
  const routes: Route[] = Object.values(ROUTES);
  return routes
    .filter((route) => path.startsWith('/') && matchSegments(route.path.split('/'), segments) !== undefined)
    .flatMap(methodsOf)
    .sort();
}

/** Says what is wrong with an address that no route has, and which one was probably meant. */
export function noRouteAt(method: string, path: string): Refusal {
  const methods = methodsAt(path);
  if (methods.length > 0) {
    return new Refusal('not-found', `${path} takes ${methods.join(', ')}, but not ${method}.`);
  }
  const meant = path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
  const hint = methodsAt(meant).length > 0 ? ` Did you mean ${meant}?` : '';
  return new Refusal('not-found', `No route has this method and path.${hint}`);
}
