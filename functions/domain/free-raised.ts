/**
 * Makes the tickets of a raised capacity free while shards sell: shard by shard, in one small transaction each, so that
 * none of them has to win against the sale in many shards at once. It may be stopped after any of them.
 */
import { type Event, splitCapacity } from './event.ts';
import { SHARDS_UNASKED_MAX } from './limits.ts';
import type { LineStore } from './ports.ts';

/** `raised` tickets were seen to wait. @returns how many still do; some may, where a shard is closed or contended. */
export async function freeRaised(
  event: Event,
  raised: number,
  { line }: { line: Pick<LineStore, 'freeRaised'> },
): Promise<number> {
  const shares = splitCapacity(raised, Math.min(event.shardCount, SHARDS_UNASKED_MAX));
  let left = raised;
  for (const [index, quantity] of shares.entries()) {
    if (quantity === 0) break;
    if (await line.freeRaised(event, left, { index, quantity })) left -= quantity;
  }
  return left;
}
