/**
 * Closes the sale from shards: once a request cannot be served from them, the event sells in order, for good.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One of the requests that found the shards short is elected for a short lease. Crash: the lease runs out,
 *    and another one is elected.
 * 2. It closes every shard, each in one idempotent update. Crash: some shards are closed; nobody can join the
 *    waitlist yet, and the next request that meets a closed shard runs these steps.
 * 3. It marks the event as selling in order, and its shards as empty if they are; then the waitlist of many shards becomes
 *    quiet. The same write sets when the sweep looks at the waitlist: soon, for tickets in the shards, or after sales are over, to end the
 *    entries that are left. Crash: done.
 *
 * A waitlist entry is acknowledged only after step 3, so no shard can sell a ticket past a waiter.
 */
import type { Event } from '../model/event.ts';
import { CLOSER_LEASE_MS, CLOSER_POLL_MS } from '../model/limits.ts';
import { nextLookAt } from '../model/next-look.ts';
import { becomesQuiet } from '../model/quiet-waitlist.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SaleCloser, WaitlistReader } from '../ports/waitlist-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

export type ClosingPorts = {
  events: EventStore;
  waitlist: WaitlistReader & SaleCloser;
  cache: EventCache;
  runtime: Runtime;
};

/**
 * Returns once the event sells in order. Concurrent calls of one process share the work.
 * @throws Busy when that takes longer than the retry budget.
 */
export async function closeSale(event: Event, retryBudget: RetryBudget, ports: ClosingPorts): Promise<void> {
  if (ports.cache.sellsInOrder.has(event.id)) return;
  await ports.cache.closings.run(event.id, () => close(event, retryBudget, ports));
}

/**
 * Sleeps about `CLOSER_POLL_MS` while another request closes the sale. @throws Busy when the retry budget is
 * spent.
 */
export function waitForCloser(retryBudget: RetryBudget, runtime: Runtime): Promise<void> {
  return retryBudget.wait(CLOSER_POLL_MS * (0.5 + runtime.random()));
}

async function close(event: Event, retryBudget: RetryBudget, ports: ClosingPorts): Promise<void> {
  const { waitlist, cache, runtime } = ports;
  for (;;) {
    // Asks for the lease only if nobody has it: a rejected write loads the waitlist's item like any other.
    const { sellsInOrder, closerUntil = 0 } = await retryBudget.retryWhileBusy(() =>
      waitlist.readClosing(event),
    );
    const now = runtime.now();
    if (sellsInOrder) {
      cache.sellsInOrder.add(event.id);
      return;
    }
    const isLeased = closerUntil >= now;
    if (isLeased || !(await waitlist.electCloser(event, now, now + CLOSER_LEASE_MS))) {
      await waitForCloser(retryBudget, runtime);
      continue;
    }
    const shards = Array.from({ length: event.shardCount }, (_, shard) => shard);
    await Promise.all(
      shards.map((shard) => retryBudget.retryUntilDone(() => waitlist.closeShard(event.id, shard))),
    );
    await startSellingInOrder(event, retryBudget, ports);
    cache.sellsInOrder.add(event.id);
    return;
  }
}

/**
 * Marks the event as selling in order, unless another process has done so, and stores whether its shards are
 * empty, whether its waitlist is quiet and when the sweep must look at the waitlist.
 */
async function startSellingInOrder(
  event: Event,
  retryBudget: RetryBudget,
  ports: ClosingPorts,
): Promise<void> {
  const { events, waitlist, cache, runtime } = ports;
  for (;;) {
    const seen = await retryBudget.retryWhileBusy(() => waitlist.read(event));
    if (seen.sellsInOrder) return;
    const left = await retryBudget.retryWhileBusy(() => events.readShards(event, 'strong'));
    const areShardsEmpty = left.every((shard) => shard.freeTickets === 0);
    const fresh = await retryBudget.retryWhileBusy(() => cache.refresh(event.id));
    const marked = { ...seen, sellsInOrder: true, shardsEmpty: areShardsEmpty };
    const lookAt = earlierOf(seen.lookAt, nextLookAt(fresh, marked, runtime.now()));
    const marks = { areShardsEmpty, becomesQuiet: becomesQuiet(fresh, marked) };
    if (await waitlist.startSellingInOrder(fresh, seen, marks, lookAt)) return;
    await retryBudget.backOff();
  }
}

/**
 * A look that a change of the event set stays: a request that did not know of a lowered capacity may join after the clerk has served
 * that change, for more tickets than there can be.
 */
function earlierOf(set: number | undefined, needed: number | undefined): number | undefined {
  if (set === undefined || needed === undefined) return set ?? needed;
  return Math.min(set, needed);
}
