/**
 * Cancels an event: answers at once, and the clerk cancels every booking behind it.
 *
 * Steps, and what a crash after each leaves behind:
 * 1. The change of the event ends its sale in every shard and in the line (see spread-facts for events with many
 *    shards): nothing is sold, joined or promoted from here on. Crash: the sweep finds the mark.
 * 2. A message tells the clerk, who cancels the bookings (see cancel-all-bookings). Crash: as after 1.
 */
import type { BookingPorts } from './booking-attempt.ts';
import type { Event } from './event.ts';
import { BOOKING_PATIENCE_MS } from './limits.ts';
import { Patience } from './patience.ts';
import { readEventOf } from './read-event-of.ts';
import { spreadFacts } from './spread-facts.ts';
import { tellClerkOfEvent } from './tell-clerk.ts';
import type { Actor } from './user.ts';

/** Cancelling again changes nothing. @throws Refusal `not-found`; Busy. */
export async function cancelEvent(
  { eventId, actor }: { eventId: string; actor: Actor },
  ports: BookingPorts,
): Promise<Event> {
  const patience = new Patience(ports.environment, BOOKING_PATIENCE_MS);
  for (;;) {
    const before = await readEventOf(actor, eventId, ports);
    if (before.cancelledAt !== undefined) {
      await spreadFacts(before, patience, ports);
      return before;
    }
    const now = ports.environment.now();
    const cancelledAt = new Date(now).toISOString();
    const salesCloseAt = [cancelledAt, before.salesCloseAt].sort()[0] ?? cancelledAt;
    const after = { ...before, cancelledAt, salesCloseAt, revision: before.revision + 1 };
    if (await ports.events.change(before, after, [], now)) {
      await spreadFacts(await ports.memory.freshFacts(eventId), patience, ports);
      await tellClerkOfEvent(after, ports);
      return after;
    }
    await patience.backOff();
  }
}
