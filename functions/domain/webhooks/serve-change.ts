/** Finds the endpoints that a change of a booking or an event concerns, and sends what they have not had. */
import { Refusal } from '../model/refusal.ts';
import type { WebhookSubject } from '../model/webhook.ts';
import type { LogKey } from '../ports/webhook-delivery-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import type { EndpointsOfBatch } from './endpoints-of-batch.ts';
import { type SendWebhooksPorts, sendWebhooks } from './send-webhooks.ts';

export type ServeChangePorts = SendWebhooksPorts & { cache: Pick<EventCache, 'get' | 'refresh'> };

/** `endpointId`: only that one, for which the sweep woke the sender. `until`: no attempt begins after it, ms. */
export type ChangeOfSubject = {
  eventId: string;
  subject: WebhookSubject;
  endpointId?: string;
  until: number;
};

/** @throws Busy if the store does not answer now: the call has to be repeated */
export async function serveChange(
  change: ChangeOfSubject,
  endpoints: EndpointsOfBatch,
  ports: ServeChangePorts,
): Promise<void> {
  const { eventId, subject, endpointId, until } = change;
  try {
    // The owner may be another one than before: an event that was handed over is told to the new one alone.
    const { organizerId } = await ports.cache.get(eventId);
    const all = await endpoints.of(organizerId);
    const concerned = all.filter(({ id, disabled }) =>
      endpointId === undefined ? disabled === undefined : id === endpointId,
    );
    if (concerned.length === 0 && endpointId === undefined) return;
    // The cached event may be older than the change that is to be sent.
    const event = await (subject === 'event' ? ports.cache.refresh(eventId) : ports.cache.get(eventId));
    if (concerned.length === 0 && endpointId !== undefined)
      await restLog({ event, subject, endpointId }, ports);
    await Promise.all(concerned.map((endpoint) => sendWebhooks({ event, subject, endpoint, until }, ports)));
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-found') throw error;
    // The event was removed, because nobody had booked. Its own log may be due still.
    const event = { id: eventId, shardCount: 1 };
    if (endpointId !== undefined && subject === 'event') await restLog({ event, subject, endpointId }, ports);
  }
}

/** Ends the work on a log whose endpoint was removed, or whose organizer is none any more. */
async function restLog(key: LogKey, { deliveries, runtime }: SendWebhooksPorts): Promise<void> {
  const { log } = await deliveries.read(key);
  if (log.nextAttemptAt !== undefined) await deliveries.rest(key, log, runtime.now());
}
