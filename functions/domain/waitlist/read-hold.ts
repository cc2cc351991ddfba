/** Reads what holds up the waitlist of an event, for its organizer. */
import { arrivalKeyBound, requestedAt, waitedFor } from '../model/booking.ts';
import type { Event } from '../model/event.ts';
import { type HoldReason, holdReason } from '../model/waitlist-hold.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';

/** `requestedAt` and `asOf` in ms, `waitsFor`, `granted` and `unassigned` in tickets. */
export type WaitlistHold = {
  because: HoldReason;
  unassigned: number;
  head?: { bookingId: string; waitsFor: number; granted: number; requestedAt: number };
  asOf: number;
};

type Ports = { waitlist: WaitlistReader; bookings: Pick<BookingStore, 'read'>; runtime: Runtime };

/** Costs the first page of each waitlist partition, and two reads. @throws Busy. */
export async function readHold(event: Event, { waitlist, bookings, runtime }: Ports): Promise<WaitlistHold> {
  const asOf = runtime.now();
  const state = await waitlist.read(event);
  const { entries } = await waitlist.readHead(event, { upTo: arrivalKeyBound(asOf) });
  const waiting = entries.filter(({ until }) => until === undefined);
  const [first] = waiting;
  const head = first && (await bookings.read(event, first.bookingId));
  return {
    because: holdReason(event, state, waiting, asOf),
    unassigned: state.unassigned,
    ...(head?.status === 'waitlisted' && {
      head: {
        bookingId: head.id,
        waitsFor: waitedFor(head),
        granted: head.granted,
        requestedAt: requestedAt(head),
      },
    }),
    asOf,
  };
}
