/**
 * The room of a waitlist with a limit: how many more bookings may wait. Bookings join through shards, and each shard has a part
 * of the room; the rest is unassigned, in the waitlist's item, where bookings that stop waiting give theirs back. At every
 * instant
 *
 *      waiting bookings + room of the shards + unassigned room = limit
 *
 * No shard has less than none. Unassigned room is negative only while more wait than the limit, because it was lowered or
 * because offers lapsed, and then no shard has any. So no booking joins while as many wait as the limit, or more.
 *
 * A shard gets room by a move alone, and moves are counted. So shards that were seen without room after the count was read
 * stay so until it changes, and that may be noted in the waitlist's item: it is full for all who read there that no shard has
 * room and none is unassigned.
 */
import type { Event } from './event.ts';
import { joiningShards, type Shard, splitCapacity } from './shard.ts';
import {
  ROOM_LOOKERS,
  ROOM_MOVE_SHARDS_MAX,
  ROOM_MOVED_FROM,
  ROOM_PER_SHARD,
  ROOM_SAMPLE_SHARDS,
} from './waitlist-room-limits.ts';
import type { WaitlistCounts } from './waitlist-state.ts';

/** Room that is moved to a shard, or taken back from it. */
export type RoomShare = { index: number; quantity: number };

/** Whether no booking can join, as this state shows. */
export function isFull({ shardsFull, unassignedRoom = 0 }: WaitlistCounts): boolean {
  return shardsFull === true && unassignedRoom <= 0;
}

/**
 * Divides unassigned room among shards, once there is enough of it that joins shall not meet at one item. `random` in [0, 1).
 * @returns nothing if there is less
 */
export function sharesToMove(event: Event, unassignedRoom: number, random: number): RoomShare[] {
  if (unassignedRoom < ROOM_MOVED_FROM) return [];
  const joining = joiningShards(event);
  const count = Math.min(joining, ROOM_MOVE_SHARDS_MAX, Math.floor(unassignedRoom / ROOM_PER_SHARD));
  const first = Math.floor(random * joining);
  return splitCapacity(unassignedRoom, count).map((quantity, n) => ({
    index: (first + n) % joining,
    quantity,
  }));
}

/** Takes up to `missing` room back from the shards with the most, at most `most` of them. */
export function sharesToTakeBack(shards: Shard[], missing: number, most: number): RoomShare[] {
  const shares: RoomShare[] = [];
  let left = missing;
  const fullest = shards.map(({ index, room = 0 }) => ({ index, room })).sort((a, b) => b.room - a.room);
  for (const { index, room } of fullest.slice(0, most)) {
    const quantity = Math.min(left, room);
    if (quantity <= 0) break;
    shares.push({ index, quantity });
    left -= quantity;
  }
  return shares;
}

/** @returns the indexes of some of the shards through which bookings join, evenly spread. `random` in [0, 1). */
export function sampledShards(event: Pick<Event, 'shardCount' | 'waitlist'>, random: number): number[] {
  const joining = joiningShards(event);
  const count = Math.min(joining, ROOM_SAMPLE_SHARDS);
  const first = Math.floor(random * joining);
  return Array.from({ length: count }, (_, n) => (first + n * (joining / count)) % joining);
}

/**
 * Whether a request that knows of no room looks at all shards, at its `tries`-th try. Where there are many, few of a crowd do
 * at first, and the others read what these note: if all did, none would be answered. `random` in [0, 1).
 */
export function looksAtAll(
  event: Pick<Event, 'shardCount' | 'waitlist'>,
  tries: number,
  random: number,
): boolean {
  return random * joiningShards(event) < ROOM_LOOKERS * 2 ** (tries - 1);
}
