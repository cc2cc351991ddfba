/**
 * Wakes the sender for each booking of an event of which it has overlooked something: a record of the stream that
 * became a dead letter, or notices that were switched on later. For an operator; running it again does no harm.
 *
 * Steps for each booking, and what a crash after each leaves behind:
 * 1. Booking and notice log are read. Crash: nothing.
 * 2. If the sender has something to do that the sweep does not know of, an item is written that appears in the stream.
 *    Crash: the bookings up to this one are woken, and the next run wakes the others.
 */
import type { Event } from '../model/event.ts';
import { NOTICES_AT_ONCE } from '../model/limits.ts';
import { planNotice } from '../model/plan-notice.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { NoticeStore } from '../ports/notice-store.ts';
import type { Runtime } from '../ports/runtime.ts';

type Ports = {
  events: Pick<EventStore, 'bookings'>;
  notices: Pick<NoticeStore, 'readMany' | 'wake'>;
  runtime: Pick<Runtime, 'now'>;
};

/** `bookings`: how many were looked at. `woken`: for how many of them the sender was woken. */
export type Woken = { bookings: number; woken: number };

/** @throws Busy if the store does not answer now: the call has to be repeated */
export async function wakeUntold(event: Event, ports: Ports): Promise<Woken> {
  const found = { bookings: 0, woken: 0 };
  for await (const { bookings } of ports.events.bookings(event)) {
    const ids = bookings.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += NOTICES_AT_ONCE)
      found.woken += await wakeInGroup(event, ids.slice(start, start + NOTICES_AT_ONCE), ports);
    found.bookings += ids.length;
  }
  return found;
}

/** @returns for how many of the bookings the sender was woken. */
async function wakeInGroup(event: Event, bookingIds: string[], ports: Ports): Promise<number> {
  const { notices, runtime } = ports;
  const now = runtime.now();
  const untold = (await notices.readMany(event, bookingIds)).filter(({ booking, log }) => {
    const { next, skipped } = planNotice(event, booking, log, now);
    // The sweep wakes the sender for a notice that is to be tried again.
    return log.nextAttemptAt === undefined && (next !== undefined || skipped.length > 0);
  });
  await Promise.all(untold.map(({ booking }) => notices.wake(event, booking.id, now)));
  return untold.length;
}
