/**
 * What the clerk does once sales are over: places in the line and open offers end, and the bookings say why. It goes from
 * the head of the line on, batch by batch, so a clerk that is stopped is followed by one that finds the rest.
 *
 * A write that was decided on before the end may still be on its way. So the line counts as ended only by a look that
 * came after all of those; until then the sweep looks again.
 */
import { arrivalKeyBound, type Booking, leavesUnserved } from './booking.ts';
import { offerEnded, waitingEnded } from './end-bookings.ts';
import type { Event, Line } from './event.ts';
import { BOOKINGS_PER_CANCELLATION, CLERK_PATIENCE_MS, WRITE_IN_FLIGHT_MS } from './limits.ts';
import { isSurelyOver, nextLookAt } from './next-look.ts';
import type { Patience } from './patience.ts';
import type { BookingStore, Environment, LineStore } from './ports.ts';

type Ports = { bookings: BookingStore; line: LineStore; environment: Environment };

/** The clerk's view: its event, and the line as it is in its own pass. */
type Pass = { event: Event; look: () => Promise<Line>; patience: Patience };

/**
 * @returns whether time was over before everything had ended. @throws Busy under contention, when sales opened again, or
 * when another clerk took over.
 */
export async function endWaiting(pass: Pass, ports: Ports): Promise<boolean> {
  const { event, look, patience } = pass;
  const { environment, line } = ports;
  const isLastLook = isSurelyOver(event, environment.now());
  const upTo = arrivalKeyBound(environment.now() + WRITE_IN_FLIGHT_MS);
  const until = environment.now() + CLERK_PATIENCE_MS;
  for (;;) {
    const { entries } = await patience.outwaitBusy(() => line.readHead(event, { upTo }));
    if (entries.length === 0) break;
    if (environment.now() > until) return true;
    const ids = entries.slice(0, BOOKINGS_PER_CANCELLATION).map(({ bookingId }) => bookingId);
    const some = await endThese(pass, ids, (booking) => booking.status === 'waitlisted', ports);
    if (some === 0) await patience.backOff();
  }
  for await (const ids of line.offeredBookingIds(event.id)) {
    for (let start = 0; start < ids.length; start += BOOKINGS_PER_CANCELLATION) {
      if (environment.now() > until) return true;
      const some = ids.slice(start, start + BOOKINGS_PER_CANCELLATION);
      await endThese(pass, some, (booking) => booking.status === 'offered', ports);
    }
  }
  if (!isLastLook) return false;
  await patience.insist(async () => {
    const state = await look();
    const endedFor = state.salesCloseAt;
    return line.markEnded(event, state, nextLookAt(event, { ...state, endedFor }, environment.now()));
  });
  return false;
}

/** @returns how many were open and have ended. */
async function endThese(
  { event, look, patience }: Pass,
  ids: string[],
  isOpen: (booking: Booking) => boolean,
  { bookings, environment, line }: Ports,
): Promise<number> {
  for (;;) {
    const found = await patience.outwaitBusy(() => bookings.readMany(event, ids));
    const open = found.filter(isOpen);
    if (open.length === 0) return 0;
    const now = environment.now();
    const ended = open.map((before) => ({ before, after: endedAfterSales(before, now) }));
    const state = await look();
    const lookAt = nextLookAt(event, state, now);
    if (await line.endBookings(event, state, ended, { lookAt, afterSales: { now } })) {
      patience.renew();
      return open.length;
    }
    await patience.backOff();
  }
}

/** The booking of a request that would not wait was never acknowledged: it leaves no trace. */
function endedAfterSales(booking: Booking, now: number): Booking | undefined {
  if (booking.status === 'offered') return offerEnded(booking, now);
  return leavesUnserved(booking) ? undefined : waitingEnded(booking, now, 'sales-closed');
}
