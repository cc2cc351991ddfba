/**
 * Finds what the clerk can hand on: tickets that bookings gave up, and tickets of offers that ran out. Writes
 * nothing.
 */
import { arrivalKey, type Booking, givesUpAt, isExpired } from '../model/booking.ts';
import { bytesOf } from '../model/booking-size.ts';
import type { Event } from '../model/event.ts';
import { lapseOf } from '../model/lapsed-offer.ts';
import { RELEASES_PER_LOOK } from '../model/limits.ts';
import type { Release } from '../model/plan-promotions.ts';
import { placesOf } from '../model/pools.ts';
import { releasedTypes } from '../model/ticket.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { WaitlistStore } from '../ports/waitlist-store.ts';
import type { RetryBudget } from '../process/retry-budget.ts';

type Ports = { bookings: BookingStore; waitlist: WaitlistStore; runtime: Runtime };

/**
 * `mayHoldMore`: the index yielded a full page (`RELEASES_PER_LOOK`) and some bookings had releases, so there
 * may be more. `unanswered`: bookings that requests that would not wait have left in the waitlist.
 */
export type Found = { releases: Release[]; unanswered: Booking[]; mayHoldMore: boolean };

/** Reads the bookings that messages name and those that the index yields. @throws Busy */
export async function findReleases(
  event: Event,
  named: string[],
  retryBudget: RetryBudget,
  ports: Ports,
): Promise<Found> {
  const look = () => ports.waitlist.releasedBookingIds(event, RELEASES_PER_LOOK);
  const indexed = await retryBudget.retryWhileBusy(look);
  const found = await retryBudget.retryWhileBusy(() =>
    ports.bookings.readMany(event, [...named, ...indexed]),
  );
  const now = ports.runtime.now();
  const releases = releasesIn(event, found, now);
  const unanswered = found.filter((booking) => (givesUpAt(booking) ?? Infinity) <= now);
  const mayHoldMore = indexed.length === RELEASES_PER_LOOK && releases.length > 0;
  return { releases, unanswered, mayHoldMore };
}

/** @returns the releases that these bookings have now. @throws Busy */
export async function readReleases(
  event: Event,
  bookingIds: string[],
  retryBudget: RetryBudget,
  { bookings, runtime }: Ports,
): Promise<Release[]> {
  const found = await retryBudget.retryWhileBusy(() => bookings.readMany(event, bookingIds));
  return releasesIn(event, found, runtime.now());
}

/** Those of bookings that wait again come first, in the order of the waitlist. */
function releasesIn(event: Event, found: Booking[], now: number): Release[] {
  const releases = found
    .map((booking) => releaseOf(event, booking, now))
    .filter((release) => release.quantity > 0);
  const returning = releases.filter(({ returns }) => returns !== undefined);
  returning.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  return [...returning, ...releases.filter(({ returns }) => returns === undefined)];
}

/** @returns how many places of each pool the tickets take that the booking gave up. */
function releasedPlaces(event: Event, { history }: Booking): number[] {
  return placesOf(event, releasedTypes(history) ?? []);
}

function placeOf({ bookingId, returns }: Release): string {
  return arrivalKey({ id: bookingId, arrival: returns?.arrival ?? 0 });
}

function releaseOf(event: Event, booking: Booking, now: number): Release {
  const expired = isExpired(booking, now) ? booking.quantity : 0;
  const { offerExpiresAt } = booking;
  const isOpen = expired === 0 && offerExpiresAt !== undefined;
  return {
    bookingId: booking.id,
    quantity: booking.released + expired,
    expired,
    bytes: bytesOf(booking),
    ...(event.pools && { inPools: releasedPlaces(event, booking), seenEntries: booking.history.length }),
    ...(isOpen && { offerExpiresAt }),
    ...(expired > 0 && lapseOf(event, booking, now)),
  };
}
