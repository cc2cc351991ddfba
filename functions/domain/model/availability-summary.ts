/**
 * The availability of an event as lists show it: counters that somebody added up a moment ago, so that a list of many
 * events does not read the shards of each of them. It is for display alone. Nothing is sold or refused by it.
 */
import { type AvailabilityCounts, countsOf } from './availability.ts';
import type { Event } from './event.ts';
import { SUMMARY_AGE_MS, SUMMARY_LOOK_EVENTS, SUMMARY_LOOK_SHARDS } from './limits.ts';
import { newWaitlist } from './new-waitlist.ts';
import { newShards } from './shard.ts';
import type { WaitlistCounts } from './waitlist-state.ts';

/** `lookedAt`: when the counters were read, ms. */
export type AvailabilitySummary = AvailabilityCounts & { lookedAt: number };

/** @returns the counters of an event of which there is no summary: those that it had when it was created. */
export function firstSummary(event: Event): AvailabilitySummary {
  return {
    ...countsOf(event, newShards(event), newWaitlist(event)),
    lookedAt: Date.parse(event.createdAt),
  };
}

/** Whether a summary is of this event, and not of a removed one whose id it has. */
export function isSummaryOf(
  { createdAt }: Pick<Event, 'createdAt'>,
  { lookedAt }: AvailabilitySummary,
): boolean {
  return lookedAt >= Date.parse(createdAt);
}

/**
 * Corrects an old summary by what the waitlist's item says alone: whether the event has sold out, and what the clerk has
 * left to hand on. Free tickets of shards, and how many wait, stay as they were looked at.
 */
export function correctedBy(summary: AvailabilitySummary, waitlist: WaitlistCounts): AvailabilitySummary {
  const { unassigned, pendingCapacity, cancelled, cancellationDone } = waitlist;
  return {
    ...summary,
    ...{ pending: pendingCapacity, cancelled, isCancellationDone: cancellationDone },
    ...(waitlist.shardsEmpty && { free: unassigned }),
  };
}

/** `summary`: undefined if there is none. */
export type Summarized = { event: Event; summary: AvailabilitySummary | undefined };

/**
 * Chooses the events to look at anew: those without a summary, and then those with the oldest one, within what one answer
 * may read. `room`: what the answer has read so far. `now` in ms. `chance`: a random number from 0 to 1 for each event.
 */
export function chooseDue<One extends Summarized>(
  summarized: One[],
  { now, chance, room }: { now: number; chance: () => number; room: LookRoom },
): One[] {
  const due = summarized
    .filter(({ summary }) => isDue(summary, now, chance))
    .sort((a, b) => (a.summary?.lookedAt ?? 0) - (b.summary?.lookedAt ?? 0));
  return due.filter(({ event }) => {
    const fits = room.events >= 1 && room.shards >= event.shardCount;
    if (!fits) return false;
    room.events -= 1;
    room.shards -= event.shardCount;
    return true;
  });
}

/** What one answer may still look at. */
export type LookRoom = { events: number; shards: number };

export function wholeRoom(): LookRoom {
  return { events: SUMMARY_LOOK_EVENTS, shards: SUMMARY_LOOK_SHARDS };
}

/** From half of its age on a summary is due with a growing chance, and at its age it is. */
function isDue(summary: AvailabilitySummary | undefined, now: number, chance: () => number): boolean {
  if (summary === undefined) return true;
  const share = (now - summary.lookedAt) / SUMMARY_AGE_MS;
  return chance() < 2 * share - 1;
}
