/**
 * Makes pending capacity free while shards sell. Each shard gets its part in one small transaction, so that
 * none has to win against the sale in many shards at once. The work may be interrupted after any transaction.
 */
import type { Event } from '../model/event.ts';
import { SHARDS_UNASKED_MAX } from '../model/limits.ts';
import { splitCapacity } from '../model/shard.ts';
import type { WaitlistStore } from '../ports/waitlist-store.ts';

/**
 * `pendingCapacity`: the pending tickets as they were read.
 * @returns the tickets that are still pending, as some may be if a shard is closed or contended
 */
export async function freePendingCapacity(
  event: Event,
  pendingCapacity: number,
  { waitlist }: { waitlist: Pick<WaitlistStore, 'freePendingCapacity'> },
): Promise<number> {
  const shares = splitCapacity(pendingCapacity, Math.min(event.shardCount, SHARDS_UNASKED_MAX));
  let left = pendingCapacity;
  for (const [index, quantity] of shares.entries()) {
    if (quantity === 0) break;
    if (await waitlist.freePendingCapacity(event, left, { index, quantity })) left -= quantity;
  }
  return left;
}
