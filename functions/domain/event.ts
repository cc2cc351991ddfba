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
  allowGuests: boolean;
  waitlist: Waitlist;
  /** The rush that the organizer expects at its worst, if that was said. */
  peakRequestsPerSecond?: number;
  createdAt: string;
  /** Set once, when the organizer cancels the event. */
  cancelledAt?: string;
  /** Counts the changes, so that no change is lost to another. */
  revision: number;
  /** While the latest change is on its way to shards that did not fit its transaction. */
  isSpreading?: true;
  /** K: the counters that share the tickets. Fixed for the life of the event. */
  shardCount: number;
  /** What was asked, so that the same key with another body is noticed. */
  fingerprint: string;
};

/** The same organizer and key always mean the same event. */
export function eventIdFor(organizerId: string, idempotencyKey: string): string {
  return derivedId('event', organizerId, idempotencyKey);
}

/** What is wrong with an event's facts taken together; `field` names the one to mend. */
export type EventFault = { field: keyof Event; detail: string };

type Facts = Partial<
  Pick<Event, 'startsAt' | 'endsAt' | 'salesOpenAt' | 'salesCloseAt' | 'maxPerBooking' | 'maxPerCustomer'>
>;

/** Rules between facts; facts that are not stated cannot be wrong. */
export function eventFaults({
  startsAt,
  endsAt,
  salesOpenAt,
  salesCloseAt,
  maxPerBooking,
  maxPerCustomer,
}: Facts): EventFault[] {
  const faults: EventFault[] = [];
  const closeAt = salesCloseAt ?? startsAt;
  if (startsAt && closeAt && closeAt > startsAt) {
    faults.push({ field: 'salesCloseAt', detail: 'sales close when the event starts, at the latest' });
  }
  if (salesOpenAt && closeAt && salesOpenAt >= closeAt) {
    faults.push({ field: 'salesOpenAt', detail: 'must be before sales close' });
  }
  if (startsAt && endsAt && endsAt < startsAt)
    faults.push({ field: 'endsAt', detail: 'must not be before startsAt' });
  if (maxPerBooking && maxPerCustomer && maxPerCustomer < maxPerBooking) {
    faults.push({ field: 'maxPerCustomer', detail: 'must not be below maxPerBooking' });
  }
  return faults;
}

export type SalesState = 'not-open' | 'open' | 'closed';

type SalesFacts = Pick<Event, 'salesOpenAt' | 'salesCloseAt'> &
  Partial<Pick<Event, 'createdAt' | 'cancelledAt'>>;

/** Before any clock, so that none can be behind it, ms. */
const EVER = 0;
/** When the sale of a cancelled event ended, ms: no write that was on its way is in time for it. */
export const NEVER_SOLD = EVER;

/**
 * When tickets are sold, ms: from `salesOpenAt` up to, and not including, `salesCloseAt`. What sells from its creation
 * on sells for clocks that are behind too, and what is cancelled is over for a write that was on its way already.
 */
export function salesWindow(event: SalesFacts): { salesOpenAt: number; salesCloseAt: number } {
  const isOpenFromTheStart = event.createdAt !== undefined && event.salesOpenAt <= event.createdAt;
  return {
    salesOpenAt: isOpenFromTheStart ? EVER : Date.parse(event.salesOpenAt),
    salesCloseAt: event.cancelledAt === undefined ? Date.parse(event.salesCloseAt) : NEVER_SOLD,
  };
}

/** `now` in ms since the epoch. */
export function salesState(event: SalesFacts, now: number): SalesState {
  const { salesOpenAt, salesCloseAt } = salesWindow(event);
  if (now < salesOpenAt) return 'not-open';
  return now < salesCloseAt ? 'open' : 'closed';
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

/** The shards of a new event. */
export function newShards(event: Event): Shard[] {
  return splitCapacity(event.capacity, event.shardCount).map((freeTickets, index) => ({
    index,
    freeTickets,
    closed: false,
    joined: 0,
    ...salesWindow(event),
    maxPerCustomer: event.maxPerCustomer,
  }));
}

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
 * `pool` are the free tickets, `raised` those that a higher capacity brought and that are not free yet, `drained` says
 * that no shard holds any. `served` counts the entries that the clerk took out of the line, `turns` its promotions;
 * `pass` numbers the clerk's passes and `servingUpTo` is, during one, the last arrival it may serve. `joined` counts
 * who waits where the line has a limit. `cancelled` counts bookings that the event's cancellation reached.
 */
export type Line = {
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
};

/** The line of a new event. */
export const NEW_LINE: Readonly<Line> = {
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
export function isIdle(line: Line): boolean {
  return line.pool === 0 && line.raised === 0 && line.drained && line.servingUpTo === undefined;
}

/** Bookings in the line. A line with a limit counts in one place, any other where people join. */
export function waitingCount(event: Pick<Event, 'waitlist'>, shards: Shard[], line: Line): number {
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
export function availabilityOf(event: Event, shards: Shard[], line: Line, now: number): Availability {
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
