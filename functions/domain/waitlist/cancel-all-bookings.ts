/**
 * The clerk's work for a cancelled event. It cancels every booking, batch by batch: the booking's tickets
 * become unassigned and its waitlist entry is deleted. Each batch also stores the cursor in the waitlist's
 * item. So after a crash at any point the next clerk continues there, however slowly the bookings can be
 * read. An event that nobody ever booked is removed instead.
 */
import { type Booking, givesUpAt, ticketsHeld } from '../model/booking.ts';
import { inTransactions } from '../model/booking-size.ts';
import { cancelledWithEvent, type EndedBooking } from '../model/end-bookings.ts';
import type { Event } from '../model/event.ts';
import { BOOKINGS_PER_CANCELLATION, CLERK_TIME_MS } from '../model/limits.ts';
import { nextLookAt } from '../model/next-look.ts';
import type { CancellationCursor, WaitlistState } from '../model/waitlist-state.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistStore } from '../ports/waitlist-store.ts';
import type { EventCache } from '../process/event-cache.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

type Ports = {
  bookings: BookingStore;
  events: EventStore;
  waitlist: WaitlistStore;
  cache: Pick<EventCache, 'forget'>;
  runtime: Runtime;
};

/**
 * `done`: every booking is cancelled. `removed`: nobody had booked, and the event was removed. `more`: the
 * time limit came first, and the next pass continues.
 */
export type CancellationProgress = 'done' | 'removed' | 'more';

/**
 * The clerk's current pass. `look` reads the state of the waitlist and throws Busy if another clerk took
 * over.
 */
type Pass = { event: Event; look: () => Promise<WaitlistState>; retryBudget: RetryBudget };

/**
 * Cancels bookings from the stored cursor on, for about `CLERK_TIME_MS`.
 * @throws Busy when contention outlasts the retry budget, or when another clerk took over.
 */
export async function cancelAllBookings(pass: Pass, ports: Ports): Promise<CancellationProgress> {
  const { event, look, retryBudget } = pass;
  const { runtime, events, waitlist, cache } = ports;
  const until = runtime.now() + CLERK_TIME_MS;
  const before = await look();
  if (before.cancellationDone) return 'done';
  let cursor = before.cancellationCursor ?? { partition: 0, after: '', found: false };
  for await (const page of events.bookings(event, cursor)) {
    const pending = page.bookings.filter(isPending);
    for (const part of inTransactions(pending, BOOKINGS_PER_CANCELLATION))
      await cancelBatch(pass, part, cursor, ports);
    cursor = page.cursor;
    if (runtime.now() > until) {
      await save(pass, [], cursor, ports);
      return 'more';
    }
  }
  if (!cursor.found) {
    await retryBudget.retryUntilDone(() => events.remove(event));
    cache.forget(event.id);
    return 'removed';
  }
  const { pass: number } = await look();
  await retryBudget.retryUntilDone(() => waitlist.completeCancellation(event, number));
  return 'done';
}

/**
 * Cancels these bookings, which lie behind `cursor`. If one of them changes meanwhile, they are read and
 * tried again.
 */
async function cancelBatch(
  pass: Pass,
  batch: Booking[],
  cursor: CancellationCursor,
  ports: Ports,
): Promise<void> {
  const ids = batch.map(({ id }) => id);
  const reached = { ...cursor, after: ids.at(-1) ?? cursor.after, found: true };
  for (let pending = batch; pending.length > 0; ) {
    const now = ports.runtime.now();
    const ended = pending.map((before) => ({ before, after: endedWithEvent(before, now) }));
    if (await save(pass, ended, reached, ports)) {
      pass.retryBudget.renew();
      return;
    }
    await pass.retryBudget.backOff();
    const found = await pass.retryBudget.retryWhileBusy(() => ports.bookings.readMany(pass.event, ids));
    pending = found.filter(isPending);
  }
}

async function save(
  { event, look }: Pass,
  ended: EndedBooking[],
  cursor: CancellationCursor,
  { runtime, waitlist }: Ports,
): Promise<boolean> {
  const state = await look();
  const lookAt = nextLookAt(event, state, runtime.now());
  return waitlist.endBookings(event, state, ended, { lookAt, cursor });
}

/**
 * @returns undefined for the waiting booking of a request that would not wait: it was never acknowledged and
 *   is deleted
 */
function endedWithEvent(booking: Booking, now: number): Booking | undefined {
  return givesUpAt(booking) === undefined ? cancelledWithEvent(booking, now) : undefined;
}

function isPending(booking: Booking): boolean {
  return booking.status !== 'cancelled' || booking.released > 0 || ticketsHeld(booking) > 0;
}
