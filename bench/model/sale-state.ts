/** The items of one event in the model, which are also the truth by which answers are judged. */
import type { Booking } from '../../functions/domain/model/booking.ts';
import { copiedTerms, type Event } from '../../functions/domain/model/event.ts';
import { newWaitlist } from '../../functions/domain/model/new-waitlist.ts';
import type { Entry } from '../../functions/domain/model/plan-promotions.ts';
import { newShards, type Shard } from '../../functions/domain/model/shard.ts';
import type { WaitlistState } from '../../functions/domain/model/waitlist-state.ts';

export class SaleState {
  readonly event: Event;
  readonly shards: Shard[];
  readonly bookings = new Map<string, Booking>();
  /** By their sort key, which orders the waitlist. */
  readonly entries = new Map<string, Entry>();
  /** When each release became due (ms), by the booking that has it, as the index shows it. */
  readonly releases = new Map<string, number>();
  readonly waitlist: WaitlistState;

  constructor(event: Event) {
    this.event = event;
    this.shards = newShards(event);
    this.waitlist = { ...newWaitlist(event), ...copiedTerms(event) };
  }

  shard(index: number): Shard {
    const shard = this.shards[index];
    if (shard === undefined) throw new Error(`There is no shard ${index}.`);
    return shard;
  }

  /** Counts an entry that joins through the shard, and takes its room if the waitlist has a limit. */
  join(index: number): void {
    const shard = this.shard(index);
    shard.joined += 1;
    if (shard.room !== undefined) shard.room -= 1;
  }

  /** The number of tickets that no booking holds. It only falls, since nothing is cancelled in the model. */
  get free(): number {
    return this.shards.reduce(
      (sum, shard) => sum + shard.freeTickets,
      this.waitlist.unassigned + this.waitlist.pendingCapacity,
    );
  }
}

/** @returns a method that throws, for calls that a sale does not make. */
export function notModelled(name: string): () => never {
  return () => {
    throw new Error(`The model of a sale does not support ${name}.`);
  };
}
