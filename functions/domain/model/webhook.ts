/**
 * Webhooks: what an endpoint is sent, one for each history entry of a booking, and for changes of an event. Pure rules
 * on which there are, which is next, and when it is tried again.
 */
import { type Booking, type HistoryEntry, leavesUnserved } from './booking.ts';
import { derivedId } from './derived-id.ts';
import type { Event } from './event.ts';
import { WEBHOOK_RETRY_JITTER, WEBHOOK_RETRY_PAUSES_MS } from './limits.ts';

const BOOKING_WEBHOOKS = [
  'booking.booked',
  'booking.added',
  'booking.joined',
  'booking.promoted',
  'booking.granted',
  'booking.offered',
  'booking.passed',
  'booking.accepted',
  'booking.declined',
  'booking.expired',
  'booking.lapsed',
  'booking.cancelled',
  'booking.left',
  'booking.handed-on',
  'booking.event-cancelled',
  'booking.answered-at-once',
  'booking.place-confirmed',
  'booking.checked-in',
  'booking.check-in-undone',
  'booking.link-requested',
  'booking.ticket-named',
  'booking.ticket-transferred',
  'booking.person-erased',
] as const satisfies `booking.${HistoryEntry['what']}`[];

export const WEBHOOK_TYPES = [
  ...BOOKING_WEBHOOKS,
  'event.changed',
  'event.cancelled',
  'webhook.test',
] as const;

export type WebhookType = (typeof WEBHOOK_TYPES)[number];

/** What webhooks are about, within an event: one of its bookings, or the event itself. */
export type WebhookSubject = { bookingId: string } | 'event';

/**
 * `entry`: index in the history of the booking; for an event, its revision after the change. `at`: when it happened,
 * ms.
 */
export type Webhook = { type: WebhookType; entry: number; at: number };

/**
 * @returns the webhooks of a booking in the order of its history. A request that accepts only free tickets has none
 *   until it is served: otherwise its booking is removed again.
 */
export function webhooksOfBooking(booking: Pick<Booking, 'status' | 'history'>): Webhook[] {
  if (booking.status === 'waitlisted' && leavesUnserved(booking)) return [];
  return booking.history.map(({ what, at }, entry) => ({ type: `booking.${what}`, entry, at }));
}

/** @returns the webhooks of an event: its last change of name, time or venue, and its cancellation. */
export function webhooksOfEvent({
  toldChange,
  cancelledAt,
  revision,
}: Pick<Event, 'toldChange' | 'cancelledAt' | 'revision'>): Webhook[] {
  return [
    ...(toldChange
      ? [{ type: 'event.changed' as const, entry: toldChange.revision, at: toldChange.at }]
      : []),
    ...(cancelledAt !== undefined
      ? [{ type: 'event.cancelled' as const, entry: revision, at: Date.parse(cancelledAt) }]
      : []),
  ];
}

/**
 * What was done about the webhooks of one subject at one endpoint. Those whose entry is below `handledEntries` are
 * settled: accepted, given up, or older than the endpoint. Those from `replayedFrom` up to `replayedUpTo` (excluded) were
 * asked for, however old. `failures`: failed attempts at the next one. `nextAttemptAt`: nobody sends before this instant,
 * ms, because an attempt is under way or failed. `claimedBy`: the attempt that is under way. `isAwaited`: something is left after
 * it, and nobody but its sender or the sweep will look.
 */
export type DeliveryLog = {
  handledEntries: number;
  replayedFrom: number;
  replayedUpTo: number;
  failures: number;
  nextAttemptAt?: number;
  claimedBy?: string;
  isAwaited?: true;
};

export const EMPTY_DELIVERY_LOG: DeliveryLog = {
  handledEntries: 0,
  replayedFrom: 0,
  replayedUpTo: 0,
  failures: 0,
};

/** @returns the next webhook to send, in order; one that happened before `deliversFrom` (ms) only if it is replayed. */
export function nextWebhook(all: Webhook[], log: DeliveryLog, deliversFrom: number): Webhook | undefined {
  const { handledEntries, replayedFrom, replayedUpTo } = log;
  const isReplayed = ({ entry }: Webhook) => entry >= replayedFrom && entry < replayedUpTo;
  return all.find((one) => one.entry >= handledEntries && (one.at >= deliversFrom || isReplayed(one)));
}

/** @returns the `webhook-id`, the same for each attempt. It has no full stop, which separates the signed parts. */
export function webhookIdFor(
  endpointId: string,
  eventId: string,
  subject: WebhookSubject,
  { type, entry }: Webhook,
): string {
  const about = subject === 'event' ? 'event' : subject.bookingId;
  return `msg_${derivedId('webhook', endpointId, eventId, about, type, String(entry))}`;
}

/**
 * @returns how long to wait after the failed attempt that follows `failures` others, ms, or undefined if the webhook is
 *   given up. `random` in [0, 1). A receiver can ask for a longer pause.
 */
export function pauseAfterFailure(failures: number, random: number, askedForMs = 0): number | undefined {
  const pause = WEBHOOK_RETRY_PAUSES_MS[failures];
  if (pause === undefined) return undefined;
  return Math.ceil(Math.max(pause, askedForMs) * (1 + random * WEBHOOK_RETRY_JITTER));
}
