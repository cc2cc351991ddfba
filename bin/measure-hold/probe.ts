/**
 * Estimates how long a transaction holds an item: several clients write the same item in concurrent
 * transactions, and the share of conflicts shows for how much of the time the item was held.
 */
import type { Runtime } from '../../functions/domain/ports/runtime.ts';

/** The outcome of one transaction. `throttled`: cancelled for another reason than a conflict. */
export type Attempt = 'done' | 'conflict' | 'throttled';

/** The concurrency of a measurement. `pauseMs`: the mean of a client's random wait between two attempts. */
export type Level = { clients: number; pauseMs: number };

export type Counted = Level & { done: number; conflicts: number; throttled: number; seconds: number };

/**
 * `PACED`: rising concurrency with random pauses, so that attempts are independent. `SATURATED`: no pauses,
 * so that the item is held almost all the time. At most about 400 attempts a second, below a partition's
 * limit of 1,000 units.
 */
export const PACED: Level[] = [2, 4, 8].map((clients) => ({ clients, pauseMs: 25 }));
export const SATURATED: Level = { clients: 4, pauseMs: 0 };

/** Runs the clients of a level for `durationMs`. @returns the outcomes counted. */
export async function countAttempts(
  level: Level,
  durationMs: number,
  attempt: (client: number) => Promise<Attempt>,
  { now, random, sleep }: Pick<Runtime, 'now' | 'random' | 'sleep'>,
): Promise<Counted> {
  const counted = { ...level, done: 0, conflicts: 0, throttled: 0, seconds: 0 };
  const began = now();
  const repeat = async (client: number) => {
    while (now() - began < durationMs) {
      await sleep(-level.pauseMs * Math.log(1 - random()));
      const outcome = await attempt(client);
      counted[outcome === 'conflict' ? 'conflicts' : outcome] += 1;
    }
  };
  await Promise.all(Array.from({ length: level.clients }, (_, client) => repeat(client)));
  counted.seconds = (now() - began) / 1000;
  return counted;
}

/**
 * Estimates the mean hold in ms. A random attempt conflicts with the probability p that one of the other
 * clients holds the item. In the time in which a client does not hold the item itself, the others hold it for
 * the share p = (n - 1) × h / (1 - h), where h = done / n / time × hold is the share of all time that each of
 * n clients holds it.
 * @returns undefined if there was no conflict.
 */
export function holdFromConflicts({ clients, done, conflicts, seconds }: Counted): number | undefined {
  if (conflicts === 0 || done === 0) return undefined;
  const p = conflicts / (conflicts + done);
  const heldByEach = p / (clients - 1 + p);
  return (heldByEach * clients * seconds * 1000) / done;
}

/**
 * @returns an upper bound of the mean hold in ms: holds of one item do not overlap, so they share the time.
 */
export function holdAtMost({ done, seconds }: Counted): number {
  return (seconds / Math.max(1, done)) * 1000;
}

/**
 * The budget is 7.2 write units a booking and a booking needs at least 6, so one attempt in six may conflict.
 */
const CONFLICTS_ALLOWED = 1 / 6;

/** @returns the number of shards, a power of two, that keeps the bookings of one event within that budget. */
export function shardsFor(ratePerS: number, holdMs: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2((ratePerS * holdMs) / 1000 / CONFLICTS_ALLOWED)));
}
