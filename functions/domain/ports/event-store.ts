/**
 * Stores events and their shards. A write that returns false had no effect or an unknown one: the caller
 * reads again before it retries. Reads throw Busy on throttling or a timeout.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import type { CountedEvents, EventQuota } from '../model/event-quota.ts';
import type { Shard } from '../model/shard.ts';
import type { ShardTake } from '../model/shard-choice.ts';
import type { CancellationCursor } from '../model/waitlist-state.ts';

/**
 * Where a cut of the capacity takes tickets from: the unassigned ones, or those withdrawn from the shards
 * before.
 */
export type CutFrom = 'unassigned' | 'pending';

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
  /** Reads the shards with these indexes, eventually consistent, in no particular order. */
  readSomeShards(event: Event, indexes: number[]): Promise<Shard[]>;
  /**
   * Writes a changed event and its waitlist's item in one transaction. The sale terms in the shards are not
   * changed: the caller marks the event with `isSpreading` and copies them afterwards. A raise of the
   * capacity becomes pending capacity; a cut takes tickets from `cutFrom`. The sweep looks at the event from
   * `dueAt` (ms) on.
   * @returns false if the event changed since it was read, if `cutFrom` has too few tickets, or on contention
   */
  change(before: Event, after: Event, cutFrom: CutFrom | undefined, dueAt: number): Promise<boolean>;
  /**
   * Writes changed fields that only describe the event, such as its name.
   * @returns false if the event changed since it was read, or on contention
   */
  describe(before: Event, after: Event): Promise<boolean>;
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
   * Moves free tickets of an open shard to the pending capacity, in one transaction. The sweep looks at the
   * waitlist from `dueAt` (ms) on, so that tickets that are not used for a cut become free again.
   * @returns false if the shard is closed or holds fewer, if the event sells in order or is cancelled, or on
   * contention
   */
  withdraw(event: Event, take: ShardTake, dueAt: number): Promise<boolean>;
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
