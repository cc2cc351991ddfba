/** One event's items as the model keeps them, and the truth about it that answers are judged by. */
import type { Booking } from '../../functions/domain/booking.ts';
import {
  copiedTerms,
  type Event,
  type Line,
  NEW_LINE,
  newShards,
  type Shard,
} from '../../functions/domain/event.ts';
import type { Entry } from '../../functions/domain/serve-line.ts';

export class SaleState {
  readonly event: Event;
  readonly shards: Shard[];
  readonly bookings = new Map<string, Booking>();
  /** By their place in the line. */
  readonly entries = new Map<string, Entry>();
  readonly line: Line;

  constructor(event: Event) {
    this.event = event;
    this.shards = newShards(event);
    this.line = { ...NEW_LINE, ...copiedTerms(event) };
  }

  shard(index: number): Shard {
    const shard = this.shards[index];
    if (shard === undefined) throw new Error(`There is no shard ${index}.`);
    return shard;
  }

  /** Tickets that nobody holds. While nothing is cancelled they only get fewer. */
  get free(): number {
    return this.shards.reduce((sum, shard) => sum + shard.freeTickets, this.line.pool + this.line.raised);
  }
}

/** What the sale never calls. */
export function notModelled(name: string): () => never {
  return () => {
    throw new Error(`The model of a sale knows nothing of ${name}.`);
  };
}
