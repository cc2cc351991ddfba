/**
 * Counts who has arrived at an event. The counts are read from the bookings and kept nowhere, so a check-in writes its own
 * booking and nothing else. One answer reads up to `LISTING_LOOK_BOOKINGS` bookings, strongly consistent: about 100 read
 * units for a thousand. A larger event is counted in parts, which add up. The bookings are not read at one instant.
 */
import { cursorIn, FIRST_CURSOR, lookAtBookings } from '../bookings/look-at-bookings.ts';
import { type CheckedInState, checkedInState } from '../model/booking-search.ts';
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import type { Event } from '../model/event.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_PARTITIONS_AT_ONCE,
  LISTING_RETRY_BUDGET_MS,
} from '../model/limits.ts';
import { checkedInCount, ticketsOf } from '../model/ticket.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import { RetryBudget } from '../process/retry-budget.ts';

/**
 * `tickets`: the valid ones, those of them that are checked in, and the others. `bookings`: those with tickets, by how many
 * of them are checked in. `nextCursor`: where the next part begins.
 */
export type Arrivals = {
  tickets: { confirmed: number; checkedIn: number; expected: number };
  bookings: Record<CheckedInState, number>;
  nextCursor?: string;
};

/** @throws Refusal `validation-failed` for a cursor that is not of this event; Busy. */
export async function countArrivals(
  event: Event,
  cursor: string | undefined,
  { listings, runtime }: { listings: Pick<ListingStore, 'bookings'>; runtime: Runtime },
): Promise<Arrivals> {
  const from = cursor === undefined ? FIRST_CURSOR : cursorIn(decodeCursor(cursor), event);
  const bookings = { all: 0, some: 0, none: 0 };
  let [confirmed, checkedIn] = [0, 0];
  const retryBudget = new RetryBudget(runtime, LISTING_RETRY_BUDGET_MS);
  const look = { most: LISTING_LOOK_BOOKINGS, retryBudget, sideBySide: LISTING_PARTITIONS_AT_ONCE };
  const next = await lookAtBookings(event, from, look, { listings }, (booking) => {
    const state = checkedInState(booking);
    if (state !== undefined) bookings[state] += 1;
    confirmed += ticketsOf(booking).length;
    checkedIn += checkedInCount(booking);
    return true;
  });
  return {
    tickets: { confirmed, checkedIn, expected: confirmed - checkedIn },
    bookings,
    ...(next && { nextCursor: encodeCursor(next) }),
  };
}
