/** Deliveries: the attempts to hand a webhook to an endpoint, as they are listed. Pure rules. */
import { WEBHOOK_REST_MS, WEBHOOK_RETRY_AFTER_MAX_MS, WEBHOOK_SLOW_MS } from './limits.ts';
import type { Webhook, WebhookSubject } from './webhook.ts';

/**
 * `address-not-allowed`: the name of the receiver has an address to which nothing is sent. `name-not-found`: it has none.
 * `not-connected`: the connection failed or broke. `tls-failed`: the certificate is not valid. `no-answer`: it took
 * longer than the limit. `not-understood`: the answer was not HTTP. `resting`: not tried, because the receiver had just
 * not answered another webhook, or slowly.
 */
export const DELIVERY_ERRORS = [
  'address-not-allowed',
  'name-not-found',
  'not-connected',
  'tls-failed',
  'no-answer',
  'not-understood',
  'resting',
] as const;

export type DeliveryError = (typeof DELIVERY_ERRORS)[number];

/** `text`: the beginning of the body. `retryAfterMs`: the pause that the receiver asked for. */
export type ReceiverAnswer =
  | { status: number; text: string; retryAfterMs?: number }
  | { error: DeliveryError };

/** `accepted`: answered 2xx. `failed`: tried again, if `nextAttemptAt` is set. `given-up`: the last attempt failed. */
export const DELIVERY_OUTCOMES = ['accepted', 'failed', 'given-up'] as const;

export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** What an attempt was made for: an entry that happened, a replay of one delivery, or a test. */
export const DELIVERY_CAUSES = ['entry', 'replay', 'test'] as const;

export type DeliveryCause = (typeof DELIVERY_CAUSES)[number];

/** `attempt` counts from 1. Instants in ms. `subject` is undefined for a test. */
export type Delivery = {
  id: string;
  endpointId: string;
  webhookId: string;
  webhook: Webhook;
  eventId?: string;
  subject?: WebhookSubject;
  cause: DeliveryCause;
  attempt: number;
  at: number;
  durationMs: number;
  answer: ReceiverAnswer;
  outcome: DeliveryOutcome;
  nextAttemptAt?: number;
};

export function isAccepted(answer: ReceiverAnswer): boolean {
  return 'status' in answer && answer.status >= 200 && answer.status < 300;
}

/** Whether the receiver says that it wants no webhooks any more. */
export function isGone(answer: ReceiverAnswer): boolean {
  return 'status' in answer && answer.status === 410;
}

const OVERLOADED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const UNREACHABLE: ReadonlySet<DeliveryError> = new Set(['name-not-found', 'not-connected', 'no-answer']);

/**
 * `tookMs`: how long the answer took.
 * @returns how long the receiver is to be left alone, ms; undefined if it answers soon and is not overloaded
 */
export function restAfter(answer: ReceiverAnswer, tookMs: number): number | undefined {
  const isSlow = tookMs > WEBHOOK_SLOW_MS;
  if ('error' in answer) return isSlow || UNREACHABLE.has(answer.error) ? WEBHOOK_REST_MS : undefined;
  if (!isSlow && !OVERLOADED.has(answer.status)) return undefined;
  return Math.max(WEBHOOK_REST_MS, askedFor(answer) ?? 0);
}

/** @returns the pause that the receiver asked for, ms, up to `WEBHOOK_RETRY_AFTER_MAX_MS`. */
export function askedFor(answer: ReceiverAnswer): number | undefined {
  const asked = 'status' in answer ? answer.retryAfterMs : undefined;
  return asked === undefined ? undefined : Math.min(asked, WEBHOOK_RETRY_AFTER_MAX_MS);
}

const INSTANT_BYTES = 6;

/** @returns an id that holds the instant `at` (ms), so that the delivery is found by its id. `random`: any other id. */
export function deliveryIdAt(at: number, random: string): string {
  const bytes = Buffer.from(random, 'base64url');
  bytes.writeUIntBE(at, 0, INSTANT_BYTES);
  return bytes.toString('base64url');
}

/** @returns the instant in the id of a delivery, ms. */
export function instantIn(deliveryId: string): number {
  return Buffer.from(deliveryId, 'base64url').readUIntBE(0, INSTANT_BYTES);
}
