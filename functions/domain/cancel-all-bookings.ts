/**
 * What the clerk does for a cancelled event: every booking becomes cancelled, page by page, its tickets go to the
 * pool and its place in the line goes. It may be stopped at any point: what is cancelled stays so, and whoever comes
 * next finds the rest.
 */
import { type Booking, ticketsHeld } from './booking.ts';
import type { Event, Line } from './event.ts';
import { BOOKINGS_PER_CANCELLATION, CLERK_PATIENCE_MS } from './limits.ts';
import type { Environment, EventStore, LineStore, Queue } from './ports.ts';

type Ports = { events: EventStore; line: LineStore; queue: Queue; environment: Environment };

/** `look` reads the line as it is in the clerk's own pass. What time does not allow goes on with another message. */
export async function cancelAllBookings(
  event: Event,
  look: () => Promise<Line>,
  ports: Ports,
): Promise<void> {
  const { environment, events, line, queue } = ports;
  const until = environment.now() + CLERK_PATIENCE_MS;
  let state = await look();
  if (state.cancellationDone) return;
  let missed = 0;
  for await (const page of events.bookings(event)) {
    const pending = page.filter(isPending);
    for (let start = 0; start < pending.length; start += BOOKINGS_PER_CANCELLATION) {
      const batch = pending.slice(start, start + BOOKINGS_PER_CANCELLATION);
      if (!(await line.cancelBookings(event, state, batch, environment.now()))) missed += 1;
      state = await look();
    }
    if (environment.now() > until) missed += 1;
    if (environment.now() > until) break;
  }
  if (missed === 0) await line.completeCancellation(event, state.pass);
  else await queue.send({ eventId: event.id }, `${event.id}:cancellation:${state.pass}`);
}

function isPending(booking: Booking): boolean {
  return booking.status !== 'cancelled' || booking.released > 0 || ticketsHeld(booking) > 0;
}
