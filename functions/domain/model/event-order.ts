/**
 * The order of the event list: first the events that have not ended, by start ascending; then the ended ones,
 * by start descending; then the cancelled ones, by start descending. Instants are compared as text.
 */
import type { Event } from './event.ts';

export const GROUPS = ['coming', 'past', 'cancelled'] as const;
export type Group = (typeof GROUPS)[number];

type Times = Pick<Event, 'id' | 'startsAt' | 'endsAt' | 'cancelledAt'>;

/** @returns the sort key of an event in the index by start. */
export function startKey({ startsAt, id }: Pick<Event, 'startsAt' | 'id'>): string {
  return `${startsAt}#${id}`;
}

/** @returns a key that sorts after the keys of all events that start at or before `instant`. */
export function startKeyBound(instant: string): string {
  return `${instant}~`;
}

/**
 * An event that began before the key `since` is in the group `past` even if it has not ended: see `walkAll`.
 */
export function groupOf(event: Times, { now, since }: { now: string; since: string }): Group {
  if (event.cancelledAt !== undefined) return 'cancelled';
  const hasNotEnded = (event.endsAt ?? event.startsAt) > now;
  return hasNotEnded && startKey(event) >= since ? 'coming' : 'past';
}

/** Whether position `a` comes before position `b` in the list. `after` is a sort key. */
export function isBefore(a: { group: Group; after: string }, b: { group: Group; after: string }): boolean {
  if (a.group !== b.group) return GROUPS.indexOf(a.group) < GROUPS.indexOf(b.group);
  return a.group === 'coming' ? a.after < b.after : a.after > b.after;
}
