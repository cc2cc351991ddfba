/**
 * Sends one webhook while the organizer waits for the answer: a test, or a delivery again. It is sent once, whatever is
 * under way for the endpoint, and listed as a delivery. Crash after the sending: the delivery is not listed.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { WEBHOOK_MANUAL_TIMEOUT_MS } from '../model/limits.ts';
import { Refusal } from '../model/refusal.ts';
import type { Webhook } from '../model/webhook.ts';
import { type Delivery, deliveryIdAt, isAccepted } from '../model/webhook-delivery.ts';
import type { WebhookEndpoint } from '../model/webhook-endpoint.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WebhookDeliveryStore } from '../ports/webhook-delivery-store.ts';
import type { WebhookContent, WebhookSender } from '../ports/webhook-sender.ts';
import type { EventCache } from '../process/event-cache.ts';

export type DeliverOncePorts = {
  deliveries: Pick<WebhookDeliveryStore, 'readDelivery' | 'record'>;
  bookings: Pick<BookingStore, 'read'>;
  cache: Pick<EventCache, 'refresh'>;
  sender: WebhookSender;
  runtime: Runtime;
};

/** @throws Busy: the test may have been sent */
export async function sendTest(endpoint: WebhookEndpoint, ports: DeliverOncePorts): Promise<Delivery> {
  const { runtime } = ports;
  const webhook: Webhook = { type: 'webhook.test', entry: 0, at: runtime.now() };
  const about = { webhookId: `msg_${runtime.newId()}`, webhook, cause: 'test' as const };
  return deliverOnce(endpoint, about, { endpointId: endpoint.id }, ports);
}

/**
 * Sends a delivery again, with its `webhook-id`. It shows the booking or the event as it is now, so the event must not have been
 * handed over to somebody else.
 * @throws Refusal `not-found` if the delivery, its event or its booking no longer exists; Busy
 */
export async function replayDelivery(
  endpoint: WebhookEndpoint,
  deliveryId: string,
  ports: DeliverOncePorts,
): Promise<Delivery> {
  const before = await ports.deliveries.readDelivery(endpoint.id, deliveryId, ports.runtime.now());
  if (before === undefined)
    throw new Refusal('not-found', 'The endpoint has no delivery with this id. List its deliveries.');
  if (before.eventId === undefined) return sendTest(endpoint, ports);
  const event = await ports.cache.refresh(before.eventId);
  if (event.organizerId !== endpoint.organizerId)
    throw new Refusal('not-found', 'The event of this delivery belongs to somebody else now.');
  const content = await contentOf(event, before, ports);
  const { webhookId, webhook, eventId, subject } = before;
  const about = { webhookId, webhook, eventId, ...(subject && { subject }), cause: 'replay' as const };
  return deliverOnce(endpoint, about, content, ports);
}

async function contentOf(
  event: Event,
  { subject = 'event' }: Delivery,
  { bookings }: DeliverOncePorts,
): Promise<WebhookContent> {
  if (subject === 'event') return { event };
  const booking: Booking | undefined = await bookings.read(event, subject.bookingId);
  if (booking !== undefined) return { event, booking };
  throw new Refusal('not-found', 'The booking of this delivery no longer exists.');
}

async function deliverOnce(
  endpoint: WebhookEndpoint,
  about: Pick<Delivery, 'webhookId' | 'webhook' | 'eventId' | 'subject' | 'cause'>,
  content: WebhookContent,
  { deliveries, sender, runtime }: DeliverOncePorts,
): Promise<Delivery> {
  const at = runtime.now();
  const { webhookId, webhook } = about;
  const timeoutMs = WEBHOOK_MANUAL_TIMEOUT_MS;
  const answer = await sender.send({ endpoint, webhookId, webhook, content, timeoutMs });
  const delivery: Delivery = {
    ...about,
    id: deliveryIdAt(at, runtime.newId()),
    endpointId: endpoint.id,
    attempt: 1,
    at,
    durationMs: runtime.now() - at,
    answer,
    outcome: isAccepted(answer) ? 'accepted' : 'given-up',
  };
  await deliveries.record(delivery);
  return delivery;
}
