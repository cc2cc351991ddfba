/**
 * Takes room of a limited waitlist back from its shards, before room has to go: because the limit is lowered, or because bookings
 * wait again whose room others took. Crash: what was taken back is unassigned, and whoever joins can have it.
 */
import type { Event } from '../model/event.ts';
import { ACTIONS_OF_BATCH } from '../model/plan-promotions.ts';
import { sharesToTakeBack } from '../model/waitlist-room.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { RoomStore } from '../ports/room-store.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

export type RoomPorts = { events: Pick<EventStore, 'readShards'>; waitlist: WaitlistReader & RoomStore };

/**
 * Returns once there was so much unassigned room, or no room in any shard. One transaction covers as many shards as fit, and
 * half as many after each failure, because requests that join write to the shards, too.
 * @throws Busy when the retry budget is spent.
 */
export async function takeBackRoom(
  event: Event,
  needed: number,
  retryBudget: RetryBudget,
  { events, waitlist }: RoomPorts,
): Promise<void> {
  if (needed <= 0) return;
  for (let most = ACTIONS_OF_BATCH; ; ) {
    const {
      unassignedRoom = 0,
      roomMoves = 0,
      shardsFull,
    } = await retryBudget.retryWhileBusy(() => waitlist.read(event));
    if (shardsFull || unassignedRoom >= needed) return;
    const shards = await retryBudget.retryWhileBusy(() => events.readShards(event, 'strong'));
    const shares = sharesToTakeBack(shards, needed - unassignedRoom, most);
    const isWritten =
      shares.length === 0
        ? await waitlist.noteShardsFull(event, roomMoves)
        : await waitlist.takeBackRoom(event, shares);
    if (isWritten) continue;
    most = Math.ceil(most / 2);
    await retryBudget.backOff();
  }
}
