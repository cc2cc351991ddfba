/**
 * Tells an event's clerk what to look at. No answer hangs on it: what the clerk is not told of is found by the sweep.
 */
import type { Booking } from './booking.ts';
import type { Event, Line } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import type { Environment, Log, Message, Queue } from './ports.ts';
import { Refusal } from './refusal.ts';

type Ports = { queue: Queue; log: Log };

/** The booking changed: its history's length tells this change from the next. */
export function tellClerk(event: Event, booking: Booking, ports: Ports): Promise<void> {
  const message = { eventId: event.id, bookingIds: [booking.id] };
  return send(message, `${booking.id}:${booking.history.length}`, ports);
}

/** The event changed: its revision tells this change from the next. */
export function tellClerkOfEvent(event: Event, ports: Ports): Promise<void> {
  return send({ eventId: event.id }, `${event.id}:revision:${event.revision}`, ports);
}

/** There is something to do that no other message is about. */
export function wakeClerk(eventId: string, ports: Ports & { environment: Environment }): Promise<void> {
  return send({ eventId }, `${eventId}:${ports.environment.newId()}`, ports);
}

/**
 * The line has something to hand out, as it was seen. One message for each pass of the clerk is enough, whoever sends
 * it, so a process sends one.
 */
export async function nudgeClerk(
  event: Event,
  line: Line,
  ports: Ports & { memory: EventMemory },
): Promise<void> {
  if (ports.memory.isNudged(event.id, line.pass)) return;
  await send({ eventId: event.id }, `${event.id}:${line.pass}`, ports);
}

async function send(message: Message, sameAs: string, { queue, log }: Ports): Promise<void> {
  try {
    await queue.send(message, sameAs);
  } catch (error) {
    log.warn('A message to the clerk was not sent; the sweep sends another.', {
      eventId: message.eventId,
      error: error instanceof Refusal ? error.code : String(error),
    });
  }
}
