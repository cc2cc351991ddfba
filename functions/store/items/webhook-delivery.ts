/** The delivery log of a subject at an endpoint, and a delivery as it is listed. */
import * as z from 'zod/mini';
import { WEBHOOK_DELIVERIES_KEPT_DAYS } from '../../domain/model/limits.ts';
import { type DeliveryLog, WEBHOOK_TYPES } from '../../domain/model/webhook.ts';
import {
  DELIVERY_CAUSES,
  DELIVERY_ERRORS,
  DELIVERY_OUTCOMES,
  type Delivery,
  instantIn,
} from '../../domain/model/webhook-delivery.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { sortableInstant } from './pending-work.ts';

const LOG = z.object({
  handledEntries: z.int(),
  replayedFrom: z._default(z.int(), 0),
  replayedUpTo: z._default(z.int(), 0),
  failures: z.int(),
  nextAttemptAt: optional(z.int()),
  claimedBy: optional(z.string()),
  isAwaited: optional(z.literal(true)),
});

export function fromDeliveryLogItem(item: Item): DeliveryLog {
  return parseItem('delivery log', LOG, item);
}

const DELIVERY_PREFIX = 'DELIVERY#';

export const deliveryPartition = (endpointId: string): string => `WEBHOOK#${endpointId}`;

/** Sorts by the instant in the id. */
export const deliveryKey = (endpointId: string, deliveryId: string): Key => ({
  pk: deliveryPartition(endpointId),
  sk: `${DELIVERY_PREFIX}${sortableInstant(instantIn(deliveryId))}#${deliveryId}`,
});

const SECONDS_PER_DAY = 24 * 60 * 60;

const DELIVERY: z.ZodMiniType<Delivery> = z.object({
  id: z.string(),
  endpointId: z.string(),
  webhookId: z.string(),
  webhook: z.object({ type: z.enum(WEBHOOK_TYPES), entry: z.int(), at: z.int() }),
  eventId: optional(z.string()),
  subject: optional(z.union([z.literal('event'), z.object({ bookingId: z.string() })])),
  cause: z.enum(DELIVERY_CAUSES),
  attempt: z.int(),
  at: z.int(),
  durationMs: z.int(),
  answer: z.union([
    z.object({ status: z.int(), text: z.string(), retryAfterMs: optional(z.int()) }),
    z.object({ error: z.enum(DELIVERY_ERRORS) }),
  ]),
  outcome: z.enum(DELIVERY_OUTCOMES),
  nextAttemptAt: optional(z.int()),
});

/** The time to live removes it some time after it is no longer listed. */
export function toDeliveryItem(delivery: Delivery): Item {
  const { endpointId, id, at } = delivery;
  const expiresAtSeconds = Math.ceil(at / 1000) + WEBHOOK_DELIVERIES_KEPT_DAYS * SECONDS_PER_DAY;
  return { ...deliveryKey(endpointId, id), ...delivery, expiresAtSeconds };
}

export function fromDeliveryItem(item: Item): Delivery {
  return parseItem('delivery of a webhook', DELIVERY, item);
}

/** The instant (ms) before which deliveries are no longer listed. */
export const listedFrom = (now: number): number =>
  now - WEBHOOK_DELIVERIES_KEPT_DAYS * SECONDS_PER_DAY * 1000;

/** The range of sort keys of the deliveries that are kept at `now` (ms), before the one with the id `before`. */
export function deliveryRange(endpointId: string, now: number, before: string | undefined) {
  const from = `${DELIVERY_PREFIX}${sortableInstant(listedFrom(now))}`;
  const to = before === undefined ? `${DELIVERY_PREFIX}~` : deliveryKey(endpointId, before).sk;
  return { from, to };
}

/** The log is as it was read, and no attempt is under way or waited for. */
export const WEBHOOK_CAN_BE_CLAIMED =
  'attribute_not_exists(pk) OR (handledEntries = :seen AND (attribute_not_exists(nextAttemptAt) OR nextAttemptAt <= :now))';

/** The claim of this attempt has not ended. */
export const WEBHOOK_IS_CLAIMED = 'claimedBy = :attempt';

/** Nobody has found something that is left after this attempt. */
export const WEBHOOK_IS_NOT_AWAITED = 'claimedBy = :attempt AND attribute_not_exists(isAwaited)';

/** Entries from `:from` on are settled, and this replay has not rewound the log yet. */
export const LOG_IS_TO_BE_REWOUND =
  'handledEntries > :from AND (attribute_not_exists(replayedAt) OR replayedAt < :requestedAt)';

/** No entry from `:from` on is settled, and this replay has not changed the log yet. */
export const LOG_IS_NOT_THAT_FAR =
  '(attribute_not_exists(handledEntries) OR handledEntries <= :from) AND (attribute_not_exists(replayedAt) OR replayedAt < :requestedAt)';
