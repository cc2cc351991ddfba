/**
 * Cancels an event: answers at once, and the clerk cancels every booking behind it, or removes an event that nobody ever
 * booked.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. One transaction writes the event and its line: nothing is promoted from here on. Crash: the sweep finds the mark.
 * 2. The end of the sale goes from shard to shard (see spread-terms). Crash: as after 1.
 * 3. A message tells the clerk, who cancels the bookings (see cancel-all-bookings). Crash: as after 1.
 */
import type { BookingPorts } from './booking-attempt.ts';
import { type Event, eventOf } from './event.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { readEventOf } from './read-event-of.ts';
import { spreadStored } from './spread-terms.ts';
import { tellClerkOfEvent } from './tell-clerk.ts';
import type { Actor } from './user.ts';

/**
 * Cancelling again changes nothing, and tells the clerk again. @throws Refusal `not-found`; Busy: nothing was changed.
 */
export async function cancelEvent(
  { eventId, actor }: { eventId: string; actor: Actor },
  ports: BookingPorts,
): Promise<Event> {
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  for (;;) {
    const before = await patience.outwaitBusy(() => readEventOf(actor, eventId, ports));
    if (before.cancelledAt !== undefined) return finish(before, ports);
    const now = ports.environment.now();
    const after: Event = {
      ...eventOf({ ...before, cancelledAt: new Date(now).toISOString(), revision: before.revision + 1 }),
      isSpreading: true,
    };
    if (await ports.events.change(before, after, undefined, now)) return finish(after, ports);
    await patience.backOff();
  }
}

/** The cancellation is stored, be it by an attempt whose answer was lost or by an earlier request. */
async function finish(event: Event, ports: BookingPorts): Promise<Event> {
  ports.memory.noteChange(event);
  await spreadStored(event, ports);
  await tellClerkOfEvent(event, ports);
  return event;
}
