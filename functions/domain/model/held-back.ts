/**
 * How long the head of a `strict` waitlist may hold tickets back. The waitlist's item keeps which entry does so and since
 * when. Once the time that the event states is over, others may pass that entry. Pure rules; the clerk writes them.
 *
 *     pass ends, too few for the head            passed: gets its tickets as soon as all of them are free
 *   -------------|-------------------------------------|----------------------------------->
 *                 passHeadAfterSeconds, from `since`     the next head holds tickets back, in a time of its own
 */
import type { Event } from './event.ts';
import type { Entry } from './plan-promotions.ts';

/** The entry with the arrival key `key`, which waited for `quantity` tickets then, holds tickets back since `since` (ms). */
export type HeldBack = { key: string; quantity: number; since: number };

type Rules = { waitlist: Pick<Event['waitlist'], 'passHeadAfterSeconds'> };

/**
 * What the waitlist's item keeps after a pass that leaves `holder` holding tickets back. The time goes on for the same entry,
 * also once it gave up a part, and begins at `now` (ms) for every other one.
 * @returns undefined if nobody holds tickets back, or if the event states no time
 */
export function heldBackBy(
  { waitlist: { passHeadAfterSeconds } }: Rules,
  holder: Entry | undefined,
  before: HeldBack | undefined,
  now: number,
): HeldBack | undefined {
  if (holder === undefined || passHeadAfterSeconds === undefined) return undefined;
  if (isAbout(before, holder)) return before;
  return { key: holder.key, quantity: holder.quantity, since: now };
}

/** Whether what the waitlist's item keeps is about this entry, which may have given up a part since then. */
export function isAbout(heldBack: HeldBack | undefined, { key, quantity }: Entry): heldBack is HeldBack {
  return heldBack?.key === key && heldBack.quantity >= quantity;
}

/** @returns when others may pass the entry, ms; undefined if the event states no time. */
export function passedFrom({ waitlist: { passHeadAfterSeconds } }: Rules, since: number): number | undefined {
  return passHeadAfterSeconds === undefined ? undefined : since + passHeadAfterSeconds * 1000;
}

/** Whether `holder` has held tickets back for the whole time that the event states, at `now` (ms). */
export function isToBePassed(
  event: Rules,
  holder: Entry | undefined,
  before: HeldBack | undefined,
  now: number,
): boolean {
  if (holder === undefined || !isAbout(before, holder)) return false;
  const from = passedFrom(event, before.since);
  return from !== undefined && from <= now;
}
