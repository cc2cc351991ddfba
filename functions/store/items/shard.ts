/** The shard: its part of the event's free tickets, and its copy of the sale terms. */
import * as z from 'zod/mini';
import type { Event } from '../../domain/model/event.ts';
import type { Shard } from '../../domain/model/shard.ts';
import type { ShardTake } from '../../domain/model/shard-choice.ts';
import type { RoomShare } from '../../domain/model/waitlist-room.ts';
import type { BookingWrite } from '../../domain/ports/booking-store.ts';
import type { Action, UpdateAction } from '../table/commit.ts';
import { EXISTS } from '../table/existence.ts';
import { type Item, type Key, optional, parseItem } from '../table/item.ts';
import { COPIED_TERMS, DOOR_IS_OPEN, SALES_ARE_OPEN, termsUpdate } from './copied-terms.ts';

export const shardKey = (eventId: string, shard: number): Key => ({
  pk: `EVENT#${eventId}#SHARD#${shard}`,
  sk: 'SHARD',
});

/** The keys of all shards of the event. */
export const shardKeys = (event: Pick<Event, 'id' | 'shardCount'>): Key[] =>
  Array.from({ length: event.shardCount }, (_, shard) => shardKey(event.id, shard));

const SHARD = z.object({
  shardIndex: z.int(),
  freeTickets: z.int(),
  freeInPools: optional(z.array(z.int())),
  isClosed: z.boolean(),
  joinedCount: z.int(),
  waitlistRoom: optional(z.int()),
  ...COPIED_TERMS,
});

export function toShardItem(event: Event, shard: Shard): Item {
  return {
    ...shardKey(event.id, shard.index),
    shardIndex: shard.index,
    freeTickets: shard.freeTickets,
    ...(shard.freeInPools && { freeInPools: shard.freeInPools }),
    isClosed: shard.closed,
    joinedCount: shard.joined,
    ...(shard.room !== undefined && { waitlistRoom: shard.room }),
    salesOpenAt: shard.salesOpenAt,
    salesCloseAt: shard.salesCloseAt,
    doorClosesAt: shard.doorClosesAt,
    maxPerCustomer: shard.maxPerCustomer,
  };
}

export function fromShardItem(item: Item): Shard {
  const { shardIndex, isClosed, joinedCount, waitlistRoom, ...shard } = parseItem('shard', SHARD, item);
  return {
    ...shard,
    index: shardIndex,
    closed: isClosed,
    joined: joinedCount,
    ...(waitlistRoom !== undefined && { room: waitlistRoom }),
  };
}

/** Sales are open, and the shard is open and has enough free tickets. Domain: `takeVerdict`. */
export const SHARD_SELLS = `${SALES_ARE_OPEN} AND isClosed = :false AND freeTickets >= :quantity`;

/** The door sale and the shard are open, with enough free tickets. Domain: `takeVerdict` with `isAtDoor`. */
export const SHARD_SELLS_AT_DOOR = `${DOOR_IS_OPEN} AND isClosed = :false AND freeTickets >= :quantity`;

/** The shard has so many free places of each pool. Domain: `takeVerdict`. */
export function hasInPools(inPools: number[]): string {
  return inPools
    .flatMap((places, pool) => (places > 0 ? [`freeInPools[${pool}] >= :pool${pool}`] : []))
    .join(' AND ');
}

/**
 * Sales are open and the shard is closed, so that it admits requests to the waitlist. Domain: `joinVerdict`.
 */
export const SHARD_ADMITS_TO_WAITLIST = `${SALES_ARE_OPEN} AND isClosed = :true`;

/** The same, and the shard has room of the limited waitlist. Domain: `joinVerdict`. */
export const SHARD_HAS_ROOM = `${SHARD_ADMITS_TO_WAITLIST} AND waitlistRoom >= :one`;

/** The shard has the room that is taken back from it. */
export const SHARD_ROOM_IS_THERE = 'waitlistRoom >= :quantity';

/** The shard still sells tickets. */
export const SHARD_IS_OPEN = 'isClosed = :false';

/** The shard is closed and holds exactly the free tickets that were read. */
export const SHARD_HOLDS_WHAT_WAS_SEEN = 'isClosed = :true AND freeTickets = :seen';

/** The shard has the sale terms of an earlier revision, or those that it was created with. */
export const TERMS_ARE_OLDER =
  'attribute_exists(pk) AND (attribute_not_exists(termsRevision) OR termsRevision < :revision)';

/** The shard is open and has enough free tickets for the cut of the capacity. */
export const SHARD_CAN_BE_CUT = 'isClosed = :false AND freeTickets >= :spared';

