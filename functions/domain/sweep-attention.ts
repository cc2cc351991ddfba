/**
 * The scheduled sweep: finds what a crash between a write and its message left behind and what has become due, and sends
 * messages to the clerks. It may run at any time, twice, or beside a clerk; all that it writes itself is when a line is
 * to be looked at next, and where a sweep that had no time to finish is to go on.
 */
import { arrivalKeyBound } from './booking.ts';
import type { Event, Line } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import {
  BOOKINGS_PER_MESSAGE,
  SWEEP_AT_ONCE,
  SWEEP_ROUND_MS,
  SWEEP_TIME_MS,
  TRANSACTION_LIMIT_ACTIONS,
} from './limits.ts';
import { mustEndWaiting, nextLookAt } from './next-look.ts';
import type { Attention, AttentionStore, Environment, LineStore, Queue, SweepPlace } from './ports.ts';
import { Refusal } from './refusal.ts';
import { salesState } from './sale-terms.ts';
import { isEmpty, planTurn, servedWhileResting, unservable } from './serve-line.ts';

export type SweepPorts = {
  attention: AttentionStore;
  line: LineStore;
  queue: Queue;
  memory: EventMemory;
  environment: Environment;
};

/** `sent`: messages. `isComplete` false: time was over, and the next sweep goes on where this one stopped. */
export type Swept = { sent: number; isComplete: boolean };

export async function sweepAttention(ports: SweepPorts): Promise<Swept> {
  const { attention, environment } = ports;
  const now = environment.now();
  const round = Math.floor(now / SWEEP_ROUND_MS);
  const from = await attention.readPlace();
  let sent = 0;
  let reached: SweepPlace | undefined;
  for await (const { due, place } of attention.due(now, from)) {
    if (reached !== undefined && environment.now() - now >= SWEEP_TIME_MS) {
      await attention.savePlace(reached);
      return { sent, isComplete: false };
    }
    sent += await sendFor(due, round, ports);
    reached = place;
  }
  if (from !== undefined) await attention.savePlace(undefined);
  return { sent, isComplete: true };
}

/**
 * One message for all that a page holds of an event. Bookings that are due are named, for no other index knows them:
 * their offers ran out, or their requests would not wait and were cut off.
 */
async function sendFor(due: Attention[], round: number, ports: SweepPorts): Promise<number> {
  const byEvent = [...Map.groupBy(due, ({ eventId }) => eventId)];
  let sent = 0;
  for (let start = 0; start < byEvent.length; start += SWEEP_AT_ONCE) {
    const some = byEvent.slice(start, start + SWEEP_AT_ONCE);
    const counts = await Promise.all(
      some.map(([eventId, marks]) => sendForEvent(eventId, marks, round, ports)),
    );
    sent += counts.reduce((sum, count) => sum + count, 0);
  }
  return sent;
}

/** An event whose store or queue does not answer now is left to the next sweep, and holds up no other. */
async function sendForEvent(
  eventId: string,
  marks: Attention[],
  round: number,
  ports: SweepPorts,
): Promise<number> {
  try {
    return await sendMessages(eventId, marks, round, ports);
  } catch (error) {
    if (error instanceof Refusal) return 0;
    throw error;
  }
}

async function sendMessages(
  eventId: string,
  marks: Attention[],
  round: number,
  ports: SweepPorts,
): Promise<number> {
  const bookings = marks.flatMap((mark) => (mark.about === 'booking' ? mark.bookingId : []));
  const line = marks.find(({ about }) => about === 'line');
  const hasOther = marks.some(({ about }) => about === 'release' || about === 'event');
  const isDue = hasOther || bookings.length > 0 || (line !== undefined && (await hasWork(line, ports)));
  if (!isDue) return 0;
  const messages = Array.from(
    { length: Math.max(1, Math.ceil(bookings.length / BOOKINGS_PER_MESSAGE)) },
    (_, index) => bookings.slice(index * BOOKINGS_PER_MESSAGE, (index + 1) * BOOKINGS_PER_MESSAGE),
  );
  for (const bookingIds of messages) {
    const sameAs = `${eventId}:sweep:${round}:${bookingIds[0] ?? 'line'}`;
    await ports.queue.send({ eventId, ...(bookingIds.length > 0 && { bookingIds }) }, sameAs);
  }
  return messages.length;
}

/** Whether a clerk would do something for the line now; if not, the line says when to look at it next. */
async function hasWork({ eventId }: Attention, ports: SweepPorts): Promise<boolean> {
  const { environment, line, memory } = ports;
  const event = await memory.freshFacts(eventId);
  const state = await line.read(event);
  const now = environment.now();
  const isUnfinished = event.cancelledAt !== undefined && !state.cancellationDone;
  const isOnItsWay = state.raised > 0 || (state.queueing && !state.drained);
  if (isUnfinished || isOnItsWay || mustEndWaiting(event, state, now)) return true;
  const lookAt = nextLookAt(event, state, now);
  const isOpen = salesState(event, now) === 'open';
  if (isOpen && lookAt !== undefined && (await canServe(event, state, ports))) return true;
  if (isOpen && lookAt !== undefined && state.pool > 0) return false;
  await line.postponeLook(event, state, lookAt);
  return false;
}

/** Whether the pool has something for the head of the line, or the head can never be served. */
async function canServe(event: Event, { pool }: Line, { environment, line }: SweepPorts): Promise<boolean> {
  const { capacity, waitlist } = event;
  const { policy } = waitlist;
  const { entries, complete } = await line.readHead(event, { upTo: arrivalKeyBound(environment.now()) });
  const head = waitlist.enabled ? entries : servedWhileResting(entries);
  const turn = planTurn({ pool, releases: [], line: head, policy }, TRANSACTION_LIMIT_ACTIONS);
  const isMoreBehind = policy === 'skip' && pool > 0 && !complete;
  return !isEmpty(turn) || isMoreBehind || unservable(head, policy, capacity).length > 0;
}
