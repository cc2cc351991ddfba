/**
 * The state of an event's waitlist as it is stored in the waitlist's item: counters, the clerk's pass, and
 * the progress of a cancellation. The entries are items of their own.
 */
import type { CopiedTerms, Event, WaitlistPolicy } from './event.ts';
import type { HeldBack } from './held-back.ts';
import { SHARDS_PER_WAITLIST_PARTITION_MAX, WAITLIST_PARTITIONS } from './limits.ts';
import type { Shard } from './shard.ts';

/** The number of waitlist partitions: one for each shard up to 8, then 8, then one for every 8 shards. */
export function waitlistPartitions(shardCount: number): number {
  return Math.max(Math.min(shardCount, WAITLIST_PARTITIONS), shardCount / SHARDS_PER_WAITLIST_PARTITION_MAX);
}

/**
 * The state of a waitlist without the copied sale terms. Counters are tickets, entries or bookings:
 *
 * `unassigned`: free tickets of an event that sells in order. `pendingCapacity`: tickets of a raised
 * capacity, or withdrawn for a cut, that are not free yet. `shardsEmpty`: no shard holds free tickets.
 * `pass`: number of the clerk's latest pass. `servingUpTo`: during a pass, the last arrival key that it may
 * serve. `served`: entries that the clerk removed. `promotions`: promotions so far. `cancelled`: bookings cancelled with the
 * event.
 */
export type WaitlistCounts = {
  sellsInOrder: boolean;
  shardsEmpty: boolean;
  unassigned: number;
  pendingCapacity: number;
  pass: number;
  served: number;
  promotions: number;
  cancelled: number;
  cancellationDone: boolean;
  servingUpTo?: string;
  /** Whether processes may rely on it that newcomers get nothing: `ending` if only those that read it before. */
  quiet?: 'yes' | 'ending';
  /** While a request closes the sale: the end of its lease, during which no other request may, ms. */
  closerUntil?: number;
  /** When the sweep must look at the waitlist, ms; unset while there is nothing to do. */
  lookAt?: number;
  /** The end of sales (ms) for which all waiting bookings and offers have been ended. */
  endedFor?: number;
  /** The limit of the waitlist, once it was changed. */
  limit?: number;
  /** The room of a waitlist with a limit that no shard has: `waitlist-room.ts`. */
  unassignedRoom?: number;
  /** How often room was moved to shards. */
  roomMoves?: number;
  /** Whether it is known that no shard has room: true until room is moved. */
  shardsFull?: boolean;
  /** The policy of the event, once it was changed. */
  policy?: WaitlistPolicy;
  /** The revision of the event that stated its terms of offers, once they were changed. */
  offerTermsRevision?: number;
  /** The entry that held tickets back when the last pass ended, if the event states how long one may. */
  heldBack?: HeldBack;
  /** The progress of the cancellation of all bookings. */
  cancellationCursor?: CancellationCursor;
};

/**
 * Where the cancellation of all bookings continues. Cancelled are all bookings of earlier partitions, and
 * those of `partition` up to the id `after`. `found`: the event has had at least one booking.
 */
export type CancellationCursor = { partition: number; after: string; found: boolean };

export type WaitlistState = WaitlistCounts & CopiedTerms;

/** The waitlist of a new event. */
export const NEW_WAITLIST: Readonly<WaitlistCounts> = {
  sellsInOrder: false,
  shardsEmpty: false,
  unassigned: 0,
  pendingCapacity: 0,
  pass: 0,
  served: 0,
  promotions: 0,
  cancelled: 0,
  cancellationDone: false,
};

/**
 * Whether there are no tickets to hand out and no pass is running. A write that ends this state wakes the
 * clerk.
 */
export function isIdle(waitlist: WaitlistCounts): boolean {
  return (
    waitlist.unassigned === 0 &&
    waitlist.pendingCapacity === 0 &&
    waitlist.shardsEmpty &&
    waitlist.servingUpTo === undefined
  );
}

/** Whether there may be tickets to hand out: unassigned, pending, or in shards. */
export function holdsTickets(waitlist: WaitlistCounts): boolean {
  return waitlist.unassigned > 0 || waitlist.pendingCapacity > 0 || !waitlist.shardsEmpty;
}

/** The number of waiting bookings: those that joined less those that were served, or those that took room of the limit. */
export function waitingCount(
  event: Pick<Event, 'waitlist'>,
  shards: Pick<Shard, 'joined' | 'room'>[],
  waitlist: WaitlistCounts,
): number {
  const { limit = event.waitlist.limit, unassignedRoom = 0, served } = waitlist;
  const sum = (of: (shard: Pick<Shard, 'joined' | 'room'>) => number) =>
    shards.reduce((total, shard) => total + of(shard), 0);
  const waiting =
    limit === undefined
      ? sum(({ joined }) => joined) - served
      : limit - unassignedRoom - sum(({ room = 0 }) => room);
  return Math.max(0, waiting);
}
