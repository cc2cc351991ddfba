/** Moves the room of a waitlist with a limit between its shards and the waitlist's item. */
import type { Event } from '../model/event.ts';
import type { RoomShare } from '../model/waitlist-room.ts';

/** A write that returns false had no effect or an unknown one: the caller reads again before it retries. */
export type RoomStore = {
  /**
   * Moves unassigned room to shards, in one transaction, and counts the move.
   * @returns false if there is too little unassigned room, or on contention
   */
  moveRoom(event: Event, shares: RoomShare[]): Promise<boolean>;
  /**
   * Moves room of shards to the unassigned room, in one transaction.
   * @returns false if a shard has too little, or on contention
   */
  takeBackRoom(event: Event, shares: RoomShare[]): Promise<boolean>;
  /**
   * Notes that no shard has room, as all of them were read after `roomMoves` was. It is true until room is moved.
   * @returns false if room was moved since, or on contention
   */
  noteShardsFull(event: Event, roomMoves: number): Promise<boolean>;
};
