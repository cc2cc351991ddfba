/**
 * Sends messages to an event's clerk. A message that cannot be sent is logged and fails no request, because
 * the sweep finds the same work. Messages with equal deduplication ids count as one.
 */
import type { Booking } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { Refusal } from '../model/refusal.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { Log } from '../ports/log.ts';
import type { Message, Queue } from '../ports/queue.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EventCache } from './event-cache.ts';

type Ports = { queue: Queue; log: Log };

/** Reports a changed booking. The length of its history distinguishes this change from the next. */
export function notifyClerk(event: Event, booking: Booking, ports: Ports): Promise<void> {
  const message = { eventId: event.id, bookingIds: [booking.id] };
  return send(message, `${booking.id}:${booking.history.length}`, ports);
}

/** Reports a changed event. Its revision distinguishes this change from the next. */
export function notifyClerkOfChange(event: Event, ports: Ports): Promise<void> {
  return send({ eventId: event.id }, `${event.id}:revision:${event.revision}`, ports);
}

/** Starts a clerk for work that no other message announces. The message has an id of its own. */
export function wakeClerk(eventId: string, ports: Ports & { runtime: Runtime }): Promise<void> {
  return send({ eventId }, `${eventId}:${ports.runtime.newId()}`, ports);
}

/**
 * Reports that the waitlist, as it was read, has tickets to hand out. The clerk needs one such message for
 * each pass, so all processes use the same deduplication id, and each process sends it once.
 */
export async function nudgeClerk(
  event: Event,
  waitlist: WaitlistState,
  ports: Ports & { cache: EventCache },
): Promise<void> {
  if (ports.cache.isNudged(event.id, waitlist.pass)) return;
  await send({ eventId: event.id }, `${event.id}:${waitlist.pass}`, ports);
}

async function send(message: Message, sameAs: string, { queue, log }: Ports): Promise<void> {
  try {
    await queue.send(message, sameAs);
  } catch (error) {
    log.warn('Could not send a message to the clerk. The sweep will send another one.', {
      eventId: message.eventId,
      error: error instanceof Refusal ? error.code : String(error),
    });
  }
}
