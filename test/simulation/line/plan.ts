/**
 * Plans who follows a booking by the line of the event. Not by the chance of the operations, so that those of a plan stay what
 * they were.
 */
import { Chance } from '../chance.ts';
import type { Operation } from '../workload.ts';

/** Somebody begins `at` (ms after the start) to follow the booking that operation `of` made. */
export type PlannedFollower = { of: number; at: number };

/** One in so many runs has followers. */
export const FOLLOWED_EVERY_RUNS = 5;
const FOLLOWERS_MAX = 4;
const BEGIN_WITHIN_MS = 3_000;

export function planFollowers(seed: number, operations: Operation[]): PlannedFollower[] {
  const chance = new Chance(seed, 'followers');
  const mayWait = operations.filter(
    (operation) => operation.what === 'book' && operation.hasKey && operation.onSoldOut === 'waitlist',
  );
  const chosen: PlannedFollower[] = [];
  // The later ones wait more often.
  for (const { number, at } of mayWait.reverse()) {
    const begins = at + Math.floor(chance.between(0, BEGIN_WITHIN_MS));
    if (chosen.length < FOLLOWERS_MAX && chance.happens(0.7)) chosen.push({ of: number, at: begins });
  }
  return chosen;
}
