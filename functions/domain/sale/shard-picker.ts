/**
 * What a process remembers in order to choose the shards of a booking: hints (the free tickets of a shard as
 * last seen, good for about a second), the room of limited waitlists and the positions of its rotation. A wrong choice costs
 * another attempt, because the condition of the transaction decides.
 */
import type { Event } from '../model/event.ts';
import { HINT_REFRESH_MS_PER_SHARD } from '../model/limits.ts';
import { Busy } from '../model/refusal.ts';
import { ShardHints } from '../model/shard-choice.ts';
import { ShardRotation } from '../model/shard-rotation.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { SingleFlight } from '../process/single-flight.ts';
import { RoomMemory } from './room-memory.ts';

export class ShardPicker {
  readonly hints = new ShardHints();
  readonly rotation = new ShardRotation();
  readonly rooms = new RoomMemory();
  readonly #readAt = new Map<string, number>();
  readonly #flight = new SingleFlight<void>();
  readonly #events: Pick<EventStore, 'readShards'>;
  readonly #runtime: Pick<Runtime, 'now'>;

  constructor(events: Pick<EventStore, 'readShards'>, runtime: Pick<Runtime, 'now'>) {
    this.#events = events;
    this.#runtime = runtime;
  }

  /**
   * Refreshes the hints by reading the event's shards, unless the last read is younger than `oldestMs`.
   * @throws Busy
   */
  async refresh(event: Event, oldestMs: number): Promise<void> {
    const readAt = this.#readAt.get(event.id) ?? 0;
    if (this.#runtime.now() - readAt < oldestMs) return;
    await this.#flight.run(event.id, async () => {
      const shards = await this.#events.readShards(event, 'eventual');
      const now = this.#runtime.now();
      this.hints.remember(event.id, shards, now);
      if (event.waitlist.limit !== undefined) this.rooms.remember(event.id, shards, now);
      this.#readAt.set(event.id, now);
    });
  }

  /** Refreshes the hints after a failed write, unless that was done lately. It goes on without fresh ones where reads fail. */
  async refreshAfterFailure(event: Event): Promise<void> {
    try {
      await this.refresh(event, event.shardCount * HINT_REFRESH_MS_PER_SHARD);
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
    }
  }
}
