/** Tells an event's clerk what to look at. What is not told is found by the sweep, so nobody waits for an error. */
import type { Booking } from './booking.ts';
import type { Event } from './event.ts';
import type { Log, Queue } from './ports.ts';

type Ports = { queue: Queue; log: Log };

/** The booking changed: its history's length tells this change from the next. */
export function tellClerk(event: Event, booking: Booking, ports: Ports): Promise<void> {
  const message = { eventId: event.id, bookingId: booking.id };
  return send(message, `${booking.id}:${booking.history.length}`, ports);
}

/** The event changed: its revision tells this change from the next. */
export function tellClerkOfEvent(event: Event, ports: Ports): Promise<void> {
  return send({ eventId: event.id }, `${event.id}:revision:${event.revision}`, ports);
}

async function send(message: { eventId: string; bookingId?: string }, sameAs: string, { queue, log }: Ports) {
  try {
    await queue.send(message, sameAs);
  } catch (error) {
    log.warn('The clerk was not told of a change; the sweep will.', {
      eventId: message.eventId,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}
