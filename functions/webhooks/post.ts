/**
 * Posts a webhook to a receiver, once: no redirect is followed, no connection is kept, the answer has to come in time,
 * and only the beginning of its body is read. What goes wrong is a word, not an error: the receiver is not ours.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { WEBHOOK_ANSWER_BODY_MS, WEBHOOK_ANSWER_LIMIT_BYTES } from '../domain/model/limits.ts';
import type { DeliveryError, ReceiverAnswer } from '../domain/model/webhook-delivery.ts';
import { type AllowedReceivers, formFaultOf, hostOf, isPublicAddress } from './addresses.ts';
import { AddressNotAllowed, checkedLookup, type Resolve } from './public-lookup.ts';

export type Receivers = { allowed: AllowedReceivers; resolve: Resolve };

/** `now`: for a `Retry-After` that states a date, ms. */
export type Post = {
  url: string;
  headers: Record<string, string>;
  body: string;
  timeoutMs: number;
  now: number;
};

export async function post(message: Post, receivers: Receivers): Promise<ReceiverAnswer> {
  // An endpoint may have been stored under another setting, or by an earlier version.
  if (formFaultOf(message.url, receivers.allowed) !== undefined) return { error: 'address-not-allowed' };
  const url = new URL(message.url);
  const signal = AbortSignal.timeout(message.timeoutMs);
  try {
    const answer = await send(url, message, receivers, signal);
    const retryAfterMs = retryAfter(answer.headers['retry-after'], message.now);
    const text = await beginningOf(answer);
    return {
      status: answer.statusCode ?? 0,
      text,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  } catch (error) {
    return { error: signal.aborted ? 'no-answer' : kindOf(error) };
  }
}

function send(
  url: URL,
  { headers, body }: Post,
  { allowed, resolve }: Receivers,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isAllowed = (address: string) => allowed === 'any' || isPublicAddress(address);
  // A socket looks up names alone. An address in the URL was checked with its form.
  const lookup = isIP(hostOf(url)) === 0 ? { lookup: checkedLookup(resolve, isAllowed) } : {};
  const isSecure = url.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  return new Promise((done, fail) => {
    const request = (isSecure ? httpsRequest : httpRequest)(
      url,
      {
        ...lookup,
        agent,
        method: 'POST',
        signal,
        headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' },
      },
      done,
    );
    // `on`, because a request that is ended early may report more than one error.
    request.on('error', fail);
    request.end(body);
  });
}

/** @returns the beginning of the body, cut off if it does not come in time. The connection ends then. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const timer = setTimeout(() => answer.destroy(), WEBHOOK_ANSWER_BODY_MS);
  try {
    for await (const chunk of answer) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= WEBHOOK_ANSWER_LIMIT_BYTES) break;
    }
  } catch {
    // The status is known, and a body that breaks off changes nothing about it.
  } finally {
    clearTimeout(timer);
    answer.destroy();
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, WEBHOOK_ANSWER_LIMIT_BYTES));
}

/** @returns the pause that the receiver asks for, ms: seconds or a date (RFC 9110 §10.2.3). */
function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

const BY_CODE: Record<string, DeliveryError> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_NODATA: 'name-not-found',
};

function kindOf(error: unknown): DeliveryError {
  if (error instanceof AddressNotAllowed) return 'address-not-allowed';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return 'not-understood';
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO)/.test(code)) return 'tls-failed';
  return BY_CODE[code] ?? 'not-connected';
}
