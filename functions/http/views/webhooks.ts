/** Converts webhooks, their endpoints and their deliveries to the shapes of the API. */
import type { Webhook } from '../../domain/model/webhook.ts';
import type { Delivery } from '../../domain/model/webhook-delivery.ts';
import type { WebhookEndpoint, WebhookReplay } from '../../domain/model/webhook-endpoint.ts';
import type { WebhookContent } from '../../domain/ports/webhook-sender.ts';
import type {
  WebhookAnswer,
  WebhookDeliveryAnswer,
  WebhookMessage,
  WebhookReplayAnswer,
} from '../answers/webhooks.ts';
import { taggedJson, versionTag } from '../versions.ts';
import { historyView, organizerBookingView } from './bookings.ts';
import { changedEventView } from './events.ts';

const iso = (instant: number): string => new Date(instant).toISOString();

/**
 * The body of a webhook. It shows the booking or the event as it is at `now` (ms), and of the history the entry alone:
 * it would grow with each entry.
 */
export function webhookMessage(
  { type, entry, at }: Webhook,
  content: WebhookContent,
  now: number,
): WebhookMessage {
  const head = { type, timestamp: iso(at) };
  if ('endpointId' in content) return { ...head, data: { webhookEndpointId: content.endpointId } };
  const { event } = content;
  if (!('booking' in content))
    return { ...head, data: { eventId: event.id, event: changedEventView(event, undefined, now) } };
  const { booking } = content;
  const { history: _history, ...shown } = organizerBookingView(booking, now, { customer: undefined });
  const happened = booking.history[entry];
  const shownEntry = historyView(booking)[entry];
  return {
    ...head,
    data: {
      eventId: event.id,
      bookingId: booking.id,
      entry,
      ...(happened && 'quantity' in happened && { quantity: happened.quantity }),
      ...(shownEntry && { historyEntry: shownEntry }),
      booking: shown,
    },
  };
}

/** Without its secrets. */
export function webhookView(endpoint: WebhookEndpoint, now: number): WebhookAnswer {
  const { id, url, description, createdAt, deliversFrom, failingSince, disabled, secrets } = endpoint;
  const oldest = Math.max(0, ...secrets.map(({ until = 0 }) => until));
  return {
    id,
    url,
    ...(description !== undefined && { description }),
    enabled: disabled === undefined,
    createdAt: iso(createdAt),
    deliversFrom: iso(deliversFrom),
    ...(failingSince !== undefined && { failingSince: iso(failingSince) }),
    ...(disabled && { disabledAt: iso(disabled.at), disabledBecause: disabled.because }),
    ...(oldest > now && { oldSecretsUntil: iso(oldest) }),
  };
}

/** The answer with an endpoint, and its tag. */
export function taggedWebhook(endpoint: WebhookEndpoint, now: number) {
  const answer = webhookView(endpoint, now);
  return taggedJson(answer, versionTag(endpoint.revision, answer));
}

/** The answer to the creation of an endpoint, and to the rotation of its secret: with `secret`, the current one. */
export function taggedWebhookWithSecret(endpoint: WebhookEndpoint, secret: string, now: number) {
  const answer = webhookView(endpoint, now);
  return taggedJson({ ...answer, secret }, versionTag(endpoint.revision, answer));
}

export function deliveryView(delivery: Delivery): WebhookDeliveryAnswer {
  const { id, webhookId, webhook, eventId, subject, cause, attempt, at, durationMs } = delivery;
  const { answer, outcome, nextAttemptAt } = delivery;
  return {
    id,
    webhookId,
    type: webhook.type,
    happenedAt: iso(webhook.at),
    ...(eventId !== undefined && { eventId }),
    ...(subject !== undefined && subject !== 'event' && { bookingId: subject.bookingId }),
    cause,
    attempt,
    at: iso(at),
    durationMs,
    outcome,
    ...('error' in answer ? { error: answer.error } : { status: answer.status, answer: answer.text }),
    ...(nextAttemptAt !== undefined && { nextAttemptAt: iso(nextAttemptAt) }),
  };
}

export function replayView({ since, eventId, requestedAt, isDone }: WebhookReplay): WebhookReplayAnswer {
  return {
    since: iso(since),
    ...(eventId !== undefined && { eventId }),
    requestedAt: iso(requestedAt),
    isDone: isDone === true,
  };
}
