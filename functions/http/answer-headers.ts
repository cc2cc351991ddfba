/** Builds the headers that every answer has. Headers that a route sets itself replace them. */
import type { APIGatewayProxyStructuredResultV2 as HttpResponse } from 'aws-lambda';
import type { FrameMiddleware } from './endpoint.ts';
import type { Limited } from './rate-limiting.ts';
import type { Route } from './routes.ts';

/** Forbids browsers to execute an answer, show it in a frame, or guess its type. */
const EVERY_ANSWER = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** One year. The header must not be sent over plain HTTP (RFC 6797 §7.2). */
const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' };

/**
 * The gateway adds CORS headers only to requests with an `Origin`, so caches must store such answers
 * separately.
 */
const VARY = 'origin';

type Headers = Record<string, string>;

/** @param isSecure whether clients reach the service over HTTPS. */
export function commonHeaders(requestId: string, isSecure: boolean): Headers {
  return {
    ...EVERY_ANSWER,
    ...(isSecure && HTTPS_ONLY),
    'cache-control': 'no-store',
    vary: VARY,
    'x-request-id': requestId,
  };
}

/** Adds to every answer the headers that do not depend on what it says. */
export function answerHeaders(route: Route, publicOrigin: () => string): FrameMiddleware<Limited> {
  return {
    after: (request) => {
      const { headers, requestContext } = request.event;
      const common = commonHeaders(requestContext.requestId, isSecure(publicOrigin()));
      const { limitFields } = request.context;
      const known = { ...common, ...cacheHeaders(route, headers['authorization']), ...limitFields };
      request.response = { ...request.response, headers: joinHeaders(known, request.response?.headers) };
    },
    onError: (request) => {
      const common = commonHeaders(request.event.requestContext.requestId, isSecure(publicOrigin()));
      const known = { ...common, ...request.context.limitFields };
      request.response = { ...request.response, headers: joinHeaders(known, request.response?.headers) };
    },
  };
}

const isSecure = (origin: string): boolean => origin.startsWith('https:');

/** Allows shared caches to store the answer of a public route, unless the request had a token. */
function cacheHeaders({ publicSeconds }: Route, authorization: string | undefined): Headers {
  if (publicSeconds === undefined || authorization !== undefined) return {};
  return { 'cache-control': `public, max-age=${publicSeconds}` };
}

/** `own` headers replace `common` ones of the same name, except that the values of `vary` are joined. */
function joinHeaders(common: Headers, own: HttpResponse['headers'] = {}): HttpResponse['headers'] {
  return { ...common, ...own, ...(own['vary'] && { vary: `${own['vary']}, ${VARY}` }) };
}
