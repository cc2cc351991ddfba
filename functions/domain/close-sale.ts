/**
 * Ends the open regime: once a request cannot be served from the shards, the event sells in order, for good.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One of the requests that saw the end is elected for a short lease. Crash: the lease runs out, another is elected.
 * 2. It closes every shard; each is one idempotent update. Crash: some are closed; nobody can wait yet, and the
 *    next request that meets a closed shard comes here and finishes.
 * 3. It marks the event as queueing, and as drained if the shards turned out to be empty. The same write has the sweep
 *    look at the line: soon, for what the shards hold, or once sales are over, for places in the line that are left
 *    then. Crash: done.
 *
 * Only after the mark is a waitlist entry acknowledged, so no shard can sell past somebody who waits.
 */
import type { Event, Line } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { CLOSER_LEASE_MS, CLOSER_POLL_MS } from './limits.ts';
import { nextLookAt } from './next-look.ts';
import type { Patience } from './patience.ts';
import type { Environment, EventStore, LineStore } from './ports.ts';

export type ClosingPorts = {
  events: EventStore;
  line: LineStore;
  memory: EventMemory;
  environment: Environment;
};

/** Returns once the event is marked as queueing. @throws Busy when that takes longer than the patience. */
export async function closeSale(event: Event, patience: Patience, ports: ClosingPorts): Promise<void> {
  if (ports.memory.queueing.has(event.id)) return;
  await ports.memory.once(`closing ${event.id}`, () => close(event, patience, ports));
}

/** A moment's wait for whoever closes the sale. @throws Busy when the patience is over. */
export function waitForCloser(patience: Patience, environment: Environment): Promise<void> {
  return patience.wait(CLOSER_POLL_MS * (0.5 + environment.random()));
}

async function close(event: Event, patience: Patience, ports: ClosingPorts): Promise<void> {
  const { line, memory, environment } = ports;
  for (;;) {
    // Only who sees no lease asks for it: a write that is refused costs the line as much as one that is not.
    const seen = await patience.outwaitBusy(() => line.read(event));
    const now = environment.now();
    if (seen.queueing) {
      memory.queueing.add(event.id);
      return;
    }
    const isLeased = (seen.closerUntil ?? 0) >= now;
    if (isLeased || !(await line.electCloser(event, now, now + CLOSER_LEASE_MS))) {
      await waitForCloser(patience, environment);
      continue;
    }
    const shards = Array.from({ length: event.shardCount }, (_, shard) => shard);
    await Promise.all(shards.map((shard) => patience.insist(() => line.closeShard(event.id, shard))));
    await mark(event, seen, patience, ports);
    memory.queueing.add(event.id);
    return;
  }
}

/**
 * Marks the event as queueing, unless somebody else did, with what its shards still hold and when the sweep must look.
 */
async function mark(event: Event, seen: Line, patience: Patience, ports: ClosingPorts): Promise<void> {
  const { events, line, memory, environment } = ports;
  for (let current = seen; !current.queueing; current = await patience.outwaitBusy(() => line.read(event))) {
    const left = await patience.outwaitBusy(() => events.readShards(event, 'strong'));
    const isDrained = left.every((shard) => shard.freeTickets === 0);
    const facts = await patience.outwaitBusy(() => memory.freshFacts(event.id));
    const marked = { ...current, queueing: true, drained: isDrained };
    const lookAt = nextLookAt(facts, marked, environment.now());
    if (await line.markQueueing(facts, current, isDrained, lookAt)) return;
    await patience.backOff();
  }
}
