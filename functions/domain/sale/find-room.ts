/**
 * Finds room for a booking that joins a limited waitlist: in a shard as this process remembers it, and else by a look. It refuses
 * by a look alone, which costs one read where it is noted already that no shard has room.
 *
 * What a crash leaves behind: after a move, shards with room that others find; after the note that no shard has room, a note
 * that is true.
 */

import { joiningShards } from '../model/shard.ts';
import { shardIn } from '../model/shard-rotation.ts';
import { isFull, sharesToMove } from '../model/waitlist-room.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { readWaitlist } from './join-answer.ts';

/** The shard through which a booking joins. `isRoomUnassigned`: its room is that of the waitlist's item. */
export type Gate = { shard: number; isRoomUnassigned?: true };

/**
 * `position`: that of the rotation. `metFullShard`: this request found a shard without room, so all are looked at.
 * @throws Refusal `waitlist-full`; Busy when the retry budget is spent.
 */
export async function findGate(
  attempt: BookingAttempt,
  position: number,
  metFullShard: boolean,
): Promise<Gate> {
  const { event, ports } = attempt;
  const { runtime, shardPicker } = ports;
  const next = shardIn(position, joiningShards(event), runtime.now());
  if (event.waitlist.limit === undefined) return { shard: next };
  for (;;) {
    const shard = shardPicker.rooms.choose(event.id, next, runtime.now(), () => runtime.random());
    if (shard !== undefined) return { shard };
    if (await look(attempt, metFullShard)) return { shard: next, isRoomUnassigned: true };
  }
}

/**
 * Looks at the waitlist's item, and at all shards if it is not noted that none has room although some shard had none.
 * @returns whether the room is to be taken from the waitlist's item; else it is remembered which shards have some
 * @throws Refusal `waitlist-full`
 */
async function look(attempt: BookingAttempt, metFullShard: boolean): Promise<boolean> {
  const { event, ports, retryBudget } = attempt;
  const { shardPicker, runtime } = ports;
  for (;;) {
    const readAt = runtime.now();
    const waitlist = await readWaitlist(attempt);
    const { unassignedRoom = 0, roomMoves = 0, shardsFull } = waitlist;
    if (isFull(waitlist)) throw attempt.waitlistFull(waitlist);
    if (shardsFull) {
      const shares = sharesToMove(event, unassignedRoom, runtime.random());
      if (shares.length === 0) return true;
      if (await ports.waitlist.moveRoom(event, shares)) {
        shardPicker.rooms.note(event.id, { shards: shares.map(({ index }) => index), readAt });
        return false;
      }
    } else if (!metFullShard) {
      shardPicker.rooms.note(event.id, { readAt });
      return false;
    } else {
      const all = await retryBudget.retryWhileBusy(() => ports.events.readShards(event, 'strong'));
      const shards = all.filter(({ room = 0 }) => room > 0).map(({ index }) => index);
      if (shards.length > 0) {
        shardPicker.rooms.note(event.id, { shards, readAt });
        return false;
      }
      if (await ports.waitlist.noteShardsFull(event, roomMoves)) continue;
    }
    await retryBudget.backOff();
  }
}
