/**
 * What a process remembers of the room of limited waitlists, for about a second: that there was some, and how much each shard had.
 * A wrong choice costs another attempt, because the condition of the transaction decides. Nobody is refused by it.
 */
import type { Event } from '../model/event.ts';
import { SHARD_HINT_TTL_MS } from '../model/limits.ts';
import { joiningShards, type Shard } from '../model/shard.ts';
import { ShardHints } from '../model/shard-choice.ts';

type Limited = Pick<Event, 'id' | 'shardCount' | 'waitlist'>;

export class RoomMemory {
  /** Hints of room, where those of a sale are of free tickets. */
  readonly #hints = new ShardHints();
  readonly #seenAt = new Map<string, number>();

  /** Notes that some shard had room at `seenAt` (ms), for all that the waitlist's item or a join showed. */
  note(eventId: string, seenAt: number): void {
    this.#seenAt.set(eventId, seenAt);
  }

  /** Whether that was noted so lately that the item need not be read. `now` in ms. */
  isNoted(eventId: string, now: number): boolean {
    return now - (this.#seenAt.get(eventId) ?? Number.NEGATIVE_INFINITY) <= SHARD_HINT_TTL_MS;
  }

  /** Stores what was seen of these shards. `now`: when they were read, ms. */
  remember(eventId: string, shards: Pick<Shard, 'index' | 'room'>[], now: number): void {
    const hints = shards.map(({ index, room = 0 }) => ({ index, freeTickets: room }));
    this.#hints.remember(eventId, hints, now);
  }

  /**
   * Chooses `next`, or another one of the shards through which bookings join if that is known to have less room. `now` in ms,
   * `random` in [0, 1).
   * @returns undefined if none of them may have room
   */
  choose(event: Limited, next: number, now: number, random: () => number): number | undefined {
    return this.#hints.choose(
      { id: event.id, shardCount: joiningShards(event) },
      { quantity: 1 },
      next,
      now,
      random,
    );
  }
}
