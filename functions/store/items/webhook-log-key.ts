/**
 * The keys of a delivery log, and of the sign that wakes its sender. They are apart from the schemas, so that the bundle
 * of a function that only wakes the sender has none.
 */
import { bookingPartition } from '../../domain/model/booking.ts';
import type { WebhookSubject } from '../../domain/model/webhook.ts';
import type { LogKey } from '../../domain/ports/webhook-delivery-store.ts';
import type { Key } from '../table/item.ts';
import { WEBHOOK_WAKE_PREFIX } from '../table/stream-definition.ts';

const LOG_PREFIX = 'WEBHOOK-LOG#';

/** What a key says of a subject: the id of a booking, or `event`. */
export const subjectName = (subject: WebhookSubject): string =>
  subject === 'event' ? subject : subject.bookingId;

/** Logs are spread like the bookings that they are about; that of the event itself is in the first partition. */
function logPartition({ event, subject }: LogKey): string {
  const partition = subject === 'event' ? 0 : bookingPartition(subject.bookingId, event.shardCount);
  return `EVENT#${event.id}#WEBHOOKS#${partition}`;
}

export const deliveryLogKey = (key: LogKey): Key => ({
  pk: logPartition(key),
  sk: `${LOG_PREFIX}${key.endpointId}#${subjectName(key.subject)}`,
});

/** The key of an item that is written only to appear in the stream. */
export const webhookWakeKey = (key: LogKey): Key => ({
  pk: logPartition(key),
  sk: `${WEBHOOK_WAKE_PREFIX}${key.endpointId}#${subjectName(key.subject)}`,
});
