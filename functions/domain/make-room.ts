/**
 * Finds the tickets that a lower capacity takes away: free ones alone. Once the event sells in order they are in the
 * pool. While shards sell, they are withdrawn from the fullest shards first, one transaction for each, to the tickets
 * that wait in the line to be made free: no transaction touches many shards of a running sale, and whatever is
 * withdrawn without being used goes back by the clerk.
 */
import type { BookingPorts } from './booking-attempt.ts';
import type { Event, Line } from './event.ts';
import { ATTENTION_GRACE_MS } from './limits.ts';
import type { Patience } from './patience.ts';
import type { CutFrom } from './ports.ts';
import { Refusal } from './refusal.ts';
import { takeFromSeveral } from './shard-choice.ts';
import { nudgeClerk, wakeClerk } from './tell-clerk.ts';

/**
 * @returns where `cut` tickets can be taken from, undefined for none; `look-again` when something is on the move.
 * @throws Refusal `capacity-below-held`; Busy.
 */
export async function makeRoom(
  event: Event,
  cut: number,
  patience: Patience,
  ports: BookingPorts,
): Promise<CutFrom | undefined | 'look-again'> {
  if (cut <= 0) return undefined;
  const line = await patience.outwaitBusy(() => ports.line.read(event));
  return line.queueing ? fromPool(event, line, cut, ports) : fromShards(event, line, cut, patience, ports);
}

async function fromPool(event: Event, line: Line, cut: number, ports: BookingPorts) {
  if (!line.drained || line.servingUpTo !== undefined || line.raised > 0) {
    await nudgeClerk(event, line, ports);
    return 'look-again';
  }
  if (line.pool >= cut) return 'pool';
  throw belowHeld(event, line.pool);
}

async function fromShards(event: Event, line: Line, cut: number, patience: Patience, ports: BookingPorts) {
  if (line.raised >= cut) return 'raised';
  const { environment, events } = ports;
  const shards = await patience.outwaitBusy(() => events.readShards(event, 'strong'));
  if (shards.some((shard) => shard.closed)) return 'look-again';
  const takes = takeFromSeveral(shards, cut - line.raised);
  if (takes === undefined) {
    if (line.raised > 0) await wakeClerk(event.id, ports);
    throw belowHeld(
      event,
      shards.reduce((sum, shard) => sum + shard.freeTickets, line.raised),
    );
  }
  for (const take of takes) {
    if (!(await events.withdraw(event, take, environment.now() + ATTENTION_GRACE_MS))) return 'look-again';
  }
  return 'raised';
}

function belowHeld(event: Event, free: number): Refusal {
  const held = event.capacity - free;
  return new Refusal('capacity-below-held', `${held} tickets are held: the capacity cannot be below that.`, {
    held,
  });
}
