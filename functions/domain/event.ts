/**
 * The event: what an organizer sells, and the pure rules about it. The store keeps each rule a second time as a
 * condition; keep the two together.
 */
import { derivedId } from './derived-id.ts';
import {
  REQUESTS_PER_SHARD_AND_SECOND,
  SHARDS_MAX,
  SHARDS_MIN,
  SHARDS_PER_LINE_COPY,
  SHARDS_PER_STRIPE_MAX,
  SHARDS_UNASKED_MAX,
  TICKETS_PER_SHARD,
  WAITLIST_STRIPES,
} from './limits.ts';
import { type SalesWindow, type SaleTerms, salesState, salesWindow, termsInForce } from './sale-terms.ts';

/**
 * `strict`: the head of the line waits until its whole quantity is there. `accept-fewer`: the head may get part and
 * keeps its place for the rest. `skip`: the first that fits is served.
 */
export type WaitlistPolicy = 'strict' | 'accept-fewer' | 'skip';

/**
 * `enabled` false: nobody may join and nobody is promoted, but the line is kept. `offerTtlSeconds` unset: promoted
 * bookings are confirmed at once; set: they are offered for that long. `limit`: bookings that may wait at a time.
 */
export type Waitlist = { enabled: boolean; policy: WaitlistPolicy; offerTtlSeconds?: number; limit?: number };

/** What is stored of an event. Instants are ISO 8601 UTC strings, counts are tickets. */
export type EventFacts = {
  id: string;
  organizerId: string;
  name: string;
  startsAt: string;
  endsAt?: string;
  venue?: string;
  description?: string;
  capacity: number;
  /** Of the terms of the sale, those that the organizer stated. */
  stated: Partial<SaleTerms>;
  allowGuests: boolean;
  waitlist: Waitlist;
  /** The rush that the organizer expects at its worst, if that was said. */
  peakRequestsPerSecond?: number;
  createdAt: string;
  /** Set once, when the organizer cancels the event. */
  cancelledAt?: string;
  /** Counts the changes, so that no change is lost to another. */
  revision: number;
  /** While a change of the terms is on its way to the shards. */
  isSpreading?: true;
  /** K: the number of shards that share the tickets. Fixed for the life of the event. */
  shardCount: number;
  /** What was asked, so that the same key with another body is noticed. */
  fingerprint: string;
};

/** An event with the terms of its sale that are in force. */
export type Event = EventFacts & SaleTerms;

export function eventOf(facts: EventFacts): Event {
  return { ...facts, ...termsInForce(facts) };
}

/** The same organizer and key always mean the same event. */
export function eventIdFor(organizerId: string, idempotencyKey: string): string {
  return derivedId('event', organizerId, idempotencyKey);
}

/**
 * K: the power of two at or above capacity / 16, from 4 to 64; more, up to 256, where over 2,560 requests a second are
 * expected.
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

/**
 * How often the line's item is there, so that those who look at it spread: once for 64 shards. A line with a limit
 * counts in one place, and so is there once.
 */
export function lineCopies({ shardCount, waitlist }: Pick<Event, 'shardCount' | 'waitlist'>): number {
  return waitlist.limit === undefined ? Math.max(1, shardCount / SHARDS_PER_LINE_COPY) : 1;
}

/** Tickets per shard, as even as they go; they add up to the capacity. */
export function splitCapacity(capacity: number, shardCount: number): number[] {
  const share = Math.floor(capacity / shardCount);
  const extra = capacity % shardCount;
  return Array.from({ length: shardCount }, (_, shard) => share + (shard < extra ? 1 : 0));
}

/** The waitlist's partitions: as many as there are shards, up to eight, and then one for every 16 of them. */
export function waitlistStripes(shardCount: number): number {
  return Math.max(Math.min(shardCount, WAITLIST_STRIPES), shardCount / SHARDS_PER_STRIPE_MAX);
}

/**
 * The terms that guard a sale, copied into every shard and into the line, so that no booking needs the event's item.
 */
export type CopiedTerms = SalesWindow & { maxPerCustomer: number };

export function copiedTerms(event: Event): CopiedTerms {
  return { ...salesWindow(event), maxPerCustomer: event.maxPerCustomer };
}

/** A shard as it was read. `joined` counts the waitlist entries made through it, less those that left on their own. */
export type Shard = CopiedTerms & {
  index: number;
  freeTickets: number;
  closed: boolean;
  joined: number;
};

/** The shards of a new event. */
export function newShards(event: Event): Shard[] {
  return splitCapacity(event.capacity, event.shardCount).map((freeTickets, index) => ({
    index,
    freeTickets,
    closed: false,
    joined: 0,
    ...copiedTerms(event),
  }));
}

