/**
 * Carries out a request to replay: walks through the bookings of one event or of all events of the organizer, makes the
 * endpoint's delivery logs begin again at what happened since the stated instant, and sends.
 *
 * Steps for each page of bookings, and what a crash after each leaves behind:
 * 1. The rewinding of each log, a conditional write that has an effect once for each replay, and the sending. Crash: the
 *    stream calls again, and goes on where the logs are.
 * 2. The progress, a conditional write. It changes an item in the stream, so that the replay is called again if it
 *    stopped for lack of time. Crash: as after 1, from this page on.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { WEBHOOK_BATCH_TIME_MS, WEBHOOKS_AT_ONCE_PER_ORGANIZER } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import { type Webhook, type WebhookSubject, webhooksOfBooking, webhooksOfEvent } from '../model/webhook.ts';
import type { WebhookEndpoint, WebhookReplay } from '../model/webhook-endpoint.ts';
import type { EventListingStore } from '../ports/event-listing-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { WebhookEndpointStore } from '../ports/webhook-endpoint-store.ts';
import { type SendWebhooksPorts, sendWebhooks } from './send-webhooks.ts';

export type ReplayPorts = SendWebhooksPorts & {
  endpoints: Pick<WebhookEndpointStore, 'readReplay' | 'saveReplay'>;
  events: Pick<EventStore, 'bookings' | 'read'>;
  eventListings: Pick<EventListingStore, 'ofOrganizer'>;
};

type Work = { replay: WebhookReplay; endpoint: WebhookEndpoint; until: number };

/**
 * Goes on where an earlier call stopped, for about `WEBHOOK_BATCH_TIME_MS`. A replay of an endpoint that was disabled
 * meanwhile ends.
 * @throws Busy if the store does not answer now: the call has to be repeated
 */
export async function carryOutReplay(endpoint: WebhookEndpoint, ports: ReplayPorts): Promise<void> {
  const { endpoints, runtime } = ports;
  const replay = await endpoints.readReplay(endpoint.organizerId, endpoint.id);
  if (replay === undefined || replay.isDone) return;
  const work = { replay, endpoint, until: runtime.now() + WEBHOOK_BATCH_TIME_MS };
  if (!endpoint.disabled) {
    for await (const event of eventsOf(replay, ports)) {
      const stoppedAt = await replayEvent(event, work, ports);
      if (stoppedAt === undefined) continue;
      await endpoints.saveReplay({ ...replay, cursor: stoppedAt });
      return;
    }
  }
  const { cursor: _cursor, ...done } = replay;
  await endpoints.saveReplay({ ...done, isDone: true });
}

/** Yields the event at which an earlier call stopped, then those after it. */
async function* eventsOf(
  { organizerId, eventId, cursor }: WebhookReplay,
  { events, eventListings }: ReplayPorts,
): AsyncGenerator<Event> {
  const first = cursor?.eventId ?? eventId;
  const event = first === undefined ? undefined : await events.read(first);
  if (event?.organizerId === organizerId) yield event;
  if (eventId !== undefined) return;
  for await (const { items } of eventListings.ofOrganizer(organizerId, { from: cursor?.eventId }))
    yield* items.filter((listed) => listed.organizerId === organizerId);
}

/** @returns where to go on if time is over. */
async function replayEvent(
  event: Event,
  work: Work,
  ports: ReplayPorts,
): Promise<WebhookReplay['cursor'] | undefined> {
  const { replay, until } = work;
  const from = replay.cursor?.eventId === event.id ? replay.cursor.bookings : undefined;
  if (from === undefined) await replaySubject(event, 'event', webhooksOfEvent(event), work, ports);
  for await (const { bookings, cursor } of ports.events.bookings(event, from)) {
    await replayBookings(event, bookings, work, ports);
    if (ports.runtime.now() > until) return { eventId: event.id, bookings: cursor };
  }
  return undefined;
}

async function replayBookings(
  event: Event,
  bookings: Booking[],
  work: Work,
  ports: ReplayPorts,
): Promise<void> {
  const left = [...bookings];
  const run = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      await replaySubject(event, { bookingId: next.id }, webhooksOfBooking(next), work, ports);
  };
  await Promise.all(Array.from({ length: WEBHOOKS_AT_ONCE_PER_ORGANIZER }, run));
}

async function replaySubject(
  event: Event,
  subject: WebhookSubject,
  all: Webhook[],
  { replay, endpoint, until }: Work,
  ports: ReplayPorts,
): Promise<void> {
  const { deliveries, runtime } = ports;
  const first = all.find(({ at }) => at >= replay.since);
  const last = all.at(-1);
  if (first === undefined || last === undefined) return;
  const key = { event, subject, endpointId: endpoint.id };
  const range = { from: first.entry, upTo: last.entry + 1 };
  await deliveries.rewind(key, range, { requestedAt: replay.requestedAt, now: runtime.now() });
  try {
    await sendWebhooks({ event, subject, endpoint, until }, ports);
  } catch (error) {
    // The log is due since it was rewound, so the sweep wakes the sender.
    if (!(error instanceof Busy)) throw error;
  }
}
