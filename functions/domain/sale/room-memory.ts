/**
 * What a process remembers of the room of limited waitlists, for about a second: which shards have some. A wrong choice costs
 * another attempt, because the condition of the transaction decides. Nobody is refused by it.
 */
import { SHARD_HINT_TTL_MS } from '../model/limits.ts';

/** `shards`: the indexes of those with room; undefined if any may have some. `readAt`: when that was read, ms. */
type Remembered = { shards?: number[]; readAt: number };

export class RoomMemory {
  readonly #events = new Map<string, Remembered>();

  note(eventId: string, remembered: Remembered): void {
    this.#events.set(eventId, remembered);
  }

  /** Forgets a shard that was found without room. If that leaves none, nothing is remembered. */
  forget(eventId: string, shard: number): void {
    const known = this.#events.get(eventId);
    const shards = known?.shards?.filter((index) => index !== shard) ?? [];
    if (known === undefined || shards.length === 0) this.#events.delete(eventId);
    else this.#events.set(eventId, { ...known, shards });
  }

  /**
   * Chooses `next`, or another shard if that has no room. `now` in ms, `random` in [0, 1).
   * @returns undefined if nothing is remembered
   */
  choose(eventId: string, next: number, now: number, random: () => number): number | undefined {
    const known = this.#events.get(eventId);
    if (known === undefined || now - known.readAt > SHARD_HINT_TTL_MS) return undefined;
    const { shards } = known;
    if (shards === undefined || shards.includes(next)) return next;
    return shards[Math.floor(random() * shards.length)];
  }
}
