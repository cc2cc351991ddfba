/**
 * Estimates for how long a transaction holds an item: several clients write the same item, each in transactions of
 * its own, and what they get in each other's way tells how much of the time the item was held.
 */
import type { Environment } from '../../functions/domain/ports.ts';

/** `throttled`: cancelled for another reason than a conflict. */
export type Attempt = 'done' | 'conflict' | 'throttled';

/** `pauseMs`: the mean of what a client waits, at random, between two attempts. */
export type Level = { clients: number; pauseMs: number };

export type Counted = Level & { done: number; conflicts: number; throttled: number; seconds: number };

/**
 * Rising concurrency with pauses, so that attempts come at random; then without, so that the item is never free for
 * long. At most some 400 attempts a second, which is below the 1,000 units a second that a partition takes.
 */
export const PACED: Level[] = [2, 4, 8].map((clients) => ({ clients, pauseMs: 25 }));
export const SATURATED: Level = { clients: 4, pauseMs: 0 };

export async function countAttempts(
  level: Level,
  durationMs: number,
  attempt: (client: number) => Promise<Attempt>,
  { now, random, sleep }: Pick<Environment, 'now' | 'random' | 'sleep'>,
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
 * The mean hold in ms. An attempt that comes at random conflicts with the probability p that one of the other clients
 * holds the item. Of the time that a client does not hold it itself, the others hold it for
 * p = (n - 1) × h / (1 - h), where h = done / n / time × hold is what each of n clients has of all time.
 * Undefined without a conflict.
 */
export function holdFromConflicts({ clients, done, conflicts, seconds }: Counted): number | undefined {
  if (conflicts === 0 || done === 0) return undefined;
  const p = conflicts / (conflicts + done);
  const heldByEach = p / (clients - 1 + p);
  return (heldByEach * clients * seconds * 1000) / done;
}

/** An item that is held one time after the other cannot be held for longer than this on average, ms. */
export function holdAtMost({ done, seconds }: Counted): number {
  return (seconds / Math.max(1, done)) * 1000;
}

/** The cheapest budget allows 7.2 units a booking where 6 are the least: one attempt in six may be in vain. */
const CONFLICTS_ALLOWED = 1 / 6;

/** The shards, as a power of two, that keep a booking of one event within its budget at this rate. */
export function shardsFor(ratePerS: number, holdMs: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2((ratePerS * holdMs) / 1000 / CONFLICTS_ALLOWED)));
}
