/** A webhook endpoint, the count of an organizer's endpoints, and the last request to replay of each. */
import * as z from 'zod/mini';
import {
  DISABLED_REASONS,
  type WebhookEndpoint,
  type WebhookReplay,
} from '../../domain/model/webhook-endpoint.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { ENDPOINT_PREFIX, REPLAY_PREFIX } from '../table/stream-definition.ts';

export const endpointPartition = (organizerId: string): string => `WEBHOOKS#${organizerId}`;

export const endpointKey = (organizerId: string, endpointId: string): Key => ({
  pk: endpointPartition(organizerId),
  sk: `${ENDPOINT_PREFIX}${endpointId}`,
});

export const endpointCountKey = (organizerId: string): Key => ({
  pk: endpointPartition(organizerId),
  sk: 'COUNT',
});

export const replayKey = (organizerId: string, endpointId: string): Key => ({
  pk: endpointPartition(organizerId),
  sk: `${REPLAY_PREFIX}${endpointId}`,
});

const OF_SECRET = { rotation: z.string(), until: optional(z.int()) };

const ENDPOINT = z.object({
  id: z.string(),
  organizerId: z.string(),
  url: z.string(),
  description: optional(z.string()),
  createdAt: z.int(),
  fingerprint: z.string(),
  revision: z.int(),
  secrets: z.array(
    z.union([z.object({ salt: z.string(), ...OF_SECRET }), z.object({ secret: z.string(), ...OF_SECRET })]),
  ),
  deliversFrom: z.int(),
  failingSince: optional(z.int()),
  restsUntil: optional(z.int()),
  isTold: optional(z.literal(true)),
});

const DISABLED = z.object({
  disabledBecause: optional(z.enum(DISABLED_REASONS)),
  disabledAt: optional(z.int()),
});

export function toEndpointItem({ disabled, ...endpoint }: WebhookEndpoint): Item {
  return {
    ...endpointKey(endpoint.organizerId, endpoint.id),
    ...endpoint,
    ...(disabled && { disabledBecause: disabled.because, disabledAt: disabled.at }),
  };
}

export function fromEndpointItem(item: Item): WebhookEndpoint {
  const { disabledBecause: because, disabledAt: at } = parseItem('webhook endpoint', DISABLED, item);
  return {
    ...parseItem('webhook endpoint', ENDPOINT, item),
    ...(because !== undefined && at !== undefined && { disabled: { because, at } }),
  };
}

const REPLAY: z.ZodMiniType<WebhookReplay> = z.object({
  id: z.string(),
  endpointId: z.string(),
  organizerId: z.string(),
  since: z.int(),
  eventId: optional(z.string()),
  requestedAt: z.int(),
  cursor: optional(
    z.object({
      eventId: z.string(),
      bookings: optional(z.object({ partition: z.int(), after: z.string(), found: z.boolean() })),
    }),
  ),
  isDone: optional(z.literal(true)),
});

export function toReplayItem(replay: WebhookReplay): Item {
  return { ...replayKey(replay.organizerId, replay.endpointId), ...replay };
}

export function fromReplayItem(item: Item): WebhookReplay {
  return parseItem('replay of webhooks', REPLAY, item);
}

/** The organizer has fewer endpoints than the limit. */
export const ORGANIZER_MAY_HAVE_MORE_ENDPOINTS = 'attribute_not_exists(endpoints) OR endpoints < :most';

/** Neither the organizer nor the service has changed the endpoint since it was read, except that it failed or worked. */
export const ENDPOINT_IS_UNCHANGED = 'revision = :seenRevision';

/** As above, and it is enabled. */
export const ENDPOINT_IS_UNCHANGED_AND_ENABLED =
  'revision = :seenRevision AND attribute_not_exists(disabledAt)';

/** No later request to replay has replaced this one. */
export const REPLAY_IS_THE_LAST = 'requestedAt <= :requestedAt';
