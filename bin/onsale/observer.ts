/**
 * Reads the table during an on-sale: counts the tickets sold and the bookings waiting and promoted, and
 * checks that every ticket is accounted for. A check is not judged if promotions were made while it was read,
 * since a read of several items is not one instant.
 */
import type { Event } from '../../functions/domain/model/event.ts';
import { eventStore } from '../../functions/store/events.ts';
import type { Table } from '../../functions/store/table/client.ts';
import { waitlistStore } from '../../functions/store/waitlist.ts';
import { readEventSnapshot } from '../local/event-snapshot.ts';

const COUNT_INTERVAL_MS = 200;

/**
 * Counts at one time in ms from the opening. `sold` is in tickets, `waiting` and `promoted` are in bookings.
 */
export type Sample = { atMs: number; sold: number; waiting: number; promoted: number };

export type Observer = {
  samples: Sample[];
  /**
   * The checks made during the sale: taken, judged, held. `evidence` has a line for each that did not hold.
   */
  looks: { taken: number; judged: number; held: number; evidence: string[] };
  /** Stops after the read in progress and a last sample. */
  stop: () => Promise<void>;
};

/** Starts observing. Calls `onSample` after each count, five times a second at most. */
export function observe(table: Table, event: Event, onSample: (sample: Sample) => void): Observer {
  const opening = performance.now();
  const samples: Sample[] = [];
  const looks = { taken: 0, judged: 0, held: 0, evidence: [] as string[] };
  let isStopped = false;

  async function count(): Promise<Sample> {
    const [shards, waitlist] = await Promise.all([
      eventStore(table).readShards(event, 'strong'),
      waitlistStore(table).read(event),
    ]);
    const free = shards.reduce((sum, shard) => sum + shard.freeTickets, waitlist.unassigned);
    const joined = shards.reduce((sum, shard) => sum + shard.joined, 0);
    const atMs = performance.now() - opening;
    return {
      atMs,
      sold: event.capacity - free,
      waiting: joined - waitlist.served,
      promoted: waitlist.served,
    };
  }

  /**
   * The held tickets must lie between those sold before and after the check, since sales only grow meanwhile.
   */
  async function look(): Promise<void> {
    const before = await count();
    const snapshot = await readEventSnapshot(table, event);
    const after = await count();
    looks.taken += 1;
    const inMotion =
      snapshot.bookings.some((booking) => booking.released > 0) || before.promoted !== after.promoted;
    const isSelling = !snapshot.waitlist.sellsInOrder && !snapshot.bookings.some((b) => b.history.length > 1);
    if (inMotion && !isSelling) return;
    looks.judged += 1;
    const held = snapshot.bookings.reduce(
      (sum, b) => sum + (b.status === 'confirmed' ? b.quantity : 0) + b.released,
      0,
    );
    const isHeld = before.sold <= held && held <= after.sold && after.sold <= event.capacity;
    if (isHeld) looks.held += 1;
    else looks.evidence.push(`${held} held, ${before.sold} to ${after.sold} sold of ${event.capacity}`);
  }

  const counting = (async () => {
    while (!isStopped) {
      const sample = await count();
      samples.push(sample);
      onSample(sample);
      await new Promise((resolve) => setTimeout(resolve, COUNT_INTERVAL_MS));
    }
    samples.push(await count());
  })();
  const looking = (async () => {
    while (!isStopped) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, COUNT_INTERVAL_MS * 5));
    }
  })();
  return {
    samples,
    looks,
    stop: async () => {
      isStopped = true;
      await Promise.all([counting, looking]);
    },
  };
}
