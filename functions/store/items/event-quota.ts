/**
 * What an organizer has made that counts towards the quota: an upper bound, because events that ended are left in it until it
 * is counted anew.
 */
import * as z from 'zod/mini';
import type { Event } from '../../domain/model/event.ts';
import type { QuotaClaim } from '../../domain/ports/event-store.ts';
import type { Action } from '../table/commit.ts';
import { type Item, type Key, parseItem } from '../table/item.ts';

export const quotaKey = (organizerId: string): Key => ({ pk: `QUOTA#${organizerId}`, sk: 'QUOTA' });

const QUOTA = z.object({ eventIds: z.array(z.string()), shardTotal: z.int(), raises: z.int() });

export function fromQuotaItem(item: Item): { eventIds: string[]; raises: number } {
  const { eventIds, raises } = parseItem('quota', QUOTA, item);
  return { eventIds, raises };
}

/** With the new event the organizer has no more events and shards than the quota. Domain: `quotaExceededBy`. */
export const ORGANIZER_IS_WITHIN_QUOTA =
  'attribute_not_exists(pk) OR (size(eventIds) < :eventsLimit AND shardTotal <= :shardRoom)';

/** Nothing was created since the events were counted anew. */
export const NOTHING_WAS_CREATED_SINCE = 'raises = :seenRaises';

/** A recount replaces what was counted by what it found. */
export function claimQuota(event: Event, { quota, recounted }: QuotaClaim): Action {
  const ids = recounted ? ':recountedIds' : 'if_not_exists(eventIds, :nothing)';
  const total = recounted ? ':recountedShards' : 'if_not_exists(shardTotal, :none)';
  return {
    update: quotaKey(event.organizerId),
    set: `SET eventIds = list_append(${ids}, :ids), shardTotal = ${total} + :shards, raises = if_not_exists(raises, :none) + :one`,
    when: recounted ? NOTHING_WAS_CREATED_SINCE : ORGANIZER_IS_WITHIN_QUOTA,
    values: {
      ':ids': [event.id],
      ':shards': event.shardCount,
      ':none': 0,
      ':one': 1,
      ...(recounted
        ? {
            ':recountedIds': recounted.eventIds,
            ':recountedShards': recounted.shards,
            ':seenRaises': recounted.raises,
          }
        : {
            ':nothing': [],
            ':eventsLimit': quota.events,
            ':shardRoom': quota.shards - event.shardCount,
          }),
    },
  };
}
