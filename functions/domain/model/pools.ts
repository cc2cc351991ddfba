/**
 * Pools: counted places of an event beside its capacity, such as the seats of a hall. A ticket of a type takes one place of each pool
 * that the type draws on, and one of the capacity. So a limit that is shared, nested or of a type's own is the size of a pool.
 */
import type { Event } from './event.ts';
import { BOOKING_LIMIT_TICKETS, TRANSACTION_LIMIT_ACTIONS } from './limits.ts';
import type { EventFault } from './sale-terms.ts';
import type { TicketType, TypeCount } from './ticket-types.ts';

/** `capacity`: how many places it has. */
export type StatedPool = { id: string; capacity: number };

/** With the range of shards in which its places lie. */
export type Pool = StatedPool & { firstShard: number; shardCount: number };

/**
 * How many tickets are wanted, taken or given back. `inPools`: how many places of each pool, in the order of the event's pools;
 * undefined for an event without pools.
 */
export type Demand = { quantity: number; inPools?: number[] };

type WithPools = Pick<Event, 'pools' | 'ticketTypes'>;

/** @returns what so many tickets of these types take. `types`: undefined for an event without types. */
export function demandOf(event: WithPools, quantity: number, types: TypeCount[] = []): Demand {
  if (event.pools === undefined) return { quantity };
  return { quantity, inPools: placesOf(event, types) };
}

/** @returns how many places of each pool of the event these tickets take. */
export function placesOf({ pools = [], ticketTypes = [] }: WithPools, types: TypeCount[]): number[] {
  const drawing = types.flatMap(({ type, quantity }) => {
    const drawn = ticketTypes.find(({ id }) => id === type)?.pools ?? [];
    return drawn.map((pool) => ({ pool, quantity }));
  });
  return pools.map(({ id }) =>
    drawing.filter(({ pool }) => pool === id).reduce((sum, { quantity }) => sum + quantity, 0),
  );
}

/**
 * @returns how many of the tickets can be had of these types, if they are given out one after the other. They share tickets and places, so
 *   there may be fewer together than there are of each.
 */
export function mostOf(event: WithPools, wanted: TypeCount[], free: FreePlaces): number {
  const left = { freeTickets: free.freeTickets, freeInPools: [...(free.freeInPools ?? [])] };
  let given = 0;
  for (const { type, quantity } of wanted) {
    const ticketType = event.ticketTypes?.find(({ id }) => id === type);
    const taken = ticketType ? Math.min(quantity, availableOf(event, ticketType, left)) : 0;
    const places = placesOf(event, [{ type, quantity: taken }]);
    left.freeTickets -= taken;
    left.freeInPools = left.freeInPools.map((count, pool) => count - (places[pool] ?? 0));
    given += taken;
  }
  return given;
}

/** What is free: tickets of the capacity, and places of each pool if there are pools. */
export type FreePlaces = { freeTickets: number; freeInPools?: number[] };

/** @returns how many tickets of the type can be had. */
export function availableOf(
  { pools = [] }: WithPools,
  type: TicketType,
  { freeTickets, freeInPools = [] }: FreePlaces,
): number {
  const places = pools.flatMap(({ id }, pool) => (type.pools?.includes(id) ? [freeInPools[pool] ?? 0] : []));
  return Math.min(freeTickets, ...places);
}

/** Whether there is enough for the demand. */
export function isEnough(
  { freeTickets, freeInPools = [] }: FreePlaces,
  { quantity, inPools = [] }: Demand,
): boolean {
  return freeTickets >= quantity && inPools.every((places, pool) => (freeInPools[pool] ?? 0) >= places);
}

/** @returns what is free in all of these together. */
export function allFree(parts: FreePlaces[]): FreePlaces {
  const freeTickets = parts.reduce((sum, part) => sum + part.freeTickets, 0);
  const counted = parts.flatMap(({ freeInPools }) => (freeInPools ? [freeInPools] : []));
  const [first] = counted;
  if (first === undefined) return { freeTickets };
  const inPool = (pool: number) => counted.reduce((sum, places) => sum + (places[pool] ?? 0), 0);
  return { freeTickets, freeInPools: first.map((_, pool) => inPool(pool)) };
}

/**
 * Whether one transaction can take the demand wherever it is free: each ticket, and each place, may be in another shard. `checks`: how
 * many requirements of the event the transaction checks besides.
 */
export function fitsTransaction({ quantity, inPools = [] }: Demand, checks: number): boolean {
  const takes = inPools.reduce((sum, places) => sum + places, quantity);
  return takes <= Math.min(BOOKING_LIMIT_TICKETS, TRANSACTION_LIMIT_ACTIONS - BOOKING_AND_TALLY - checks);
}

/** The actions of a booking besides those of its shards. */
const BOOKING_AND_TALLY = 2;

/** @returns what contradicts itself in the pools that an organizer states, and in the types that draw on them. */
export function poolFaults({
  pools,
  ticketTypes = [],
  waitlist,
  draw,
}: {
  pools?: StatedPool[];
  ticketTypes?: TicketType[];
  waitlist?: { enabled?: boolean };
  draw?: unknown;
}): EventFault[] {
  const known = new Set(pools?.map(({ id }) => id));
  const drawn = ticketTypes.flatMap(({ pools: ofType = [] }) => ofType);
  const other = drawn.find((id) => !known.has(id));
  const faults: EventFault[] = [];
  if (other !== undefined)
    faults.push({ field: 'ticketTypes', detail: `must draw on pools of the event, which ${other} is not` });
  if (ticketTypes.some(({ pools: ofType = [] }) => new Set(ofType).size < ofType.length))
    faults.push({ field: 'ticketTypes', detail: 'must not have a type that draws on the same pool twice' });
  if (pools === undefined) return faults;
  const unused = pools.find(({ id }) => !drawn.includes(id));
  if (known.size < pools.length) faults.push(fault('must not have two pools with the same id'));
  if (unused !== undefined)
    faults.push(fault(`must be drawn on: name ${unused.id} in the pools of a ticket type`));
  if (draw !== undefined) faults.push(fault('cannot be combined with a draw'));
  if (waitlist?.enabled !== false)
    faults.push({
      field: 'waitlist/enabled',
      detail: 'must be false for an event with pools, in which nobody can wait yet',
    });
  return faults;
}

/** @returns what is wrong with the sizes of a new event's pools. The capacity may change later, and the pools may not. */
export function largePoolFaults({
  capacity,
  pools = [],
}: {
  capacity: number | 'unlimited';
  pools?: StatedPool[];
}): EventFault[] {
  const large = pools.find((pool) => capacity !== 'unlimited' && pool.capacity > capacity);
  return large === undefined
    ? []
    : [fault(`must not have more places than the event has tickets, as ${large.id} has`)];
}

function fault(detail: string): EventFault {
  return { field: 'pools', detail };
}
