/** Reads from the keys of a changed item what the sender of webhooks has to look at. */
import type { WebhookSubject } from '../../domain/model/webhook.ts';
import { ENDPOINT_PREFIX, REPLAY_PREFIX, WEBHOOK_WAKE_PREFIX } from '../table/stream-definition.ts';

/** Keys as a stream gives them, with DynamoDB's types. */
type StreamKeys = Record<string, { S?: string | undefined }> | undefined;

/**
 * `subject`: a booking or an event changed, or, with `endpointId`, the sweep wakes the sender for that endpoint alone.
 * `endpoint`: an endpoint was made or changed. `replay`: a replay was requested, or stopped for lack of time.
 */
export type WebhookWork =
  | { kind: 'subject'; eventId: string; subject: WebhookSubject; endpointId?: string }
  | { kind: 'endpoint' | 'replay'; organizerId: string; endpointId: string };

const OF_EVENT = /^EVENT#([\w-]{22})(?:#(?:BOOKINGS|WEBHOOKS)#\d+)?$/;
const OF_ORGANIZER = /^WEBHOOKS#([\w-]{22})$/;
const BOOKING = /^BOOKING#([\w-]{22})$/;
const WAKE = new RegExp(`^${WEBHOOK_WAKE_PREFIX}([\\w-]{22})#([\\w-]{22}|event)$`);
const ENDPOINT = new RegExp(`^${ENDPOINT_PREFIX}([\\w-]{22})$`);
const REPLAY = new RegExp(`^${REPLAY_PREFIX}([\\w-]{22})$`);

/** @returns undefined for an item that concerns no webhook. */
export function webhookWorkIn(keys: StreamKeys): WebhookWork | undefined {
  const [partition, sortKey] = [keys?.['pk']?.S ?? '', keys?.['sk']?.S ?? ''];
  const [, organizerId] = OF_ORGANIZER.exec(partition) ?? [];
  if (organizerId !== undefined) return workOfOrganizer(organizerId, sortKey);
  const [, eventId] = OF_EVENT.exec(partition) ?? [];
  if (eventId === undefined) return undefined;
  if (sortKey === 'EVENT') return { kind: 'subject', eventId, subject: 'event' };
  const [, bookingId] = BOOKING.exec(sortKey) ?? [];
  if (bookingId !== undefined) return { kind: 'subject', eventId, subject: { bookingId } };
  const [, endpointId, about] = WAKE.exec(sortKey) ?? [];
  if (endpointId === undefined || about === undefined) return undefined;
  const subject = about === 'event' ? about : { bookingId: about };
  return { kind: 'subject', eventId, subject, endpointId };
}

function workOfOrganizer(organizerId: string, sortKey: string): WebhookWork | undefined {
  const [, changed] = ENDPOINT.exec(sortKey) ?? [];
  if (changed !== undefined) return { kind: 'endpoint', organizerId, endpointId: changed };
  const [, replayed] = REPLAY.exec(sortKey) ?? [];
  return replayed === undefined ? undefined : { kind: 'replay', organizerId, endpointId: replayed };
}
