/** Finds what the clerk can hand on: tickets that were given up, and offers that ran out. */
import { type Booking, isExpired } from './booking.ts';
import type { Event } from './event.ts';
import { RELEASES_PER_LOOK } from './limits.ts';
import type { Patience } from './patience.ts';
import type { BookingStore, Environment, LineStore } from './ports.ts';
import type { Release } from './serve-line.ts';

type Ports = { bookings: BookingStore; line: LineStore; environment: Environment };

/** `mayHoldMore`: the index gave as many as it was asked for, and some of them were releases. */
export type Found = { releases: Release[]; mayHoldMore: boolean };

/** Of the bookings that messages named and those that the index knows. @throws Busy */
export async function findReleases(
  event: Event,
  named: string[],
  patience: Patience,
  ports: Ports,
): Promise<Found> {
  const look = () => ports.line.releasedBookingIds(event.id, RELEASES_PER_LOOK);
  const indexed = await patience.outwaitBusy(look);
  const releases = await readReleases(event, [...named, ...indexed], patience, ports);
  return { releases, mayHoldMore: indexed.length === RELEASES_PER_LOOK && releases.length > 0 };
}

export async function readReleases(
  event: Event,
  bookingIds: string[],
  patience: Patience,
  { bookings, environment }: Ports,
): Promise<Release[]> {
  const found = await patience.outwaitBusy(() => bookings.readMany(event, bookingIds));
  const now = environment.now();
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
