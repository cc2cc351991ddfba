/**
 * Takes changed terms of a sale to all shards of the event, shard by shard. The event says that it is spreading, in the
 * transaction of the change itself; whatever knows that goes by the event. Until it is over, some shards sell by the old
 * terms to functions that remember the event from before, a second ago at most, as if their customers had come just
 * before the change, which is not answered yet.
 *
 * Each shard is one conditional update, and an earlier change never replaces a later one, so doing it twice, or two
 * doing it, is the same. Crash: the sweep finds the event, and its clerk goes on before it does anything else.
 */
import type { Event } from './event.ts';
import { AFTERCARE_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import type { Environment, EventStore } from './ports.ts';
import { Busy } from './refusal.ts';

type Ports = { events: EventStore; environment: Environment };

/** @throws Busy when that takes longer than the patience. */
export async function spreadTerms(
  event: Event,
  patience: Patience,
  { events }: Pick<Ports, 'events'>,
): Promise<void> {
  if (!event.isSpreading) return;
  const shards = Array.from({ length: event.shardCount }, (_, shard) => shard);
  await Promise.all(shards.map((shard) => patience.insist(() => events.copyTerms(event, shard))));
  await patience.insist(() => events.endSpreading(event));
}

/** The same for a change that is stored and may not fail any more. @returns false when the rest is left to the clerk. */
export async function spreadStored(event: Event, ports: Ports): Promise<boolean> {
  try {
    await spreadTerms(event, new Patience(ports.environment, AFTERCARE_PATIENCE_MS), ports);
    return true;
  } catch (error) {
    if (error instanceof Busy) return false;
    throw error;
  }
}
