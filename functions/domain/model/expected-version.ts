/**
 * The version for which a change is made: a caller that read a resource before can ask that it is changed only if nobody
 * else changed it since. A version counts the changes of an event or a webhook endpoint (`revision`), of an account
 * (`version`), or those of a booking in its history. The write has the condition that nothing was changed since the version
 * was read.
 */
import type { HistoryEntry } from './booking.ts';
import { Busy, Refusal } from './refusal.ts';

/** The versions that the caller accepts; undefined: any. */
export type ExpectedVersions = readonly number[] | undefined;

/** @returns the version of an event: the number of its changes, without those of its staff, which its answer does not show. */
export function eventVersion({
  revision,
  staffChanges = 0,
}: {
  revision: number;
  staffChanges?: number;
}): number {
  return revision - staffChanges;
}

/** History entries that change nothing of what the customer has or waits for: the service writes them on its own. */
const IS_NO_CHANGE: ReadonlySet<HistoryEntry['what']> = new Set([
  'answered-at-once',
  'handed-on',
  'link-requested',
  'passed',
  'place-confirmed',
]);

/** @returns the version of a booking: the number of its changes, from 1. */
export function bookingVersion({ history }: { history: readonly HistoryEntry[] }): number {
  return history.filter(({ what }) => !IS_NO_CHANGE.has(what)).length;
}

/**
 * Called before each write with the version that was read, and from the second attempt on with the one of the attempt
 * before (`tried`). A write that the next version replaced was not stored. If there is a later one, it may have been.
 * @throws Refusal `changed-meanwhile`; Busy if the change may have been stored, and was changed again after it.
 */
export function requireVersion(expected: ExpectedVersions, version: number, tried = version): void {
  if (expected === undefined || expected.includes(version)) return;
  if (version > tried + 1) throw new Busy();
  throw new Refusal(
    'changed-meanwhile',
    'It was changed since you read it, and this request changed nothing. Read it again, then repeat your change.',
  );
}
