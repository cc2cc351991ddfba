/** The room of a limited waitlist: moves between its shards and the waitlist's item. */
import type { RoomShare } from '../domain/model/waitlist-room.ts';
import type { RoomStore } from '../domain/ports/room-store.ts';
import { giveRoom, takeBackRoom } from './items/shard.ts';
import { NO_ROOM_WAS_MOVED, ROOM_CAN_BE_MOVED } from './items/waitlist-state.ts';
import { waitlistAction, writeWaitlist } from './items/waitlist-update.ts';
import type { Table } from './table/client.ts';
import { commit } from './table/commit.ts';
import { EXISTS } from './table/existence.ts';

export function roomStore(table: Table): RoomStore {
  return {
    async moveRoom(event, shares) {
      const waitlist = waitlistAction(event, {
        set: ['unassignedRoom = unassignedRoom - :quantity', 'roomMoves = roomMoves + :one'],
        remove: ['areShardsFull'],
        when: ROOM_CAN_BE_MOVED,
        values: { ':quantity': total(shares), ':one': 1 },
      });
      const given = shares.map((share) => giveRoom(event, share));
      return (await commit(table, [waitlist, ...given])).kind === 'done';
    },

    async takeBackRoom(event, shares) {
      const waitlist = waitlistAction(event, {
        set: ['unassignedRoom = unassignedRoom + :quantity'],
        when: EXISTS,
        values: { ':quantity': total(shares) },
      });
      const taken = shares.map((share) => takeBackRoom(event, share));
      return (await commit(table, [waitlist, ...taken])).kind === 'done';
    },

    async noteShardsFull(event, roomMoves) {
      const outcome = await writeWaitlist(table, event, {
        set: ['areShardsFull = :true'],
        when: NO_ROOM_WAS_MOVED,
        values: { ':true': true, ':seenMoves': roomMoves },
      });
      return outcome.kind === 'done';
    },
  };
}

function total(shares: RoomShare[]): number {
  return shares.reduce((sum, { quantity }) => sum + quantity, 0);
}
