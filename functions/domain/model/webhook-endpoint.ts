/** Webhook endpoints: where an organizer's systems are told what happens, and which secrets sign it. Pure rules. */
import { derivedId } from './derived-id.ts';
import { WEBHOOK_FAILING_LIMIT_MS, WEBHOOK_SECRETS_MAX } from './limits.ts';

/**
 * What is stored of a secret that signs. `salt`: a random id, from which it follows together with a secret of the service.
 * `secret`: the secret itself, as earlier versions stored it. `rotation`: id of the request that made it, by which a repeat
 * of that request is recognized. `until`: it signs until this instant, ms; without it, it is the current one.
 */
export type WebhookSecret = ({ salt: string } | { secret: string }) & { rotation: string; until?: number };

export const DISABLED_REASONS = ['by-organizer', 'gone', 'failing'] as const;

/**
 * `by-organizer`: the organizer disabled it. `gone`: it answered 410. `failing`: nothing but failures for
 * `WEBHOOK_FAILING_LIMIT_MS`.
 */
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/**
 * `secrets`: the current one first. `deliversFrom`: only what happened at this instant or later is sent, unless it is
 * replayed. `failingSince`: the first failure after the last success. `restsUntil`: nothing is sent before this instant,
 * because the receiver did not answer, or slowly. `isTold`: the organizer was told that it was disabled. `revision` counts the
 * changes by the organizer. Instants in ms.
 */
export type WebhookEndpoint = {
  id: string;
  organizerId: string;
  url: string;
  description?: string;
  createdAt: number;
  fingerprint: string;
  revision: number;
  secrets: WebhookSecret[];
  deliversFrom: number;
  failingSince?: number;
  restsUntil?: number;
  disabled?: { because: DisabledReason; at: number };
  isTold?: true;
};

/**
 * A request to send again what happened at `since` (ms) or later, of one event or of all events of the organizer.
 * `cursor`: how far it was carried out, up to the bookings of an event or to its end. `isDone`: it is complete.
 */
export type WebhookReplay = {
  id: string;
  endpointId: string;
  organizerId: string;
  since: number;
  eventId?: string;
  requestedAt: number;
  cursor?: { eventId: string; bookings?: { partition: number; after: string; found: boolean } };
  isDone?: true;
};

/** Derives an endpoint's id, so that a repeat with the same organizer and key finds the first request's endpoint. */
export function webhookEndpointIdFor(organizerId: string, idempotencyKey: string): string {
  return derivedId('webhook-endpoint', organizerId, idempotencyKey);
}

/** Derives a rotation's id from the endpoint and the key, so that a repeat does not rotate again. */
export function rotationIdFor(endpointId: string, idempotencyKey: string): string {
  return derivedId('webhook-rotation', endpointId, idempotencyKey);
}

/**
 * Whether a change lets somebody get webhooks who did not get them, or make them up: the endpoint has another address or
 * another secret, or is enabled again.
 */
export function isSetAnew(before: WebhookEndpoint, after: WebhookEndpoint): boolean {
  const isEnabledAgain = before.disabled !== undefined && after.disabled === undefined;
  const isRotated = before.secrets[0]?.rotation !== after.secrets[0]?.rotation;
  return isEnabledAgain || isRotated || before.url !== after.url;
}

/** @returns the secrets that sign at `now` (ms), the current one first. */
export function signingSecrets({ secrets }: Pick<WebhookEndpoint, 'secrets'>, now: number): WebhookSecret[] {
  return secrets.filter(({ until = Infinity }) => until > now);
}

/**
 * @returns the secrets after a rotation: the new one, and those that sign on. The one that was current until now signs
 *   until `now + overlapMs`, and no older one signs longer than it did. Above `WEBHOOK_SECRETS_MAX`, the oldest are
 *   dropped.
 */
export function rotated(
  secrets: WebhookSecret[],
  made: WebhookSecret,
  now: number,
  overlapMs: number,
): WebhookSecret[] {
  const old = secrets.map((one) => ({ ...one, until: Math.min(one.until ?? Infinity, now + overlapMs) }));
  return [made, ...old.filter(({ until }) => until > now)].slice(0, WEBHOOK_SECRETS_MAX);
}

/** Whether an endpoint that fails again at `now` (ms) has failed for so long that it is to be disabled. */
export function hasFailedTooLong(
  { failingSince }: Pick<WebhookEndpoint, 'failingSince'>,
  now: number,
): boolean {
  return now - (failingSince ?? now) >= WEBHOOK_FAILING_LIMIT_MS;
}
