/**
 * The clerk's work once sales are over: it ends waiting bookings and open offers, and their history says why.
 * It works batch by batch from the head of the waitlist on, so that after a crash the next clerk finds the
 * others.
 *
 * A write that was decided on before the end of sales may still be in flight. So the waitlist is marked as
 * ended only by a look that began after all such writes; until then the sweep looks again.
 */
import { arrivalKeyBound, type Booking, leavesUnserved } from '../model/booking.ts';
import { offerEnded, waitingEnded } from '../model/end-bookings.ts';
import type { Event } from '../model/event.ts';
import { BOOKINGS_PER_CANCELLATION, CLERK_TIME_MS, WRITE_IN_FLIGHT_MS } from '../model/limits.ts';
import { isSurelyOver, nextLookAt } from '../model/next-look.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistStore } from '../ports/waitlist-store.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

type Ports = { bookings: BookingStore; waitlist: WaitlistStore; runtime: Runtime };

/**
 * The clerk's current pass. `look` reads the state of the waitlist and throws Busy if another clerk took
 * over.
 */
type Pass = { event: Event; look: () => Promise<WaitlistState>; retryBudget: RetryBudget };

/**
 * Ends waiting bookings and open offers, for about `CLERK_TIME_MS`.
 * @returns whether the time limit came before everything had ended
 * @throws Busy when contention outlasts the retry budget, sales have opened again, or another clerk took
 *   over.
 */
export async function endWaiting(pass: Pass, ports: Ports): Promise<boolean> {
  const { event, look, retryBudget } = pass;
  const { runtime, waitlist } = ports;
  const isLastLook = isSurelyOver(event, runtime.now());
  const upTo = arrivalKeyBound(runtime.now() + WRITE_IN_FLIGHT_MS);
  const until = runtime.now() + CLERK_TIME_MS;
  for (;;) {
    const { entries } = await retryBudget.retryWhileBusy(() => waitlist.readHead(event, { upTo }));
    if (entries.length === 0) break;
    if (runtime.now() > until) return true;
    const ids = entries.slice(0, BOOKINGS_PER_CANCELLATION).map(({ bookingId }) => bookingId);
    const some = await endThese(pass, ids, (booking) => booking.status === 'waitlisted', ports);
    if (some === 0) await retryBudget.backOff();
  }
  for await (const ids of waitlist.offeredBookingIds(event.id)) {
    for (let start = 0; start < ids.length; start += BOOKINGS_PER_CANCELLATION) {
      if (runtime.now() > until) return true;
      const some = ids.slice(start, start + BOOKINGS_PER_CANCELLATION);
      await endThese(pass, some, (booking) => booking.status === 'offered', ports);
    }
  }
  if (!isLastLook) return false;
  await retryBudget.retryUntilDone(async () => {
    const state = await look();
    const endedFor = state.salesCloseAt;
    return waitlist.markEnded(event, state, nextLookAt(event, { ...state, endedFor }, runtime.now()));
  });
  return false;
}

/** Ends those of the bookings that are open. @returns the number of bookings that it ended */
async function endThese(
  { event, look, retryBudget }: Pass,
  ids: string[],
  isOpen: (booking: Booking) => boolean,
  { bookings, runtime, waitlist }: Ports,
): Promise<number> {
  for (;;) {
    const found = await retryBudget.retryWhileBusy(() => bookings.readMany(event, ids));
    const open = found.filter(isOpen);
    if (open.length === 0) return 0;
    const now = runtime.now();
    const ended = open.map((before) => ({ before, after: endedAfterSales(before, now) }));
    const state = await look();
    const lookAt = nextLookAt(event, state, now);
    if (await waitlist.endBookings(event, state, ended, { lookAt, afterSales: { now } })) {
      retryBudget.renew();
      return open.length;
    }
    await retryBudget.backOff();
  }
}

/**
 * @returns undefined for the waiting booking of a request that would not wait: it was never acknowledged and
 *   is deleted
 */
function endedAfterSales(booking: Booking, now: number): Booking | undefined {
  if (booking.status === 'offered') return offerEnded(booking, now);
  return leavesUnserved(booking) ? undefined : waitingEnded(booking, now, 'sales-closed');
}
