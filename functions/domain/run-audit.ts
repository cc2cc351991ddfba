/**
 * Audits an event as it stands: reads everything that is stored of its tickets, and holds the guarantees against it.
 * A picture is taken in many reads, so it counts only if nothing moved meanwhile.
 */
import { auditEvent, type EventPicture, type Finding } from './audit-event.ts';
import type { Event } from './event.ts';
import { AUDIT_ATTEMPTS } from './limits.ts';
import { Busy } from './refusal.ts';

export type Audit = { eventId: string; holds: boolean; bookings: number; findings: Finding[] };

/** @throws Busy when the event moves too much to be looked at. */
export async function runAudit(
  event: Event,
  readPicture: (event: Event) => Promise<EventPicture>,
): Promise<Audit> {
  let picture = await readPicture(event);
  for (let attempt = 1; attempt < AUDIT_ATTEMPTS; attempt += 1) {
    const again = await readPicture(event);
    if (isSame(picture, again)) {
      const findings = auditEvent(again);
      const holds = findings.every((finding) => finding.holds);
      return { eventId: event.id, holds, bookings: again.bookings.length, findings };
    }
    picture = again;
  }
  throw new Busy('The event is being booked right now. Ask again when it is quieter.');
}

/** Every change of a ticket shows in a counter or in the length of a history. */
function isSame(before: EventPicture, after: EventPicture): boolean {
  return signature(before) === signature(after);
}

function signature({ shards, line, bookings }: EventPicture): string {
  const facts = bookings.reduce((sum, booking) => sum + booking.history.length, 0);
  const free = shards.map((shard) => `${shard.freeTickets}/${shard.joined}`).sort();
  return JSON.stringify([free, line, bookings.length, facts]);
}
