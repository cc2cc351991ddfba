/**
 * Reads an export page by page, along the `Link` headers. A page, whose size the service bounds, is passed on
 * only when it is complete, so that a page that breaks off can be requested again without writing a booking
 * twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** The requests for one page before the export gives up. */
const ATTEMPTS = 5;
/** Longer than the gateway's timeout for a function. */
const REQUEST_TIMEOUT_MS = 35_000;
const PAUSE_DEFAULT_SECONDS = 1;
const PAUSE_MAX_SECONDS = 30;

/** Keeps the byte order mark of the first page, which `Response.text()` would remove. */
const WITH_MARK = new TextDecoder('utf-8', { ignoreBOM: true });

type Page = { text: string; next: URL | undefined };
/** `pauseSeconds`: the wait before the next attempt; undefined: do not retry. */
type Failure = { reason: string; pauseSeconds: number | undefined };

/**
 * Yields the pages as CSV text.
 * @throws when a page cannot be read or is at another origin, which must not get the token; the pages so far
 * are then not the whole export.
 */
export async function* exportPages(first: URL, token: string): AsyncGenerator<string> {
  for (let url: URL | undefined = first; url !== undefined; ) {
    const page = await readPage(url, token);
    yield page.text;
    url = page.next;
    if (url !== undefined && url.origin !== first.origin) {
      throw new Error(`The next page is at ${url.origin}, another origin, which must not get the token.`);
    }
  }
}

async function readPage(url: URL, token: string): Promise<Page> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask(url, token);
    if ('text' in answer) return answer;
    if (answer.pauseSeconds === undefined || attempt === ATTEMPTS) throw new Error(answer.reason);
    await sleep(answer.pauseSeconds * 1000);
  }
}

async function ask(url: URL, token: string): Promise<Page | Failure> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/csv', authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = WITH_MARK.decode(await response.arrayBuffer());
    if (!response.ok) return failureOf(response, text);
    const type = response.headers.get('content-type') ?? 'nothing';
    if (!type.startsWith('text/csv'))
      return { reason: `The service sent ${type} instead of text/csv.`, pauseSeconds: undefined };
    return { text, next: nextOf(response.headers.get('link'), url) };
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return { reason: `The service did not answer (${why}).`, pauseSeconds: PAUSE_DEFAULT_SECONDS };
  }
}

function failureOf({ status, headers }: Response, text: string): Failure {
  const reason = `The service answered ${status}: ${text}`;
  const isTransient = status === 429 || status >= 500;
  const asked = Number(headers.get('retry-after')) || PAUSE_DEFAULT_SECONDS;
  return { reason, pauseSeconds: isTransient ? Math.min(asked, PAUSE_MAX_SECONDS) : undefined };
}

/** @returns the target of the link with the relation `next` (RFC 8288). */
function nextOf(link: string | null, base: URL): URL | undefined {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  return target === undefined ? undefined : new URL(target, base);
}
