/**
 * Shards: the items that share an event's free tickets while they are sold in parallel. How many there are,
 * how tickets are divided among them, and what each of them accepts.
 */
import type { CopiedTerms, Event } from './event.ts';
import { copiedTerms } from './event.ts';
import {
  REQUESTS_PER_SHARD_AND_SECOND,
  SHARDS_MAX,
  SHARDS_MIN,
  SHARDS_UNASKED_MAX,
  TICKETS_PER_SHARD,
} from './limits.ts';
import { newPlaces } from './pool-places.ts';
import { type Demand, isEnough } from './pools.ts';
import { ROOM_PER_SHARD } from './waitlist-room-limits.ts';

/**
 * K, the number of shards: the power of two at or above capacity / 16, from 4 to 64. If the organizer expects
 * more than 2,560 requests a second, it is higher, up to 256.
 */
export function shardCountFor({
  capacity,
  peakRequestsPerSecond = 0,
}: Pick<Event, 'capacity' | 'peakRequestsPerSecond'>): number {
  const forCapacity = Math.min(SHARDS_UNASKED_MAX, capacity / TICKETS_PER_SHARD);
  const forPeak = peakRequestsPerSecond / REQUESTS_PER_SHARD_AND_SECOND;
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(SHARDS_MIN, forCapacity, forPeak)));
  return Math.min(SHARDS_MAX, wanted);
}

/** @returns the tickets of each shard: they differ by at most one and add up to `capacity`. */
export function splitCapacity(capacity: number, shardCount: number): number[] {
  const share = Math.floor(capacity / shardCount);
  const extra = capacity % shardCount;
  return Array.from({ length: shardCount }, (_, shard) => share + (shard < extra ? 1 : 0));
}

/**
 * @returns through how many shards, counted from the first, bookings join the waitlist: all of them, or a power of two for
 *   a low limit, so that each has some room.
 */
export function joiningShards({ shardCount, waitlist }: Pick<Event, 'shardCount' | 'waitlist'>): number {
  const { limit = Number.POSITIVE_INFINITY } = waitlist;
  return Math.min(shardCount, 2 ** Math.max(0, Math.ceil(Math.log2(limit / ROOM_PER_SHARD))));
}

/**
 * A shard as it was read. `joined`: entries written through it, less those that left without the clerk. `room`: how many more
 * may be, if the waitlist has a limit.
 */
export type Shard = CopiedTerms & {
  index: number;
  freeTickets: number;
  /** Free places of each pool, in the order of the event's pools. */
  freeInPools?: number[];
  closed: boolean;
  joined: number;
  room?: number;
};

/**
 * @returns the shards of a new event: open, with its whole capacity and the room of its waitlist. With a draw they are closed
 *   and empty, because its tickets are unassigned from the beginning.
 */
export function newShards(event: Event): Shard[] {
  const closed = event.draw !== undefined;
  const { limit } = event.waitlist;
  const room = limit === undefined ? undefined : splitCapacity(limit, joiningShards(event));
  const places = newPlaces(event);
  return splitCapacity(closed ? 0 : event.capacity, event.shardCount).map((freeTickets, index) => ({
    index,
    freeTickets,
    ...(places && { freeInPools: places[index] ?? [] }),
    closed,
    joined: 0,
    ...(room && { room: room[index] ?? 0 }),
    ...copiedTerms(event),
  }));
}

/**
 * Whether a shard accepts a request. `terms-changed`: the request must read the event again. `closed`: the
 * shard sells nothing any more. `short`: it has too few free tickets. `full`: it has no room.
 */
export type ShardVerdict =
  | 'yes'
  | 'terms-changed'
  | 'sales-not-open'
  | 'sales-closed'
  | 'closed'
  | 'short'
  | 'full';

/** `now` in ms. `isAtDoor`: the organizer sells, until `doorClosesAt` instead of `salesCloseAt`. */
type ShardRequest = { now: number; maxPerCustomer: number; isAtDoor?: boolean };

function salesVerdict(terms: CopiedTerms, { now, maxPerCustomer, isAtDoor }: ShardRequest): ShardVerdict {
  if (terms.maxPerCustomer !== maxPerCustomer) return 'terms-changed';
  if (now < terms.salesOpenAt) return 'sales-not-open';
  return now < (isAtDoor ? terms.doorClosesAt : terms.salesCloseAt) ? 'yes' : 'sales-closed';
}

/**
 * Whether a booking may take the tickets and places from the shard. The same rule as the store's conditions `SHARD_SELLS` and, with
 * `isAtDoor`, `SHARD_SELLS_AT_DOOR`, with `hasInPools`.
 */
export function takeVerdict(shard: Shard, request: ShardRequest & Demand): ShardVerdict {
  const sales = salesVerdict(shard, request);
  if (sales !== 'yes') return sales;
  if (shard.closed) return 'closed';
  return isEnough(shard, request) ? 'yes' : 'short';
}

/**
 * Whether a booking may join through the shard. The same rule as the store's conditions `SHARD_ADMITS_TO_WAITLIST` and, where
 * the waitlist has a limit, `SHARD_HAS_ROOM`.
 */
export function joinVerdict(shard: Shard, request: ShardRequest): ShardVerdict {
  const sales = salesVerdict(shard, request);
  if (sales !== 'yes') return sales;
  if (!shard.closed) return 'terms-changed';
  return shard.room === undefined || shard.room > 0 ? 'yes' : 'full';
}
