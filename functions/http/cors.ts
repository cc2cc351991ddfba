/**
 * What browsers of other origins may do, as plain data: API Gateway is configured with it, and the local gateway follows
 * it. The functions take no part. No answer allows credentials: access goes by a bearer token, never by a cookie, and
 * API Gateway refuses to allow them to any origin.
 */

/** The methods of the routes. */
export const CORS_METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST'] as const;

/** What a page may send beside what browsers send unasked. */
export const CORS_REQUEST_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
] as const;

/** What a page may read beside what browsers show unasked. */
export const CORS_ANSWER_HEADERS = [
  'allow',
  'content-disposition',
  'etag',
  'link',
  'location',
  'retry-after',
  'www-authenticate',
  'x-request-id',
] as const;

/** For so long a browser need not ask again; the time that a page keeps access after its origin was taken off the list. */
export const CORS_MAX_AGE_SECONDS = 600;

export const ANY_ORIGIN = '*';

/**
 * The origins in a comma-separated list, or `*` alone for any; none in an empty one. `name` is of the setting.
 * @throws in a sentence for what is no origin as a browser writes it.
 */
export function parseOrigins(name: string, text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  const origins = [...new Set(parts.filter((part) => part !== ''))];
  if (origins.length === 1 && origins[0] === ANY_ORIGIN) return origins;
  for (const origin of origins) {
    if (!origin.includes(ANY_ORIGIN)) requireOrigin(name, origin);
    else throw new Error(`${name} has "${origin}". A "*" may only be the whole of it, for any origin.`);
  }
  return origins;
}

/** @throws in a sentence unless the text is an origin of HTTP or HTTPS, exactly as a browser writes it. */
export function requireOrigin(name: string, text: string): void {
  const { origin, protocol } = URL.canParse(text) ? new URL(text) : { origin: '', protocol: '' };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw new Error(
      `${name} has "${text}", which is no origin. Write one as https://tickets.example, with its scheme.`,
    );
  }
  if (text !== origin)
    throw new Error(`${name} has "${text}", which is more than an origin. Write ${origin} instead.`);
}
