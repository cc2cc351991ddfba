/**
 * Lists an event's bookings for whoever runs it: those that wait in order of arrival, any others in an order that is
 * stable but means nothing. A cursor is the id of the last booking that was looked at, so it names a place which
 * neither what comes nor what goes elsewhere can move.
 */
import { arrivalKey, arrivalKeyBound, type Booking, type BookingStatus, isExpired } from './booking.ts';
import type { Event } from './event.ts';
import type { EventMemory } from './event-memory.ts';
import { LISTING_LOOK_BOOKINGS, LISTING_READ_BOOKINGS } from './limits.ts';
import { notACursor } from './not-a-cursor.ts';
import type { BookingStore, ListingStore } from './ports.ts';

/**
 * `now` in ms: bookings are listed as they are by the clock. `position` of the first booking of the page, in a listing
 * of the line: it is counted where it is not given, which takes as long as the line before it.
 */
export type ListEventBookings = {
  status?: BookingStatus;
  limit: number;
  cursor?: string;
  position?: number;
  now: number;
};

/** `position` is 1-based in the whole line, for those in a listing of the line. */
export type ListedBooking = { booking: Booking; position?: number };

/**
 * A page may be short, or empty, and yet have a next: reading stops at a bound where few bookings match.
 * `nextPosition`: where the next page of the line begins if nobody leaves.
 */
export type BookingsPage = { items: ListedBooking[]; nextCursor?: string; nextPosition?: number };

export type ListingPorts = {
  listings: ListingStore;
  bookings: Pick<BookingStore, 'read' | 'readMany' | 'position'>;
  memory: Pick<EventMemory, 'freshFacts'>;
};

/** @throws Refusal `validation-failed` for a cursor that is no booking's. */
export function listEventBookings(
  event: Event,
  request: ListEventBookings,
  ports: ListingPorts,
): Promise<BookingsPage> {
  return request.status === 'waitlisted' ? listLine(event, request, ports) : listAll(event, request, ports);
}

async function listAll(
  event: Event,
  { status, limit, cursor, now }: ListEventBookings,
  { listings }: ListingPorts,
): Promise<BookingsPage> {
  const atOnce = status === undefined ? Math.min(limit + 1, LISTING_READ_BOOKINGS) : LISTING_READ_BOOKINGS;
  const items: ListedBooking[] = [];
  let looked = 0;
  let last = '';
  for await (const stored of listings.bookings(event, cursor, atOnce)) {
    const booking = asOf(stored, now);
    const isWanted = status === undefined || booking.status === status;
    if (looked === LISTING_LOOK_BOOKINGS || (isWanted && items.length === limit)) {
      return { items, nextCursor: last };
    }
    if (isWanted) items.push({ booking });
    looked += 1;
    last = booking.id;
  }
  return { items };
}

/** An offer that has run out is gone, whether or not anybody has cleaned up. */
function asOf(booking: Booking, now: number): Booking {
  if (!isExpired(booking, now)) return booking;
  const { offerExpiresAt: _offerExpiresAt, ...rest } = booking;
  return { ...rest, status: 'cancelled', quantity: 0 };
}

/** Whoever left the line between the look at it and the look at their booking is left out; nobody else moves up. */
async function listLine(
  event: Event,
  { limit, cursor, position }: ListEventBookings,
  { listings, bookings }: ListingPorts,
): Promise<BookingsPage> {
  const after = cursor === undefined ? undefined : await bookings.read(event, cursor);
  if (cursor !== undefined && after === undefined) throw notACursor();
  const start = after === undefined ? arrivalKeyBound(0) : arrivalKey(after);
  const entries = await listings.line(event, start, limit + 1);
  const ids = entries.slice(0, limit).map((entry) => entry.bookingId);
  const found = await bookings.readMany(event, ids);
  const [first] = found;
  if (first === undefined) return { items: [] };
  const firstPosition = position ?? (await bookings.position(event, first));
  const items = found.map((booking, index) => ({ booking, position: firstPosition + index }));
  const next = { nextCursor: ids.at(-1) ?? first.id, nextPosition: firstPosition + found.length };
  return {
    items: items.filter(({ booking }) => booking.status === 'waitlisted'),
    ...(entries.length > limit && next),
  };
}
