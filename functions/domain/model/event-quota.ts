/**
 * The quota of an organizer: how many events that are not over they may have made, and of how many shards. Each shard is an
 * item that is written and read for as long as the event sells.
 */
import { isOver } from './closing.ts';
import type { Event } from './event.ts';
import { EVENT_QUOTA_DEFAULT_EVENTS, EVENT_QUOTA_DEFAULT_SHARDS, SHARDS_MAX } from './limits.ts';

export type EventQuota = { events: number; shards: number };

/** What counts towards a quota. */
export type CountedEvents = { eventIds: string[]; shards: number };

const FORM = /^events=(\d{1,6}),shards=(\d{1,7})$/;

/**
 * Reads a quota such as `events=50,shards=1024`. `setting` is its name, for the error.
 * @returns undefined for `off`
 * @throws Error with a message for the operator
 */
export function readQuota(setting: string, text = 'on'): EventQuota | undefined {
  if (text === 'off') return undefined;
  if (text === 'on') return { events: EVENT_QUOTA_DEFAULT_EVENTS, shards: EVENT_QUOTA_DEFAULT_SHARDS };
  const [, events = 0, shards = 0] = FORM.exec(text)?.map(Number) ?? [];
  if (events < 1 || shards < SHARDS_MAX) {
    throw new Error(
      `${setting} has "${text}", which is not a quota. Set it to on, to off, or to at least one event and ${SHARDS_MAX} shards, as in events=50,shards=1024.`,
    );
  }
  return { events, shards };
}

/** @returns those of the events that still count: they have not ended and are not cancelled. `now` in ms. */
export function countedAt(
  events: Pick<Event, 'id' | 'shardCount' | 'startsAt' | 'endsAt' | 'cancelledAt'>[],
  now: number,
): CountedEvents {
  const standing = events.filter((event) => !isOver(event, now));
  return {
    eventIds: standing.map(({ id }) => id),
    shards: standing.reduce((sum, { shardCount }) => sum + shardCount, 0),
  };
}

/**
 * Whether a new event fits. The condition `ORGANIZER_IS_WITHIN_QUOTA` says the same.
 * @returns what does not fit: the number of events or of shards; undefined if it fits
 */
export function quotaExceededBy(
  { shardCount }: Pick<Event, 'shardCount'>,
  { eventIds, shards }: CountedEvents,
  quota: EventQuota,
): keyof EventQuota | undefined {
  if (eventIds.length >= quota.events) return 'events';
  return shards > quota.shards - shardCount ? 'shards' : undefined;
}
