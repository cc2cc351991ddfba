/**
 * Sends the webhooks of one subject, a booking or an event, that an endpoint has not had yet, in the order of its
 * history. It looks at what is stored, not at what it was called for, so it may be called at any time, twice, or not at
 * all for one of several changes.
 *
 * Steps for each attempt, and what a crash after each leaves behind:
 * 1. The claim, a conditional write, so that nobody else sends the webhook. Crash: nothing is sent; after
 *    `WEBHOOK_CLAIM_MS` the sweep wakes the sender by the pending-work key from the same write.
 * 2. The request to the receiver. Crash: the webhook may be accepted, and nobody knows. The sender sends it again after
 *    step 1's time. This, a lost answer and a replay are the ways in which a webhook is sent again after it was accepted;
 *    its `webhook-id` is the same each time.
 * 3. The outcome, a transaction that ends the claim and stores the delivery. Crash: the next look continues with the
 *    next webhook. The transaction may be carried out after its sender gave up, so who meets the claim and finds
 *    something left notes that in the log: then it is refused, or keeps the log among the pending work.
 * 4. The state of the endpoint: that it fails, works again, or is disabled. Crash: the next attempt finds it out again.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import {
  AFTERCARE_RETRY_BUDGET_MS,
  WEBHOOK_CLAIM_MS,
  WEBHOOK_POSTPONED_MS,
  WEBHOOK_TIMEOUT_MS,
} from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import {
  type DeliveryLog,
  nextWebhook,
  pauseAfterFailure,
  type Webhook,
  type WebhookSubject,
  webhookIdFor,
  webhooksOfBooking,
  webhooksOfEvent,
} from '../model/webhook.ts';
import {
  askedFor,
  type Delivery,
  deliveryIdAt,
  isAccepted,
  isGone,
  type ReceiverAnswer,
  restAfter,
} from '../model/webhook-delivery.ts';
import { hasFailedTooLong, type WebhookEndpoint } from '../model/webhook-endpoint.ts';
import type { Log } from '../ports/log.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { LogKey, WebhookDeliveryStore } from '../ports/webhook-delivery-store.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import type { WebhookContent, WebhookSender } from '../ports/webhook-sender.ts';
import { RetryBudget } from '../process/retry-budget.ts';

export type SendWebhooksPorts = {
  deliveries: WebhookDeliveryStore;
  endpoints: Pick<WebhookEndpointStore, 'noteFailure' | 'noteSuccess' | 'disable'>;
  sender: WebhookSender;
  runtime: Runtime;
  log: Log;
};

/** `until`: no attempt begins after this instant, ms. */
type Work = { event: Event; subject: WebhookSubject; endpoint: WebhookEndpoint; until: number };

/**
 * Sends until no webhook of the subject is left, until the receiver fails, or until time is over: then the sweep wakes
 * the sender later. The endpoint's `failingSince`, `restsUntil` and `disabled` are kept up to date, for the other
 * subjects of the same call.
 * @throws Busy if the store does not answer now: the call has to be repeated
 */
export async function sendWebhooks(work: Work, ports: SendWebhooksPorts): Promise<void> {
  while (await sendNext(work, ports));
}

/** @returns whether another webhook may be left. */
async function sendNext(work: Work, ports: SendWebhooksPorts): Promise<boolean> {
  const { event, subject, endpoint, until } = work;
  const { deliveries, runtime } = ports;
  const key: LogKey = { event, subject, endpointId: endpoint.id };
  const { booking, log } = await deliveries.read(key);
  const now = runtime.now();
  const next = endpoint.disabled ? undefined : nextOf(work, booking, log);
  if ((log.nextAttemptAt ?? 0) > now) return next !== undefined && (await hasEnded(key, log, deliveries));
  if (next === undefined) {
    if (log.nextAttemptAt !== undefined) await deliveries.rest(key, log, now);
    return false;
  }
  if (now > until) return !(await postpone(key, log, ports));
  const attempt = runtime.newId();
  // Somebody else's claim, which the next look finds.
  if (!(await deliveries.claim(key, log, { attempt, now, until: now + WEBHOOK_CLAIM_MS }))) return true;
  const content: WebhookContent = booking ? { event, booking } : { event };
  const delivery = await tryToSend(work, next, content, log, ports);
  const { outcome, nextAttemptAt } = delivery;
  const after = runtime.now();
  const isSettled = outcome !== 'failed';
  // Without time for another attempt, the sweep wakes the sender for what may be left.
  const lookAt = isSettled && after > until ? after : nextAttemptAt;
  const settled = {
    handledEntries: isSettled ? next.entry + 1 : log.handledEntries,
    failures: isSettled ? 0 : log.failures + 1,
    ...(lookAt !== undefined && { nextAttemptAt: lookAt }),
  };
  // Not settled: it was before, and the answer of the store was lost; or the log was rewound. The log says what is next.
  if (!(await settleAnyway(() => deliveries.settle(key, attempt, settled, delivery), runtime))) return true;
  await noteAnswer(endpoint, delivery, ports);
  return isSettled && lookAt === undefined;
}

