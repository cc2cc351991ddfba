/**
 * Stores what was done about the notices of each booking, so that each is sent once. A record is written by
 * three conditional writes: the claim of a notice before it is sent, and its outcome or its postponement after.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { NoticeLog, NoticeRecord } from '../model/notice-log.ts';
import type { CancellationCursor } from '../model/waitlist-state.ts';
import type { SuppressionReason } from './address-store.ts';

/** `attempt`: a random id, by which only the one who claimed a notice can settle it. Instants in ms. */
export type NoticeClaim = { attempt: string; now: number; until: number };

/**
 * How far the customers of an event were told of the change with this revision: up to the cursor, or all of them if it
 * has none.
 */
export type ChangeProgress = { revision: number; cursor?: CancellationCursor };

/** Every write returns false if its condition failed. Every call throws Busy on throttling or a timeout. */
export type NoticeStore = {
  /** Reads bookings with their notice logs, strongly consistent, in no particular order; none for an unknown id. */
  readMany(event: Event, bookingIds: string[]): Promise<{ booking: Booking; log: NoticeLog }[]>;
  /** Reads the notice log of a booking. */
  readLog(event: Event, bookingId: string): Promise<NoticeLog>;
  /**
   * Claims the next notice until `until`, provided that the log is as it was read and no other attempt is under
   * way or waited for. From `until` on the sweep wakes the sender again.
   */
  claim(event: Event, bookingId: string, log: NoticeLog, claim: NoticeClaim): Promise<boolean>;
  /**
   * Stores outcomes and ends the claim. `handledEntries`: the history entries that are dealt with by then. At
   * `nextLookAt` (ms) the sweep wakes the sender for a reminder, and from `now` (ms) on if the end of the claim is awaited.
   */
  settle(
    event: Event,
    bookingId: string,
    attempt: string,
    settled: { records: NoticeRecord[]; handledEntries: number; nextLookAt: number | undefined; now: number },
  ): Promise<boolean>;
  /**
   * Notes that something is left after this attempt, so that its outcome, which may be stored late, keeps the log among the
   * pending work. @returns false if the attempt has ended
   */
  noteAwaited(event: Event, bookingId: string, attempt: string): Promise<boolean>;
  /** Ends the claim of a notice that could not be sent. The sweep wakes the sender at `nextAttemptAt` (ms). */
  postpone(event: Event, bookingId: string, attempt: string, nextAttemptAt: number): Promise<boolean>;
  /**
   * Makes the stream call the sender for this booking. The sweep does it for each log that is due, until the sender has
   * dealt with it.
   */
  wake(event: Event, bookingId: string, now: number): Promise<boolean>;
  /** Removes the due time of a log with nothing left to send, provided that it is as it was read. */
  rest(event: Event, bookingId: string, log: NoticeLog, now: number): Promise<boolean>;
  /** Makes the sweep wake the sender at `nextLookAt` (ms), provided that the log is as it was read. */
  lookLater(
    event: Event,
    bookingId: string,
    log: NoticeLog,
    times: { now: number; nextLookAt: number },
  ): Promise<boolean>;
  /** Removes the log of a booking that its request removed, if it has one. */
  forget(event: Event, bookingId: string): Promise<boolean>;
  /** Reads how far the customers of an event were told of its last change, strongly consistent. */
  readProgress(eventId: string): Promise<ChangeProgress | undefined>;
  /**
   * Stores how far they were told, provided that no later change is being told. The change of the item makes the
   * stream call the sender.
   */
  saveProgress(eventId: string, progress: ChangeProgress): Promise<boolean>;
  /**
   * Notes that the booking was to be told of an announcement or of a change of the event while another attempt was under
   * way or waited for. Whoever looks at the booking next, looks for both.
   */
  owe(event: Event, bookingId: string): Promise<boolean>;
  /** Notes that mail about the booking does not reach its customer. */
  markUndeliverable(event: Event, bookingId: string, because: SuppressionReason): Promise<boolean>;
  /** Notes that mail about a transferred ticket does not reach its holder. */
  markTicketUndeliverable(event: Event, bookingId: string, ticket: number): Promise<boolean>;
};
