import { endpoint } from '../compose-frame.ts';
import { methodsAt, noRouteAt } from '../http/route-match.ts';

/**
 * What no route answers. OPTIONS says what may be sent to a path. API Gateway adds its CORS headers to that, and a
 * browser takes nothing but a success for leave: so it gets one for any path, and reads what the request itself brings.
 */
export const handler = endpoint('answer-unknown', {}, async ({ method, path, isPreflight }) => {
  const methods = methodsAt(path);
  if (method !== 'OPTIONS' || (methods.length === 0 && !isPreflight)) throw noRouteAt(method, path);
  return { headers: { allow: [...methods, 'OPTIONS'].sort().join(', ') } };
});
