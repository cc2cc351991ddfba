/**
 * Looks at the table while an on-sale runs: how many are sold, waiting and promoted, and whether every ticket is
 * accounted for. A look counts only if nothing moved between its beginning and its end.
 */
import type { Event } from '../../functions/domain/event.ts';
import type { Table } from '../../functions/store/client.ts';
import { eventStore } from '../../functions/store/events.ts';
import { lineStore } from '../../functions/store/line.ts';
import { readEventPicture } from './picture.ts';

const COUNT_INTERVAL_MS = 200;

export type Sample = { atMs: number; sold: number; waiting: number; promoted: number };

export type Observer = {
  samples: Sample[];
  /** Looks at the middle of the sale, and how many of them could be judged and held. */
  looks: { taken: number; judged: number; held: number; evidence: string[] };
  stop: () => Promise<void>;
};

export function observe(table: Table, event: Event, onSample: (sample: Sample) => void): Observer {
  const opening = performance.now();
  const samples: Sample[] = [];
  const looks = { taken: 0, judged: 0, held: 0, evidence: [] as string[] };
  let isStopped = false;

  async function count(): Promise<Sample> {
    const [shards, line] = await Promise.all([
      eventStore(table).readShards(event, 'strong'),
      lineStore(table).read(event),
    ]);
    const free = shards.reduce((sum, shard) => sum + shard.freeTickets, line.pool);
    const joined = shards.reduce((sum, shard) => sum + shard.joined, 0);
    const atMs = performance.now() - opening;
    return { atMs, sold: event.capacity - free, waiting: joined - line.served, promoted: line.served };
  }

  /** Bookings only grow while tickets last: what is held lies between what was sold before and after the look. */
  async function look(): Promise<void> {
    const before = await count();
    const picture = await readEventPicture(table, event);
    const after = await count();
    looks.taken += 1;
    const inMotion =
      picture.bookings.some((booking) => booking.released > 0) || before.promoted !== after.promoted;
    const isSelling = !picture.line.queueing && !picture.bookings.some((b) => b.history.length > 1);
    if (inMotion && !isSelling) return;
    looks.judged += 1;
    const held = picture.bookings.reduce(
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
