/** Answers the requests that no other route matches. */
import { endpoint } from '../compose-frame.ts';
import { methodsAt, noRouteAt } from '../http/route-match.ts';

/**
 * Answers OPTIONS with the methods of a path, and anything else with `not-found`. API Gateway adds CORS
 * headers to the answer to a preflight, and browsers accept only a success. So a preflight succeeds for every
 * path, and the request after it gets the 404.
 */
export const handler = endpoint('answer-unknown', {}, async ({ method, path, isPreflight }) => {
  const methods = methodsAt(path);
  if (method !== 'OPTIONS' || (methods.length === 0 && !isPreflight)) throw noRouteAt(method, path);
  return { headers: { allow: [...methods, 'OPTIONS'].sort().join(', ') } };
});
