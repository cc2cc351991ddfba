/**
 * Takes a change to all shards of an event that has more of them than a transaction has room for. The event says that
 * it spreads, in the transaction of the change itself; whoever knows that goes by the event. Until it is over, some
 * shards sell by the old facts to those who remember the event from before, a second ago at most, as if they had come
 * just before the change, which is not answered yet.
 *
 * Each shard is one conditional update, and an earlier change never replaces a later one, so doing it twice, or two
 * doing it, is the same. Crash: the sweep finds the event, and its clerk goes on before it does anything else.
 */
import type { Event } from './event.ts';
import type { Patience } from './patience.ts';
import type { EventStore } from './ports.ts';

/** @throws Busy when that takes longer than the patience. */
export async function spreadFacts(
  event: Event,
  patience: Patience,
  { events }: { events: EventStore },
): Promise<void> {
  if (!event.isSpreading) return;
  const shards = Array.from({ length: event.shardCount }, (_, shard) => shard);
  await Promise.all(shards.map((shard) => patience.insist(() => events.copyFacts(event, shard))));
  await patience.insist(() => events.endSpreading(event));
}
