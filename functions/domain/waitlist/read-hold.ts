/** Reads what holds up the waitlist of an event, for its organizer. */
import { arrivalKeyBound, requestedAt, waitedFor } from '../model/booking.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { isAbout, passedFrom } from '../model/held-back.ts';
import type { Entry } from '../model/plan-promotions.ts';
import { type HoldReason, holdReason } from '../model/waitlist-hold.ts';
import type { WaitlistState } from '../model/waitlist-state.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistReader } from '../ports/waitlist-store.ts';

/**
 * `requestedAt`, `passedAt`, `heldBackSince`, `heldBackUntil` and `asOf` in ms, `waitsFor`, `granted` and `unassigned` in
 * tickets. `head`: the first entry that nobody may pass, or else the first one.
 */
export type WaitlistHold = {
  because: HoldReason;
  unassigned: number;
  head?: {
    bookingId: string;
    waitsFor: number;
    granted: number;
    requestedAt: number;
    passedAt?: number;
    heldBackSince?: number;
    heldBackUntil?: number;
  };
  asOf: number;
};

type Ports = { waitlist: WaitlistReader; bookings: Pick<BookingStore, 'read'>; runtime: Runtime };

/**
 * Costs the first page of each waitlist partition, and two reads; one read while positions are to be drawn, when there is
 * no head.
 * @throws Busy
 */
export async function readHold(event: Event, { waitlist, bookings, runtime }: Ports): Promise<WaitlistHold> {
  const asOf = runtime.now();
  const state = await waitlist.read(event);
  const waiting = isDrawing(event, asOf) ? [] : await waitersAtHead(event, asOf, waitlist);
  const first = waiting.find(({ passedAt }) => passedAt === undefined) ?? waiting[0];
  const head = first && (await bookings.read(event, first.bookingId));
  const because = holdReason(event, state, waiting, asOf);
  return {
    because,
    unassigned: state.unassigned,
    ...(head?.status === 'waitlisted' && {
      head: {
        bookingId: head.id,
        waitsFor: waitedFor(head),
        granted: head.granted,
        requestedAt: requestedAt(head),
        ...(first?.passedAt !== undefined && { passedAt: first.passedAt }),
        ...(because === 'head-wants-more' && heldBackTimes(event, state, first)),
      },
    }),
    asOf,
  };
}

/** Since when the head holds tickets back, and until when it may, if the event states a time and a pass has noted it. */
function heldBackTimes(event: Event, { heldBack }: WaitlistState, head: Entry | undefined) {
  if (head === undefined || !isAbout(heldBack, head)) return {};
  const until = passedFrom(event, heldBack.since);
  return { heldBackSince: heldBack.since, ...(until !== undefined && { heldBackUntil: until }) };
}

async function waitersAtHead(event: Event, now: number, { readHead }: WaitlistReader) {
  const { entries } = await readHead(event, { upTo: arrivalKeyBound(now) });
  return entries.filter(({ until }) => until === undefined);
}
