/**
 * Stores an event's waitlist, with one type for each user: requests, the closer of the sale, the clerk and
 * the sweep. Reads throw Busy on throttling or
 * a timeout. A write that returns false had no effect or an unknown one: the caller reads again before it
 * retries.
 */
import type { EndedBooking } from '../model/end-bookings.ts';
import type { Event } from '../model/event.ts';
import type { HeldBack } from '../model/held-back.ts';
import type { Entry, PromotionBatch, Release } from '../model/plan-promotions.ts';
import type { Shard } from '../model/shard.ts';
import type { ShardTake } from '../model/shard-choice.ts';
import type { CancellationCursor, WaitlistState } from '../model/waitlist-state.ts';
import type { RoomStore } from './room-store.ts';

/** How far the end of a sale from shards is. `closerUntil`: see `WaitlistState`. */
export type Closing = Pick<WaitlistState, 'sellsInOrder' | 'closerUntil'>;

/** Reads for requests, and for all others. */
export type WaitlistReader = {
  /**
   * Reads the state of the waitlist, strongly consistent.
   * @throws Refusal `not-found`
   */
  read(event: Event): Promise<WaitlistState>;
  /**
   * Reads how far the end of the sale is, as of a moment ago: everybody who finds no ticket looks at the same instant, and
   * DynamoDB answers twice as many such reads of an item. An event that sells in order does so for good.
   * @throws Refusal `not-found`
   */
  readClosing(event: Event): Promise<Closing>;
  /**
   * Reads the head of the waitlist: entries in order of arrival, after the key `after` and up to and
   * including the key `upTo`, strongly consistent.
   * @returns the entries; `complete` if there are no more in the range
   */
  readHead(
    event: Event,
    range: { after?: string; upTo: string },
  ): Promise<{ entries: Entry[]; complete: boolean }>;
  /** Reads the first entries of one waitlist partition in the same way. `part`: which one, from 0 to below 1. */
  readPart(event: Event, part: number, range: { upTo: string }): Promise<Entry[]>;
};

/** Writes of the request that closes the sale from shards. */
export type SaleCloser = {
  /**
   * Takes the lease under which one request closes the sale, until `leaseUntil`. Instants in ms.
   * @returns false if another request has the lease, if the event sells in order, or on contention
   */
  electCloser(event: Event, now: number, leaseUntil: number): Promise<boolean>;
  /**
   * Closes a shard. A repeat has no effect.
   * @returns false on contention
   */
  closeShard(eventId: string, shard: number): Promise<boolean>;
  /**
   * Marks the event as selling in order, once all shards are closed. The mark is one-way. The waitlist becomes quiet if
   * `becomesQuiet`. The sweep looks at it from `lookAt` (ms) on.
   * @returns false if the pending capacity or the end of sales is not as `seen`, if the event sells in order
   * already, or on contention
   */
  startSellingInOrder(
    event: Event,
    seen: WaitlistState,
    marks: { areShardsEmpty: boolean; becomesQuiet: boolean },
    lookAt: number | undefined,
  ): Promise<boolean>;
};

/** What a pass leaves: who holds tickets back after it, and whether the waitlist becomes quiet with its end. */
export type PassEnd = { heldBack?: HeldBack | undefined; becomesQuiet?: boolean };

/**
 * Writes of the clerk. Each one that takes a `waitlist` is one transaction, on the condition that the pass,
 * the unassigned tickets, the pending capacity and the end of sales are as they were read. `lookAt`: when the
 * sweep looks at the waitlist, ms, undefined for no look.
 */