/** Takes tickets, and places of pools, for a booking. */
export function takeFromShard(
  { event, now, isAtDoor }: Pick<BookingWrite, 'event' | 'now' | 'isAtDoor'>,
  { index, quantity, inPools = [] }: ShardTake,
): UpdateAction {
  const sells = isAtDoor ? SHARD_SELLS_AT_DOOR : SHARD_SELLS;
  const places = hasInPools(inPools);
  return {
    update: shardKey(event.id, index),
    set: `SET ${['freeTickets = freeTickets - :quantity', ...inEachPool(inPools, '-')].join(', ')}`,
    when: places === '' ? sells : `${sells} AND ${places}`,
    values: {
      ':quantity': quantity,
      ':false': false,
      ':now': now,
      ':maxPerCustomer': event.maxPerCustomer,
      ...poolValues(inPools),
    },
  };
}

/** The changes of the free places of each pool of which there are some in `inPools`. */
function inEachPool(inPools: number[], sign: '+' | '-'): string[] {
  return inPools.flatMap((places, pool) =>
    places > 0 ? [`freeInPools[${pool}] = freeInPools[${pool}] ${sign} :pool${pool}`] : [],
  );
}

function poolValues(inPools: number[]): Record<string, number> {
  return Object.fromEntries(
    inPools.flatMap((places, pool) => (places > 0 ? [[`:pool${pool}`, places]] : [])),
  );
}

/** Takes tickets to cut the capacity by. */
export function cutShard(event: Event, shard: number, quantity: number): UpdateAction {
  return {
    update: shardKey(event.id, shard),
    set: 'SET freeTickets = freeTickets - :spared',
    when: SHARD_CAN_BE_CUT,
    values: { ':spared': quantity, ':false': false },
  };
}

/** Returns tickets, and places of pools, to an open shard. */
export function returnToShard(event: Event, { index, quantity, inPools = [] }: ShardTake): UpdateAction {
  return {
    update: shardKey(event.id, index),
    set: `SET ${['freeTickets = freeTickets + :quantity', ...inEachPool(inPools, '+')].join(', ')}`,
    when: SHARD_IS_OPEN,
    values: { ':quantity': quantity, ':false': false, ...poolValues(inPools) },
  };
}

/** Counts an entry that joins the waitlist, and takes its room if the waitlist has a limit. */
export function joinThroughShard(
  { event, now }: Pick<BookingWrite, 'event' | 'now'>,
  shard: number,
): UpdateAction {
  const isLimited = event.waitlist.limit !== undefined;
  return {
    update: shardKey(event.id, shard),
    set: `SET joinedCount = joinedCount + :one${isLimited ? ', waitlistRoom = waitlistRoom - :one' : ''}`,
    when: isLimited ? SHARD_HAS_ROOM : SHARD_ADMITS_TO_WAITLIST,
    values: { ':one': 1, ':true': true, ':now': now, ':maxPerCustomer': event.maxPerCustomer },
  };
}

/** Checks that an entry may join the waitlist, and does not count it. */
export function checkAdmission({ event, now }: Pick<BookingWrite, 'event' | 'now'>, shard: number): Action {
  const { maxPerCustomer } = event;
  return {
    check: shardKey(event.id, shard),
    when: SHARD_ADMITS_TO_WAITLIST,
    values: { ':true': true, ':now': now, ':maxPerCustomer': maxPerCustomer },
  };
}

/** Gives the shard room of a limited waitlist. */
export function giveRoom(event: Event, { index, quantity }: RoomShare): UpdateAction {
  return {
    update: shardKey(event.id, index),
    set: 'SET waitlistRoom = waitlistRoom + :quantity',
    when: EXISTS,
    values: { ':quantity': quantity },
  };
}

/** Takes room of a limited waitlist back. */
export function takeBackRoom(event: Event, { index, quantity }: RoomShare): UpdateAction {
  return {
    update: shardKey(event.id, index),
    set: 'SET waitlistRoom = waitlistRoom - :quantity',
    when: SHARD_ROOM_IS_THERE,
    values: { ':quantity': quantity },
  };
}

/** Removes all free tickets of a closed shard, as they were read. */
export function emptyShard(event: Event, { index, freeTickets }: Shard): UpdateAction {
  return {
    update: shardKey(event.id, index),
    set: 'SET freeTickets = :none',
    when: SHARD_HOLDS_WHAT_WAS_SEEN,
    values: { ':none': 0, ':seen': freeTickets, ':true': true },
  };
}

/** Closes a shard, so that it sells nothing any more. */
export function closeShard(eventId: string, shard: number): UpdateAction {
  return {
    update: shardKey(eventId, shard),
    set: 'SET isClosed = :true',
    when: EXISTS,
    values: { ':true': true },
  };
}

/** The copy of the event's sale terms to one shard. */
export function copyAction(event: Event, shard: number): UpdateAction {
  const copy = termsUpdate(event);
  return {
    update: shardKey(event.id, shard),
    set: `SET ${[...copy.set, 'termsRevision = :revision'].join(', ')}`,
    when: TERMS_ARE_OLDER,
    values: { ...copy.values, ':revision': event.revision },
  };
}