/**
 * Leaves what is next to the sweep: a claim that sends nothing keeps the log among the pending work, and nobody sends until it ends.
 * @returns false if somebody else changed the log meanwhile
 */
function postpone(
  key: LogKey,
  log: DeliveryLog,
  { deliveries, runtime }: SendWebhooksPorts,
): Promise<boolean> {
  const now = runtime.now();
  return deliveries.claim(key, log, { attempt: runtime.newId(), now, until: now + WEBHOOK_POSTPONED_MS });
}

/**
 * Notes for whoever sends a webhook now that another one is left. The note keeps the log among the pending work, because the sender
 * may have given up on its last write, which may still be on its way.
 * @returns whether the attempt has ended meanwhile, so that the log is to be looked at again
 */
async function hasEnded(
  key: LogKey,
  { claimedBy, isAwaited }: DeliveryLog,
  deliveries: Pick<WebhookDeliveryStore, 'noteAwaited'>,
): Promise<boolean> {
  return claimedBy !== undefined && !isAwaited && !(await deliveries.noteAwaited(key, claimedBy));
}

/** The webhook is sent already, so a busy store is asked again for a while. */
function settleAnyway(settle: () => Promise<boolean>, runtime: Runtime): Promise<boolean> {
  return new RetryBudget(runtime, AFTERCARE_RETRY_BUDGET_MS).retryWhileBusy(settle);
}

function nextOf(
  { event, subject, endpoint }: Work,
  booking: Booking | undefined,
  log: DeliveryLog,
): Webhook | undefined {
  if (subject === 'event') return nextWebhook(webhooksOfEvent(event), log, endpoint.deliversFrom);
  return booking && nextWebhook(webhooksOfBooking(booking), log, endpoint.deliversFrom);
}

async function tryToSend(
  { event, subject, endpoint }: Work,
  webhook: Webhook,
  content: WebhookContent,
  { failures }: DeliveryLog,
  { sender, runtime }: SendWebhooksPorts,
): Promise<Delivery> {
  const at = runtime.now();
  const webhookId = webhookIdFor(endpoint.id, event.id, subject, webhook);
  const answer: ReceiverAnswer =
    (endpoint.restsUntil ?? 0) > at
      ? { error: 'resting' }
      : await sender.send({ endpoint, webhookId, webhook, content, timeoutMs: WEBHOOK_TIMEOUT_MS });
  const now = runtime.now();
  const pause = pauseAfterFailure(failures, runtime.random(), askedFor(answer));
  return {
    id: deliveryIdAt(at, runtime.newId()),
    endpointId: endpoint.id,
    webhookId,
    webhook,
    eventId: event.id,
    subject,
    cause: 'entry',
    attempt: failures + 1,
    at,
    durationMs: now - at,
    answer,
    ...outcomeOf(answer, pause, now),
  };
}

function outcomeOf(
  answer: ReceiverAnswer,
  pause: number | undefined,
  now: number,
): Pick<Delivery, 'outcome' | 'nextAttemptAt'> {
  if (isAccepted(answer)) return { outcome: 'accepted' };
  return pause === undefined ? { outcome: 'given-up' } : { outcome: 'failed', nextAttemptAt: now + pause };
}

/** Stores what the answer says of the endpoint. A fault of the store does not repeat the webhook. */
async function noteAnswer(
  endpoint: WebhookEndpoint,
  { answer, at, durationMs }: Delivery,
  { endpoints, log }: SendWebhooksPorts,
): Promise<void> {
  if ('error' in answer && answer.error === 'resting') return;
  const rest = restAfter(answer, durationMs);
  const restEnd = rest === undefined ? undefined : at + durationMs + rest;
  try {
    if (isAccepted(answer)) {
      await noteSuccess(endpoint, restEnd, endpoints);
      return;
    }
    const because = isGone(answer) ? 'gone' : hasFailedTooLong(endpoint, at) ? 'failing' : undefined;
    if (because !== undefined) {
      if (await endpoints.disable(endpoint, because, at)) endpoint.disabled = { because, at };
      return;
    }
    await noteFailure(endpoint, at, restEnd, endpoints);
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
    log.warn('The state of a webhook endpoint could not be stored.', { endpointId: endpoint.id });
  }
}

/** `restEnd`: until when a receiver that answered slowly is to be left alone, ms. */
async function noteSuccess(
  endpoint: WebhookEndpoint,
  restEnd: number | undefined,
  endpoints: SendWebhooksPorts['endpoints'],
): Promise<void> {
  if (endpoint.failingSince === undefined && restEnd === undefined) return;
  delete endpoint.failingSince;
  delete endpoint.restsUntil;
  if (restEnd !== undefined) endpoint.restsUntil = restEnd;
  await endpoints.noteSuccess(endpoint, restEnd);
}

async function noteFailure(
  endpoint: WebhookEndpoint,
  at: number,
  restEnd: number | undefined,
  endpoints: SendWebhooksPorts['endpoints'],
): Promise<void> {
  if (endpoint.failingSince !== undefined && restEnd === undefined) return;
  endpoint.failingSince ??= at;
  if (restEnd !== undefined) endpoint.restsUntil = restEnd;
  await endpoints.noteFailure(endpoint, at, restEnd);
}