export type ClerkStore = {
  /**
   * Hands a release on to open shards, which take all of it together.
   * @returns false if a shard is closed, if the release is not as it was read, or on contention
   */
  returnToShards(event: Event, release: Release, shards: ShardTake[], now: number): Promise<boolean>;
  /**
   * Lists bookings of the event with releases, oldest first. It reads an index, so the caller reads the
   * bookings.
   */
  releasedBookingIds(event: Event, limit: number): Promise<string[]>;
  /**
   * Lists bookings of the event with open offers, and those of requests that accept only free tickets, page
   * by page. It reads an index, so the caller reads the bookings.
   */
  offeredBookingIds(eventId: string): AsyncIterable<string[]>;
  /**
   * Starts the pass with the number `pass`. It may serve the arrival keys up to `servingUpTo`; a request that
   * joins with such a key is acknowledged only after the pass.
   * @returns false if another clerk started that pass or a later one, or on contention
   */
  startPass(event: Event, pass: number, servingUpTo: string): Promise<boolean>;
  /**
   * Moves pending capacity into an open shard while the event does not sell in order. `pendingCapacity`: as
   * it was read.
   * @returns false if it is not as it was read, if the shard is closed, if the event is cancelled, or on
   * contention
   */
  freePendingCapacity(event: Event, pendingCapacity: number, into: ShardTake): Promise<boolean>;
  /**
   * Moves the tickets of these closed shards and all pending capacity to the unassigned tickets. `isLast`: no
   * other shard holds any.
   * @returns false if anything changed since it was read, or on contention
   */
  collectFromShards(
    event: Event,
    waitlist: WaitlistState,
    part: { shards: Shard[]; isLast: boolean },
    lookAt: number | undefined,
  ): Promise<boolean>;
  /**
   * Writes a promotion batch. Its promotions get the numbers after `waitlist.promotions`. `last`: the batch also ends the
   * pass. Promotions need open sales at `now` (ms).
   * `endOfWaitlist`: the arrival (ms) of the first booking that the batch moves to the end; each further one arrives a
   * millisecond later.
   * @returns false if anything changed since it was read, if sales have closed, or on contention
   */
  writeBatch(
    event: Event,
    waitlist: WaitlistState,
    batch: PromotionBatch,
    when: {
      now: number;
      endOfWaitlist: number;
      lookAt: number | undefined;
      last: boolean;
    } & PassEnd,
  ): Promise<boolean>;
  /**
   * Lets others pass an entry that holds tickets back since `since` (ms). It needs open sales at `now` (ms).
   * @returns false if anything changed since it was read, if sales have closed, or on contention
   */
  passHead(
    event: Event,
    waitlist: WaitlistState,
    head: Entry,
    when: { now: number; since: number },
  ): Promise<boolean>;
  /**
   * Ends a pass. It has no effect if a later pass has started.
   * @returns false on contention
   */
  endPass(event: Event, pass: number, end?: PassEnd): Promise<boolean>;
  /**
   * Announces that the waitlist is not quiet any more. Processes may rely on the quiet for a while yet. It has no effect if
   * a later pass has started.
   * @returns false on contention
   */
  announceEndOfQuiet(event: Event, pass: number): Promise<boolean>;
  /**
   * Ends the quiet after its end was announced. The pass goes on and may serve the arrival keys up to `servingUpTo`. It has
   * no effect if a later pass has started.
   * @returns false on contention
   */
  endQuiet(event: Event, pass: number, servingUpTo: string): Promise<boolean>;
  /**
   * Ends bookings, removes their entries and adds the freed tickets to the unassigned ones. `cursor`: the
   * progress of the event's cancellation with these bookings. `afterSales`: on the condition that sales are
   * closed at `now` (ms).
   * @returns false if anything changed since it was read, or on contention
   */
  endBookings(
    event: Event,
    waitlist: WaitlistState,
    ended: EndedBooking[],
    when: { lookAt: number | undefined; cursor?: CancellationCursor; afterSales?: { now: number } },
  ): Promise<boolean>;
  /**
   * Notes that all waiting bookings and offers have been ended for the current end of sales.
   * @returns false if anything changed since it was read, or on contention
   */
  markEnded(event: Event, waitlist: WaitlistState, lookAt: number | undefined): Promise<boolean>;
  /**
   * Notes that every booking of a cancelled event is cancelled, and clears the waitlist's pending work.
   * @returns false if a later pass has started, or on contention
   */
  completeCancellation(event: Event, pass: number): Promise<boolean>;
};

/** Writes of the sweep. */
export type LookPostponer = {
  /**
   * Moves the sweep's next look at the waitlist to `lookAt` (ms), or clears it if that is undefined. It has
   * no effect if the waitlist changed since it was read, or on contention.
   */
  postponeLook(event: Event, waitlist: WaitlistState, lookAt: number | undefined): Promise<void>;
};

export type WaitlistStore = WaitlistReader & SaleCloser & RoomStore & ClerkStore & LookPostponer;
