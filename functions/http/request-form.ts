/** Rejects requests whose path or `Accept` header no answer of the route can match. */
import { Refusal } from '../domain/model/refusal.ts';
import { accepts } from './accept.ts';
import type { FrameMiddleware } from './endpoint.ts';
import { noRouteAt } from './route-match.ts';
import type { Route } from './routes.ts';

/**
 * Rejects a path that ends with a slash, and an `Accept` header that allows no media type of the route. It is
 * not documented whether API Gateway matches a path with a slash at its end, so the path is rejected here in
 * any case.
 * @throws Refusal `not-found` or `not-acceptable`.
 */
export function requestForm(route: Route): FrameMiddleware {
  const offered = route.offers ?? (route.status === 204 ? [] : ['application/json']);
  return {
    before: ({ event: { rawPath, requestContext, headers } }) => {
      if (rawPath.endsWith('/') && route.path !== '$default')
        throw noRouteAt(requestContext.http.method, rawPath);
      if (accepts(headers['accept'], offered)) return;
      throw new Refusal(
        'not-acceptable',
        `This route answers with ${offered.join(' or ')}. Change the Accept header.`,
      );
    },
  };
}
