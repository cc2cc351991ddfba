/**
 * CORS as API Gateway does it for an HTTP API with a CORS configuration: adds the configured headers to the
 * answer of a function if the request has an allowed `Origin`, and removes the function's own CORS headers
 * (decision 60). https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
import type { IncomingMessage } from 'node:http';
import {
  ANY_ORIGIN,
  CORS_ANSWER_HEADERS,
  CORS_MAX_AGE_SECONDS,
  CORS_METHODS,
  CORS_REQUEST_HEADERS,
} from '../../functions/http/cors.ts';

type Headers = Record<string, string>;
type Asking = Pick<IncomingMessage, 'method' | 'headers'>;

/** @returns the headers of an answer with those of CORS; unchanged if no origin is allowed. */
export function withCors(allowed: readonly string[], request: Asking, answered: Headers): Headers {
  if (allowed.length === 0) return answered;
  const own = Object.entries(answered).filter(([name]) => !name.startsWith('access-control-'));
  return { ...Object.fromEntries(own), ...corsHeaders(allowed, request) };
}

function corsHeaders(allowed: readonly string[], { method, headers }: Asking): Headers {
  const { origin } = headers;
  const isAny = allowed.includes(ANY_ORIGIN);
  if (origin === undefined || !(isAny || allowed.includes(origin))) return {};
  const allowOrigin = { 'access-control-allow-origin': isAny ? ANY_ORIGIN : origin };
  if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
    return {
      ...allowOrigin,
      'access-control-allow-methods': CORS_METHODS.join(','),
      'access-control-allow-headers': CORS_REQUEST_HEADERS.join(','),
      'access-control-max-age': String(CORS_MAX_AGE_SECONDS),
    };
  }
  return { ...allowOrigin, 'access-control-expose-headers': CORS_ANSWER_HEADERS.join(',') };
}
