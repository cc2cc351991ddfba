/**
 * The CORS policy, as plain data for API Gateway and for the local gateway; functions send no CORS headers.
 * Credentials are not allowed, because clients authenticate with a bearer token and never with a cookie.
 */

/** The methods of the routes. */
export const CORS_METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST'] as const;

/** Request headers that a page of another origin may set. */
export const CORS_REQUEST_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
] as const;

/**
 * Response headers that a page of another origin may read, in addition to those that browsers always expose.
 */
export const CORS_ANSWER_HEADERS = [
  'allow',
  'content-disposition',
  'etag',
  'link',
  'location',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'www-authenticate',
  'x-request-id',
] as const;

/**
 * How long a browser may cache a preflight, and thus how long a page still works after its origin was
 * removed.
 */
export const CORS_MAX_AGE_SECONDS = 600;

export const ANY_ORIGIN = '*';

/**
 * Parses a comma-separated list of origins, or `*` for any origin. `name` is the name of the setting, for the
 * error.
 * @throws Error with a message for the operator if an entry is not an origin in the form that browsers send.
 */
export function parseOrigins(name: string, text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  const origins = [...new Set(parts.filter((part) => part !== ''))];
  if (origins.length === 1 && origins[0] === ANY_ORIGIN) return origins;
  for (const origin of origins) {
    if (!origin.includes(ANY_ORIGIN)) requireOrigin(name, origin);
    else throw new Error(`${name} has "${origin}". To allow any origin, write "*" and nothing else.`);
  }
  return origins;
}

/**
 * @throws Error with a message for the operator unless the text is an HTTP or HTTPS origin as browsers send
 * it.
 */
export function requireOrigin(name: string, text: string): void {
  const { origin, protocol } = URL.canParse(text) ? new URL(text) : { origin: '', protocol: '' };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new Error(
      `${name} has "${text}", which is not an origin. Write scheme and host, as in https://tickets.example.`,
    );
  }
  if (text !== origin)
    throw new Error(`${name} has "${text}", which is not just an origin. Write ${origin} instead.`);
}
