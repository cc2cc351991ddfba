/**
 * Stores events and their shards. A write that returns false had no effect or an unknown one: the caller
 * reads again before it retries. Reads throw Busy on throttling or a timeout.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { CountedEvents, EventQuota } from '../model/event-quota.ts';
import type { Shard } from '../model/shard.ts';
import type { CancellationCursor } from '../model/waitlist-state.ts';

/** `recounted`: replaces what was counted, if nothing was created since. */
export type QuotaClaim = { quota: EventQuota; recounted?: CountedEvents & { raises: number } };

export type EventStore = {
  /**
   * Creates an event with its shards and its waitlist, in one or more transactions. A repeat completes what
   * an earlier attempt began. Nobody can read the event before all is written.
   * @returns the event as it was first requested under its id: this one, or that of an earlier request
   * @throws Busy on contention, or if the outcome is unknown
   */
  create(event: Event): Promise<Event>;
  /**
   * Creates an event like `create`, and counts it towards the quota of its organizer in the first transaction.
   * @returns also `over-quota`: the event does not fit, or more was created since the claim was counted anew, and nothing was
   *   written
   */
  createCounted(event: Event, claim: QuotaClaim): Promise<Event | 'over-quota'>;
  /**
   * Reads the events that are counted towards the quota of an organizer, also those whose creation is not complete, strongly
   * consistent. Removed ones are left out. `raises`: how many creations were counted so far.
   */
  readCounted(organizerId: string): Promise<{ events: Event[]; raises: number }>;
  /**
   * Reads an event as it was first requested, also if its creation is not complete, strongly consistent.
   * @returns undefined if nothing was requested under this id, or if it was removed
   */
  readCreated(eventId: string): Promise<Event | undefined>;
  /**
   * Reads an event, strongly consistent.
   * @returns undefined if there is none, or if it was removed
   */
  read(eventId: string): Promise<Event | undefined>;
  /** Reads the shards of an event, in no particular order; an empty list if it was removed. */
  readShards(event: Event, consistency: 'strong' | 'eventual'): Promise<Shard[]>;
  /** Reads the shards with these indexes, in no particular order. */
  readSomeShards(event: Event, indexes: number[], consistency: 'strong' | 'eventual'): Promise<Shard[]>;
  /**
   * Copies the sale terms into a shard, unless the shard has those of this or a later change.
   * @returns false on contention
   */
  copyTerms(event: Event, shard: number): Promise<boolean>;
  /**
   * Removes the mark `isSpreading`, unless the event has changed again.
   * @returns false on contention
   */
  endSpreading(event: Event): Promise<boolean>;
  /**
   * Reads every booking of the event from a cursor on, page by page, partition by partition, strongly
   * consistent. Each page has the cursor behind it.
   */
  bookings(
    event: Event,
    from?: CancellationCursor,
  ): AsyncIterable<{ bookings: Booking[]; cursor: CancellationCursor }>;
  /**
   * Removes a cancelled event with its shards and its waitlist, in one or more transactions that can be
   * repeated. The caller makes sure that it has no bookings.
   * @returns false on contention, or if the event is not cancelled
   */
  remove(event: Event): Promise<boolean>;
};
