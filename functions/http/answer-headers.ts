/** The headers of every answer, in one table. A route's own headers go over them. */
import type { Route } from './routes.ts';

/** Nothing that is answered may be run, framed, or taken for another type than it says. */
const EVERY_ANSWER = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A year; over HTTP it must not be said (RFC 6797 §7.2). */
const HTTPS_ONLY = { 'strict-transport-security': 'max-age=31536000' };

/** The gateway adds its CORS headers only where a request names an origin. */
const VARY = 'origin';

export type Headers = Record<string, string>;

/** `isSecure`: the service is reached over HTTPS. */
export function commonHeaders(requestId: string, isSecure: boolean): Headers {
  return {
    ...EVERY_ANSWER,
    ...(isSecure && HTTPS_ONLY),
    'cache-control': 'no-store',
    vary: VARY,
    'x-request-id': requestId,
  };
}

/** How long anybody may keep an answer. What was asked for with a token is for nobody else. */
export function cacheHeaders({ publicSeconds }: Route, authorization: string | undefined): Headers {
  if (publicSeconds === undefined || authorization !== undefined) return {};
  return { 'cache-control': `public, max-age=${publicSeconds}` };
}

/** The route's own headers over the others; what they say of `vary` adds up. */
export function joinHeaders(common: Headers, own: Headers = {}): Headers {
  return { ...common, ...own, ...(own['vary'] && { vary: `${own['vary']}, ${VARY}` }) };
}
