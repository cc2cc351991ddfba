/**
 * The scheduled sweep: finds what a crash between a write and its message left behind, and sends the message again.
 * It changes nothing itself, so it may run at any time, twice, or beside the clerk.
 */

import { arrivalKeyBound } from './booking.ts';
import type { EventMemory } from './event-memory.ts';
import { SWEEP_INTERVAL_SECONDS } from './limits.ts';
import type { AttentionStore, Environment, LineStore, Queue } from './ports.ts';

export type SweepPorts = {
  attention: AttentionStore;
  line: LineStore;
  queue: Queue;
  memory: EventMemory;
  environment: Environment;
};

/** @returns how many messages were sent. */
export async function sweepAttention(ports: SweepPorts): Promise<number> {
  const { attention, queue, environment } = ports;
  const now = environment.now();
  const round = Math.floor(now / (SWEEP_INTERVAL_SECONDS * 1000));
  let sent = 0;
  for await (const { eventId, about } of attention.due(now)) {
    if (about === 'pool') {
      if (!(await hasWork(eventId, now, ports))) continue;
      await queue.send({ eventId }, `${eventId}:sweep:${round}`);
    } else {
      await queue.send({ eventId, bookingId: about.bookingId }, `${about.bookingId}:sweep:${round}`);
    }
    sent += 1;
  }
  return sent;
}

/** Tickets in the pool are work only while somebody waits; a raised capacity, a cancelled event and half a change always are. */
async function hasWork(eventId: string, now: number, { line, memory }: SweepPorts): Promise<boolean> {
  const event = await memory.facts(eventId);
  if (event.isSpreading) return true;
  const state = await line.read(event);
  if (state.raised > 0 || (event.cancelledAt !== undefined && !state.cancellationDone)) return true;
  const head = await line.readHead(event, { upTo: arrivalKeyBound(now) });
  return head.entries.length > 0;
}
