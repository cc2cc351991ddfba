/**
 * Reads an export page by page, as the links say. A page is bounded by the service and kept whole until it is there,
 * so that one that breaks off can be asked for again and nothing is written twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** A page that fails is asked for this often before the export gives up. */
const ATTEMPTS = 5;
/** Longer than the gateway waits for a function. */
const REQUEST_TIMEOUT_MS = 35_000;
const PAUSE_DEFAULT_SECONDS = 1;
const PAUSE_MAX_SECONDS = 30;

/** Keeps the byte order mark at the start of the first page, which `text()` drops. */
const WITH_MARK = new TextDecoder('utf-8', { ignoreBOM: true });

type Page = { text: string; next: URL | undefined };
/** `pauseSeconds`: when to ask again. */
type Failure = { reason: string; pauseSeconds: number | undefined };

/** @throws when the service refuses, cannot be reached, or leads elsewhere: then what came so far is not all. */
export async function* exportPages(first: URL, token: string): AsyncGenerator<string> {
  for (let url: URL | undefined = first; url !== undefined; ) {
    const page = await readPage(url, token);
    yield page.text;
    url = page.next;
    if (url !== undefined && url.origin !== first.origin) {
      throw new Error(`The service led to ${url.origin}, which does not get the token.`);
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
    if (!type.startsWith('text/csv')) return { reason: `The service sent ${type}.`, pauseSeconds: undefined };
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

/** The target of the link with the relation `next` (RFC 8288). */
function nextOf(link: string | null, base: URL): URL | undefined {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  return target === undefined ? undefined : new URL(target, base);
}
