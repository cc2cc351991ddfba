/**
 * The order in which events are listed: those that have not ended by their start, then those that have, the latest
 * first, and cancelled ones after all others, the latest first. Instants are compared as text.
 */
import type { Event } from './event.ts';

export const GROUPS = ['coming', 'past', 'cancelled'] as const;
export type Group = (typeof GROUPS)[number];

type Times = Pick<Event, 'id' | 'startsAt' | 'endsAt' | 'cancelledAt'>;

/** Sorts events by their start. */
export function startKey({ startsAt, id }: Pick<Event, 'startsAt' | 'id'>): string {
  return `${startsAt}#${id}`;
}

/** Sorts after every event that has begun by then. */
export function startKeyBound(instant: string): string {
  return `${instant}~`;
}

/** An event that began before `since` counts as past, whenever it ends: nobody looks back further. */
export function groupOf(event: Times, { now, since }: { now: string; since: string }): Group {
  if (event.cancelledAt !== undefined) return 'cancelled';
  const hasNotEnded = (event.endsAt ?? event.startsAt) > now;
  return hasNotEnded && startKey(event) >= since ? 'coming' : 'past';
}

/** Whether the first place comes before the second. */
export function isBefore(a: { group: Group; after: string }, b: { group: Group; after: string }): boolean {
  if (a.group !== b.group) return GROUPS.indexOf(a.group) < GROUPS.indexOf(b.group);
  return a.group === 'coming' ? a.after < b.after : a.after > b.after;
}
