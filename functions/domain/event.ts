/**
 * The event: what an organizer sells, and the pure rules about it. The store keeps each rule a second time as a
 * condition; keep the two together.
 */
import { derivedId } from './derived-id.ts';
import { SHARDS_MAX, SHARDS_MIN, TICKETS_PER_SHARD, WAITLIST_STRIPES_MAX } from './limits.ts';

/** `strict`: the head of the line waits until its whole quantity is there. */
export type WaitlistPolicy = 'strict';

export type Waitlist = { enabled: boolean; policy: WaitlistPolicy };

/** Instants are ISO 8601 UTC strings, counts are tickets. */
export type Event = {
  id: string;
  organizerId: string;
  name: string;
  startsAt: string;
  endsAt?: string;
  venue?: string;
  description?: string;
  salesOpenAt: string;
  salesCloseAt: string;
  capacity: number;
  maxPerBooking: number;
  maxPerCustomer: number;
  waitlist: Waitlist;
  createdAt: string;
  /** K: the counters that share the tickets. Fixed for the life of the event. */
  shardCount: number;
  /** What was asked, so that the same key with another body is noticed. */
  fingerprint: string;
};

/** The same organizer and key always mean the same event. */
export function eventIdFor(organizerId: string, idempotencyKey: string): string {
  return derivedId('event', organizerId, idempotencyKey);
}

export type SalesState = 'not-open' | 'open' | 'closed';

/** Sales run from `salesOpenAt` up to, and not including, `salesCloseAt`. `now` in ms since the epoch. */
export function salesState(event: Pick<Event, 'salesOpenAt' | 'salesCloseAt'>, now: number): SalesState {
  if (now < Date.parse(event.salesOpenAt)) return 'not-open';
  return now < Date.parse(event.salesCloseAt) ? 'open' : 'closed';
}

/** K for a capacity: the power of two at or above capacity / 16, from 4 to 64. */
export function shardCountFor(capacity: number): number {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, capacity / TICKETS_PER_SHARD)));
  return Math.min(SHARDS_MAX, Math.max(SHARDS_MIN, wanted));
}

/** Tickets per shard, as even as they go; they add up to the capacity. */
export function splitCapacity(capacity: number, shardCount: number): number[] {
  const share = Math.floor(capacity / shardCount);
  const extra = capacity % shardCount;
  return Array.from({ length: shardCount }, (_, shard) => share + (shard < extra ? 1 : 0));
}

/** The waitlist's partitions: as many as there are shards, eight at most. */
export function waitlistStripes(shardCount: number): number {
  return Math.min(shardCount, WAITLIST_STRIPES_MAX);
}

/**
 * A shard as it was read. `joined` counts the waitlist entries made through it, less those that left on their own.
 * The last three are the event's facts that guard a sale, copied here so that no booking needs the event's item;
 * instants in ms.
 */
export type Shard = {
  index: number;
  freeTickets: number;
  closed: boolean;
  joined: number;
  salesOpenAt: number;
  salesCloseAt: number;
  maxPerCustomer: number;
};

export type ShardVerdict = 'yes' | 'facts-changed' | 'sales-not-open' | 'sales-closed' | 'closed' | 'short';

type ShardRequest = { now: number; maxPerCustomer: number };

function salesVerdict(shard: Shard, request: ShardRequest): ShardVerdict {
  if (shard.maxPerCustomer !== request.maxPerCustomer) return 'facts-changed';
  if (request.now < shard.salesOpenAt) return 'sales-not-open';
  if (request.now >= shard.salesCloseAt) return 'sales-closed';
  return 'yes';
}

/** Whether a booking may take `quantity` from the shard. The store's `SHARD_SELLS` is the same rule as a condition. */
export function takeVerdict(shard: Shard, request: ShardRequest & { quantity: number }): ShardVerdict {
  const sales = salesVerdict(shard, request);
  if (sales !== 'yes') return sales;
  if (shard.closed) return 'closed';
  return shard.freeTickets >= request.quantity ? 'yes' : 'short';
}

/** Whether a booking may join the line through the shard. The store's `SHARD_ADMITS_TO_LINE` is the same rule. */
export function joinVerdict(shard: Shard, request: ShardRequest): ShardVerdict {
  const sales = salesVerdict(shard, request);
  if (sales !== 'yes') return sales;
  return shard.closed ? 'yes' : 'facts-changed';
}

/**
 * One line, one clerk: an event's state once it sells in order.
 * `pool` are the free tickets, `drained` says that no shard holds any, `served` counts promotions,
 * `pass` numbers the clerk's turns and `servingUpTo` is, during a turn, the last arrival it may serve.
 */
export type Line = {
  queueing: boolean;
  drained: boolean;
  pool: number;
  pass: number;
  served: number;
  servingUpTo?: string;
};

export type AvailabilityState = 'not-open' | 'on-sale' | 'sold-out' | 'closed';

/** `available`: what a new request can get now. `booked`: tickets held, those on their way to a waiter included. */
export type Availability = {
  state: AvailabilityState;
  capacity: number;
  available: number;
  booked: number;
  waiting: number;
  asOf: string;
};

/** Adds the counters up. While anybody waits, nothing is available to a newcomer. */
export function availabilityOf(event: Event, shards: Shard[], line: Line, now: number): Availability {
  const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool);
  const joined = shards.reduce((sum, shard) => sum + shard.joined, 0);
  const waiting = Math.max(0, joined - line.served);
  const sales = salesState(event, now);
  const available = sales === 'open' && waiting === 0 ? free : 0;
  const state = sales === 'open' ? (available > 0 ? 'on-sale' : 'sold-out') : sales;
  return {
    state,
    capacity: event.capacity,
    available,
    booked: event.capacity - free,
    waiting,
    asOf: new Date(now).toISOString(),
  };
}
