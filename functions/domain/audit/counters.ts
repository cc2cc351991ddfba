/** An event with its counters, as an audit compares them between two readings. */
import type { Event, Line, Shard } from '../event.ts';

export type Counters = { event: Event; shards: Shard[]; line: Line };

/** Differs once a counter, or anything about the event, has changed. A clerk who found nothing to do changed nothing. */
export function countersSignature({ event, shards, line }: Counters): string {
  const { pass: _pass, servingUpTo: _upTo, lookAt: _lookAt, cancellationPlace: _place, ...counted } = line;
  const inOrder = [...shards].sort((a, b) => a.index - b.index);
  return JSON.stringify([event.revision, inOrder.map((shard) => [shard.freeTickets, shard.joined]), counted]);
}
