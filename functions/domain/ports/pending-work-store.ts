/**
 * Finds pending work: what the sweep must look at because no message may have announced it. It is a sparse
 * index with a reason and a due time for each entry, so it is eventually consistent.
 */
import type { WebhookSubject } from '../model/webhook.ts';

/**
 * Work of an event, due at `dueAt` (ms). `release`: tickets of a booking to hand on. `booking`: an offer that
 * has expired, or a waiting booking whose request accepted only free tickets and has given up. `waitlist`: a
 * look at the waitlist. `notices`: a notice of a booking that has to be tried again. `webhooks`: a webhook that has to be
 * tried again. `event`: changed sale terms that are not in all shards yet.
 */
export type EventWork = { eventId: string; dueAt: number } & (
  | { reason: 'release' | 'booking' | 'notices'; bookingId: string }
  | { reason: 'webhooks'; endpointId: string; subject: WebhookSubject }
  | { reason: 'waitlist' | 'event' }
);

/** A letter of an account that has to be sent, or tried again, at `dueAt` (ms). */
export type LetterWork = { userId: string; dueAt: number; reason: 'letter'; letterId: string };

export type PendingWork = EventWork | LetterWork;

/** Where a sweep that ran out of time continues: after the key `after` in the index partition `partition`. */
export type SweepCursor = { partition: number; after: string };

export type PendingWorkStore = {
  /**
   * Reads the work that is due at `now` (ms), page by page, from a cursor or from the start. Each page has
   * the cursor behind it.
   * @throws Busy
   */
  due(now: number, from: SweepCursor | undefined): AsyncIterable<{ due: PendingWork[]; cursor: SweepCursor }>;
  /**
   * @returns the cursor of an unfinished sweep; undefined if the last sweep was complete
   * @throws Busy
   */
  readCursor(): Promise<SweepCursor | undefined>;
  /**
   * Stores the cursor of an unfinished sweep, or removes it.
   * @throws Busy
   */
  saveCursor(cursor: SweepCursor | undefined): Promise<void>;
};
