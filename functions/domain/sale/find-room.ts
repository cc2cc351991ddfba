/**
 * Finds room for a booking that joins a limited waitlist: in a shard, as this process remembers them, else by a look at some of
 * them, and else at all. It refuses by a look alone, which costs one read where it is noted already that no shard has room.
 *
 * What a crash leaves behind: after a move, shards with room that others find; after the note that no shard has room, a note
 * that is true.
 */
import { Busy } from '../model/refusal.ts';
import { joiningShards, type Shard } from '../model/shard.ts';
import { shardIn } from '../model/shard-rotation.ts';
import { isFull, looksAtAll, sampledShards, sharesToMove } from '../model/waitlist-room.ts';
import { ROOM_PAUSE_MS } from '../model/waitlist-room-limits.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { BookingAttempt } from './booking-attempt.ts';
import { readWaitlist } from './join-answer.ts';

/** The shard through which a booking joins. `isRoomUnassigned`: its room is that of the waitlist's item. */
export type Gate = { shard: number; isRoomUnassigned?: true };

/**
 * `position`: that of the rotation. `misses`: how many shards of this request had no room so far.
 * @throws Refusal `waitlist-full`; Busy when the retry budget is spent.
 */
export async function findGate(attempt: BookingAttempt, position: number, misses: number): Promise<Gate> {
  const { event, ports, retryBudget } = attempt;
  const { runtime, shardPicker } = ports;
  const { rooms } = shardPicker;
  const next = shardIn(position, joiningShards(event), runtime.now());
  if (event.waitlist.limit === undefined) return { shard: next };
  const hasMissed = misses > 0;
  const shard = hasMissed ? undefined : rooms.choose(event, next, runtime.now(), () => runtime.random());
  if (shard !== undefined && rooms.isNoted(event.id, runtime.now())) return { shard };
  let gate = hasMissed ? await lookAtSome(attempt) : undefined;
  for (let tries = 1; gate === undefined; tries += 1) {
    if (retryBudget.isOver) await retryBudget.backOff();
    const readAt = runtime.now();
    const waitlist = await readWaitlist(attempt);
    if (isFull(waitlist)) throw attempt.waitlistFull(waitlist);
    if (waitlist.shardsFull) {
      gate = await takeUnassigned(attempt, waitlist, next);
      continue;
    }
    rooms.note(event.id, readAt);
    gate = shard === undefined ? await search(attempt, waitlist, tries) : { shard };
  }
  return gate;
}

/** @returns undefined if it found no room, and the waitlist's state must be read again */
async function search(
  attempt: BookingAttempt,
  waitlist: WaitlistState,
  tries: number,
): Promise<Gate | undefined> {
  const { event, ports, retryBudget } = attempt;
  if (looksAtAll(event, tries, ports.runtime.random())) return lookAtAll(attempt, waitlist);
  await retryBudget.wait(ROOM_PAUSE_MS * 2 ** (tries - 1) * (0.5 + ports.runtime.random()));
  return lookAtSome(attempt);
}

/** @returns undefined if none of them has room, or they could not be read */
async function lookAtSome({ event, ports }: BookingAttempt): Promise<Gate | undefined> {
  const { runtime, events, shardPicker } = ports;
  try {
    const shards = await events.readSomeShards(event, sampledShards(event, runtime.random()), 'eventual');
    shardPicker.rooms.remember(event.id, shards, runtime.now());
    return oneOf(shards, runtime.random());
  } catch (error) {
    if (error instanceof Busy) return undefined;
    throw error;
  }
}

/** Moves room to shards if there is enough. @returns undefined if it was moved by another request */
async function takeUnassigned(
  { event, ports, retryBudget }: BookingAttempt,
  { unassignedRoom = 0 }: WaitlistState,
  next: number,
): Promise<Gate | undefined> {
  const { rooms } = ports.shardPicker;
  const shares = sharesToMove(event, unassignedRoom, ports.runtime.random());
  if (shares.length === 0) return { shard: next, isRoomUnassigned: true };
  if (!(await ports.waitlist.moveRoom(event, shares))) {
    await retryBudget.backOff();
    return undefined;
  }
  const now = ports.runtime.now();
  const moved = shares.map(({ index, quantity }) => ({ index, room: quantity }));
  rooms.remember(event.id, moved, now);
  rooms.note(event.id, now);
  return oneOf(moved, ports.runtime.random());
}

/**
 * Reads all shards, and notes it if none has room.
 * @returns undefined if none has, or room was moved meanwhile: the waitlist's state must be read again
 */
async function lookAtAll(
  { event, ports, retryBudget }: BookingAttempt,
  { roomMoves = 0 }: WaitlistState,
): Promise<Gate | undefined> {
  const shards = await retryBudget.retryWhileBusy(() => ports.events.readShards(event, 'strong'));
  ports.shardPicker.rooms.remember(event.id, shards, ports.runtime.now());
  const gate = oneOf(shards, ports.runtime.random());
  if (gate === undefined && !(await ports.waitlist.noteShardsFull(event, roomMoves)))
    await retryBudget.backOff();
  return gate;
}

/** @returns one of the shards with room, by chance */
function oneOf(shards: Pick<Shard, 'index' | 'room'>[], random: number): Gate | undefined {
  const some = shards.filter(({ room = 0 }) => room > 0);
  const chosen = some[Math.floor(random * some.length)];
  return chosen && { shard: chosen.index };
}
