/**
 * Reads the table during an on-sale: counts the tickets sold and the bookings waiting and promoted, and
 * checks that every ticket is accounted for.
 */
import type { Event } from '../../functions/domain/model/event.ts';
import { isConservedBetween } from '../../functions/domain/verify/check-instant.ts';
import type { EventState } from '../../functions/domain/verify/event-state.ts';
import { freeTickets } from '../../functions/domain/verify/snapshot.ts';
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
  /** The checks made during the sale that could be judged, and those of them that held. */
  looks: { judged: number; held: number };
  /** Stops after the read in progress and a last sample. */
  stop: () => Promise<void>;
};

/** Starts observing. Calls `onSample` after each count, five times a second at most. */
export function observe(table: Table, event: Event, onSample: (sample: Sample) => void): Observer {
  const opening = performance.now();
  const samples: Sample[] = [];
  const looks = { judged: 0, held: 0 };
  let isStopped = false;

  async function readState(): Promise<EventState> {
    const [shards, waitlist] = await Promise.all([
      eventStore(table).readShards(event, 'strong'),
      waitlistStore(table).read(event),
    ]);
    return { event, shards, waitlist };
  }

  async function count(): Promise<Sample> {
    const state = await readState();
    const joined = state.shards.reduce((sum, shard) => sum + shard.joined, 0);
    const { served } = state.waitlist;
    const atMs = performance.now() - opening;
    return { atMs, sold: event.capacity - freeTickets(state), waiting: joined - served, promoted: served };
  }

  async function look(): Promise<void> {
    const before = await readState();
    const snapshot = await readEventSnapshot(table, event);
    const isConserved = isConservedBetween(before, snapshot, await readState());
    if (isConserved !== null) looks.judged += 1;
    if (isConserved) looks.held += 1;
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
