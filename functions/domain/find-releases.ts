/** Finds what the clerk can hand on: tickets that were given up, and offers that ran out. */
import { type Booking, givesUpAt, isExpired } from './booking.ts';
import type { Event } from './event.ts';
import { RELEASES_PER_LOOK } from './limits.ts';
import type { Patience } from './patience.ts';
import type { BookingStore, Environment, LineStore } from './ports.ts';
import type { Release } from './serve-line.ts';

type Ports = { bookings: BookingStore; line: LineStore; environment: Environment };

/**
 * `mayHoldMore`: the index gave as many as it was asked for, and some of them were releases. `unanswered`: bookings that
 * requests which would not wait have left in the line.
 */
export type Found = { releases: Release[]; unanswered: Booking[]; mayHoldMore: boolean };

/** Of the bookings that messages named and those that the index knows. @throws Busy */
export async function findReleases(
  event: Event,
  named: string[],
  patience: Patience,
  ports: Ports,
): Promise<Found> {
  const look = () => ports.line.releasedBookingIds(event.id, RELEASES_PER_LOOK);
  const indexed = await patience.outwaitBusy(look);
  const found = await patience.outwaitBusy(() => ports.bookings.readMany(event, [...named, ...indexed]));
  const now = ports.environment.now();
  const releases = releasesIn(found, now);
  const unanswered = found.filter((booking) => (givesUpAt(booking) ?? Infinity) <= now);
  const mayHoldMore = indexed.length === RELEASES_PER_LOOK && releases.length > 0;
  return { releases, unanswered, mayHoldMore };
}

export async function readReleases(
  event: Event,
  bookingIds: string[],
  patience: Patience,
  { bookings, environment }: Ports,
): Promise<Release[]> {
  const found = await patience.outwaitBusy(() => bookings.readMany(event, bookingIds));
  return releasesIn(found, environment.now());
}

function releasesIn(found: Booking[], now: number): Release[] {
  return found.map((booking) => releaseOf(booking, now)).filter((release) => release.quantity > 0);
}

function releaseOf(booking: Booking, now: number): Release {
  const expired = isExpired(booking, now) ? booking.quantity : 0;
  const { offerExpiresAt } = booking;
  const isOpen = expired === 0 && offerExpiresAt !== undefined;
  return {
    bookingId: booking.id,
    quantity: booking.released + expired,
    expired,
    ...(isOpen && { offerExpiresAt }),
  };
}
