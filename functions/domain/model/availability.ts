/**
 * Availability: how many tickets of an event are free, held and waited for, added up from its shards and
 * waitlist.
 */
import { isDrawing } from './draw.ts';
import type { Event } from './event.ts';
import { allFree, availableOf, mostOf } from './pools.ts';
import { salesState } from './sale-terms.ts';
import type { Shard } from './shard.ts';
import type { TypeCount } from './ticket-types.ts';
import type { WaitlistCounts } from './waitlist-state.ts';
import { waitingCount } from './waitlist-state.ts';

/** `drawing`: bookings join the waitlist, and nobody gets tickets before their positions are drawn. */
export type AvailabilityState = 'not-open' | 'drawing' | 'on-sale' | 'sold-out' | 'closed' | 'cancelled';

/**
 * `available`: tickets that a new request can get now. `booked`: held tickets. `waiting`: bookings. `asOf`:
 * ISO 8601.
 */
export type Availability = {
  state: AvailabilityState;
  capacity: number;
  available: number;
  /** Of an event with pools: what a new request can get of each ticket type. */
  types?: { type: string; available: number }[];
  booked: number;
  waiting: number;
  asOf: string;
  /**
   * Set once the event is cancelled: how many bookings are cancelled so far, and whether that is all of them.
   */
  cancellation?: { bookings: number; isComplete: boolean };
};

/** The counters of an event, added up. `pending`: tickets of its capacity that are neither free nor held. */
export type AvailabilityCounts = {
  free: number;
  /** Free places of each pool, if the event has pools. */
  freeInPools?: number[];
  pending: number;
  waiting: number;
  cancelled: number;
  isCancellationDone: boolean;
};

/** Adds up the counters. `now` in ms. */
export function availabilityOf(
  event: Event,
  shards: Shard[],
  waitlist: WaitlistCounts,
  now: number,
): Availability {
  return availabilityBy(event, countsOf(event, shards, waitlist), { now, asOf: now });
}

/** @returns the availability with what there is of each type of an event with pools. */
function withTypes(event: Event, availability: Availability, freeInPools: number[]): Availability {
  const free = { freeTickets: availability.available, freeInPools };
  const types = event.ticketTypes?.map((type) => ({
    type: type.id,
    available: type.isOffSale ? 0 : availableOf(event, type, free),
  }));
  const available = mostOf(event, fewestPoolsFirst(event, types ?? []), free);
  const isSoldOut = availability.state === 'on-sale' && available === 0;
  return { ...availability, available, ...(isSoldOut && { state: 'sold-out' }), ...(types && { types }) };
}

/** @returns all tickets of each type, in the order in which most of them can be had. */
function fewestPoolsFirst(
  { ticketTypes = [] }: Event,
  types: NonNullable<Availability['types']>,
): TypeCount[] {
  const poolsOf = (id: string) => ticketTypes.find((type) => type.id === id)?.pools?.length ?? 0;
  const inOrder = types.toSorted((one, other) => poolsOf(one.type) - poolsOf(other.type));
  return inOrder.map(({ type, available }) => ({ type, quantity: available }));
}

export function countsOf(event: Event, shards: Shard[], waitlist: WaitlistCounts): AvailabilityCounts {
  const { freeTickets, freeInPools } = allFree(shards);
  return {
    free: freeTickets + waitlist.unassigned,
    ...(freeInPools && { freeInPools }),
    pending: waitlist.pendingCapacity,
    waiting: waitingCount(event, shards, waitlist),
    cancelled: waitlist.cancelled,
    isCancellationDone: waitlist.cancellationDone,
  };
}

/**
 * @returns the availability by counters that were read at `asOf`. While a booking waits, or positions are to be drawn,
 *   nothing is available to a new request. Instants in ms.
 */
export function availabilityBy(
  event: Event,
  { free, freeInPools, pending, waiting, cancelled, isCancellationDone }: AvailabilityCounts,
  { now, asOf }: { now: number; asOf: number },
): Availability {
  const sales = salesState(event, now);
  const isOpen = sales === 'open';
  const drawing = isOpen && isDrawing(event, now);
  const available = isOpen && !drawing && waiting === 0 ? free : 0;
  const state = isOpen ? (drawing ? 'drawing' : available > 0 ? 'on-sale' : 'sold-out') : sales;
  const isCancelled = event.cancelledAt !== undefined;
  const availability: Availability = {
    state: isCancelled ? 'cancelled' : state,
    capacity: event.capacity,
    available,
    booked: Math.max(0, event.capacity - free - pending),
    waiting,
    asOf: new Date(asOf).toISOString(),
    ...(isCancelled && { cancellation: { bookings: cancelled, isComplete: isCancellationDone } }),
  };
  return freeInPools === undefined ? availability : withTypes(event, availability, freeInPools);
}