export type ShardVerdict = 'yes' | 'facts-changed' | 'sales-not-open' | 'sales-closed' | 'closed' | 'short';

/** `isAtDoor`: the organizer sells, which the end of sales does not end. */
type ShardRequest = { now: number; maxPerCustomer: number; isAtDoor?: boolean };

function salesVerdict(terms: CopiedTerms, { now, maxPerCustomer, isAtDoor }: ShardRequest): ShardVerdict {
  if (terms.maxPerCustomer !== maxPerCustomer) return 'facts-changed';
  if (now < terms.salesOpenAt) return 'sales-not-open';
  return now < (isAtDoor ? terms.doorClosesAt : terms.salesCloseAt) ? 'yes' : 'sales-closed';
}

/**
 * Whether a booking may take `quantity` from the shard. The store's `SHARD_SELLS` and, for the organizer at the door,
 * `SHARD_SELLS_AT_DOOR` are the same rule as conditions.
 */
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
 * `pool` are the free tickets, `raised` those that a higher capacity brought and that are not free yet, `drained` says
 * that no shard holds any. `served` counts the entries that the clerk took out of the line, `turns` its promotions;
 * `pass` numbers the clerk's passes and `servingUpTo` is, during one, the last arrival it may serve. `joined` counts
 * the entries where the line has a limit. `cancelled` counts bookings that the event's cancellation reached.
 */
export type LineCounts = {
  queueing: boolean;
  drained: boolean;
  pool: number;
  raised: number;
  pass: number;
  served: number;
  turns: number;
  joined: number;
  cancelled: number;
  cancellationDone: boolean;
  servingUpTo?: string;
  /** While somebody closes the sale: until when nobody else may, ms. */
  closerUntil?: number;
  /** From when on the sweep looks at the line, ms. */
  lookAt?: number;
  /** The end of sales (ms) after which every place in the line was ended: nothing is left to do for that end. */
  endedFor?: number;
  /** How far the cancellation of all bookings has come. */
  cancellationPlace?: CancellationPlace;
};

/**
 * A place in the reading of all bookings: those of `partition` up to the id `after` are cancelled, and all of earlier
 * partitions. `found`: whether there was any booking at all.
 */
export type CancellationPlace = { partition: number; after: string; found: boolean };

export type Line = LineCounts & CopiedTerms;

/** The line of a new event. */
export const NEW_LINE: Readonly<LineCounts> = {
  queueing: false,
  drained: false,
  pool: 0,
  raised: 0,
  pass: 0,
  served: 0,
  turns: 0,
  joined: 0,
  cancelled: 0,
  cancellationDone: false,
};

/** Nothing to hand out and nobody handing out: whoever changes that looks at the line afterwards. */
export function isIdle(line: LineCounts): boolean {
  return line.pool === 0 && line.raised === 0 && line.drained && line.servingUpTo === undefined;
}

/** Whether there may be tickets to hand out, in the pool or on their way there. */
export function holdsTickets(line: LineCounts): boolean {
  return line.pool > 0 || line.raised > 0 || !line.drained;
}

/** Bookings in the line. A line with a limit counts in one place, any other where people join. */
export function waitingCount(event: Pick<Event, 'waitlist'>, shards: Shard[], line: LineCounts): number {
  if (event.waitlist.limit !== undefined) return line.joined;
  return Math.max(
    0,
    shards.reduce((sum, shard) => sum + shard.joined, -line.served),
  );
}

export type AvailabilityState = 'not-open' | 'on-sale' | 'sold-out' | 'closed' | 'cancelled';

/** `available`: what a new request can get now. `booked`: tickets held, those on their way to a waiter included. */
export type Availability = {
  state: AvailabilityState;
  capacity: number;
  available: number;
  booked: number;
  waiting: number;
  asOf: string;
  /** Once the event is cancelled: how far its bookings are. */
  cancellation?: { bookings: number; isComplete: boolean };
};

/** Adds the counters up. While anybody waits, nothing is available to a newcomer. */
export function availabilityOf(event: Event, shards: Shard[], line: LineCounts, now: number): Availability {
  const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool);
  const waiting = waitingCount(event, shards, line);
  const sales = salesState(event, now);
  const available = sales === 'open' && waiting === 0 ? free : 0;
  const state = sales === 'open' ? (available > 0 ? 'on-sale' : 'sold-out') : sales;
  const isCancelled = event.cancelledAt !== undefined;
  return {
    state: isCancelled ? 'cancelled' : state,
    capacity: event.capacity,
    available,
    booked: Math.max(0, event.capacity - free - line.raised),
    waiting,
    asOf: new Date(now).toISOString(),
    ...(isCancelled && { cancellation: { bookings: line.cancelled, isComplete: line.cancellationDone } }),
  };
}
