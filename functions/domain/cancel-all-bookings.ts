/**
 * What the clerk does for a cancelled event: every booking becomes cancelled, batch by batch, its tickets go to the
 * pool and its place in the line goes. How far that has come stands in the line, written with each batch, so a clerk
 * that is stopped at any point is followed by one that goes on there, however slowly the bookings can be read. An event
 * that nobody ever booked is removed instead.
 */
import { type Booking, givesUpAt, ticketsHeld } from './booking.ts';
import { cancelledWithEvent, type EndedBooking } from './end-bookings.ts';
import type { CancellationPlace, Event, Line } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { BOOKINGS_PER_CANCELLATION, CLERK_PATIENCE_MS } from './limits.ts';
import { nextLookAt } from './next-look.ts';
import type { Patience } from './patience.ts';
import type { BookingStore, Environment, EventStore, LineStore } from './ports.ts';

type Ports = {
  bookings: BookingStore;
  events: EventStore;
  line: LineStore;
  memory: Pick<EventMemory, 'forget'>;
  environment: Environment;
};

/** `done`: every booking is cancelled. `removed`: there was none, and the event is gone. `more`: time is over. */
export type CancellationProgress = 'done' | 'removed' | 'more';

/** The clerk's view: its event, and the line as it is in its own pass. */
type Pass = { event: Event; look: () => Promise<Line>; patience: Patience };

/** @throws Busy under contention, or when another clerk took over. */
export async function cancelAllBookings(pass: Pass, ports: Ports): Promise<CancellationProgress> {
  const { event, look, patience } = pass;
  const { environment, events, line, memory } = ports;
  const until = environment.now() + CLERK_PATIENCE_MS;
  const before = await look();
  if (before.cancellationDone) return 'done';
  let place = before.cancellationPlace ?? { partition: 0, after: '', found: false };
  for await (const page of events.bookings(event, place)) {
    const pending = page.bookings.filter(isPending);
    for (let start = 0; start < pending.length; start += BOOKINGS_PER_CANCELLATION) {
      await cancelBatch(pass, pending.slice(start, start + BOOKINGS_PER_CANCELLATION), place, ports);
    }
    place = page.place;
    if (environment.now() > until) {
      await save(pass, [], place, ports);
      return 'more';
    }
  }
  if (!place.found) {
    await patience.insist(() => events.remove(event));
    memory.forget(event.id);
    return 'removed';
  }
  const { pass: number } = await look();
  await patience.insist(() => line.completeCancellation(event, number));
  return 'done';
}

/** Cancels these bookings of the page behind `place`; those that change meanwhile are read again. */
async function cancelBatch(
  pass: Pass,
  batch: Booking[],
  place: CancellationPlace,
  ports: Ports,
): Promise<void> {
  const ids = batch.map(({ id }) => id);
  const reached = { ...place, after: ids.at(-1) ?? place.after, found: true };
  for (let pending = batch; pending.length > 0; ) {
    const now = ports.environment.now();
    const ended = pending.map((before) => ({ before, after: endedWithEvent(before, now) }));
    if (await save(pass, ended, reached, ports)) {
      pass.patience.renew();
      return;
    }
    await pass.patience.backOff();
    const found = await pass.patience.outwaitBusy(() => ports.bookings.readMany(pass.event, ids));
    pending = found.filter(isPending);
  }
}

async function save(
  { event, look }: Pass,
  ended: EndedBooking[],
  place: CancellationPlace,
  { environment, line }: Ports,
): Promise<boolean> {
  const state = await look();
  const lookAt = nextLookAt(event, state, environment.now());
  return line.endBookings(event, state, ended, { lookAt, place });
}

/** The booking of a request that would not wait was never acknowledged: it leaves no trace. */
function endedWithEvent(booking: Booking, now: number): Booking | undefined {
  return givesUpAt(booking) === undefined ? cancelledWithEvent(booking, now) : undefined;
}

function isPending(booking: Booking): boolean {
  return booking.status !== 'cancelled' || booking.released > 0 || ticketsHeld(booking) > 0;
}
