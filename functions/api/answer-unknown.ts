import { endpoint } from '../compose-frame.ts';
import { methodsAt, noRouteAt } from '../http/route-match.ts';

/**
 * Answers what no other route has: OPTIONS with the methods of a path, anything else with a problem. API Gateway adds
 * CORS headers to this answer to a preflight, and browsers accept only a success. So a preflight succeeds for any path,
 * and the request after it gets the 404.
 */
export const handler = endpoint('answer-unknown', {}, async ({ method, path, isPreflight }) => {
  const methods = methodsAt(path);
  if (method !== 'OPTIONS' || (methods.length === 0 && !isPreflight)) throw noRouteAt(method, path);
  return { headers: { allow: [...methods, 'OPTIONS'].sort().join(', ') } };
});
