/**
 * Lists an event's bookings for its organizer, in order of arrival. The keys of the table do not have that order. The
 * waitlist is merged from its stripes. For all other lists each page reads and sorts all bookings of the event. If they
 * are too many, or the table is too slow, the list is in the order of the table instead: by bucket, then by id.
 *
 * A cursor holds the arrival of the last listed booking, or its bucket and id, so all pages of one walk use one order. A
 * walk by arrival ends with the last booking that existed when the walk began. If the event outgrows the bound during a
 * walk by arrival, the walk continues by id and skips the bookings that it has listed already.
 */
import { arrivalKey, arrivalKeyBound, type Booking, type BookingStatus, isExpired } from './booking.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Event } from './event.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_PARTITIONS_AT_ONCE,
  LISTING_PATIENCE_MS,
  LISTING_READ_BOOKINGS,
  LISTING_SORTED_BOOKINGS,
} from './limits.ts';
import { FIRST_PLACE, lookAtBookings, placeIn } from './look-at-bookings.ts';
import { notACursor } from './not-a-cursor.ts';
import { Patience } from './patience.ts';
import type { BookingPlace, BookingStore, Environment, ListingStore } from './ports.ts';

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
 * A page may be short or empty and still have a next page: reading stops at a bound where few bookings match or the
 * table is slow. `nextPosition`: the position of the first booking of the next page of the line, if nobody leaves.
 */
export type BookingsPage = { items: ListedBooking[]; nextCursor?: string; nextPosition?: number };

export type ListingPorts = {
  listings: Pick<ListingStore, 'bookings' | 'line'>;
  bookings: Pick<BookingStore, 'readMany' | 'position'>;
  environment: Environment;
};

/** @throws Refusal `validation-failed` for a cursor that this list has not given out. */
export async function listEventBookings(
  event: Event,
  request: ListEventBookings,
  ports: ListingPorts,
): Promise<BookingsPage> {
  const { place, ...arrived } = walkIn(request.cursor, event);
  if (request.status === 'waitlisted') {
    if (place !== undefined) throw notACursor();
    return listLine(event, request, arrived.after, ports);
  }
  const patience = new Patience(ports.environment, LISTING_PATIENCE_MS);
  const walk = { event, request, patience, arrived };
  return place === undefined ? listByArrival(walk, ports) : listById(walk, place, ports);
}

/** Bounds on the arrival of listed bookings, as arrival keys: `after` is excluded, `upTo` is included. */
type Arrived = { after: string | undefined; upTo: string | undefined };

/** Decodes a cursor. A walk by id has a `place`; it has bounds on the arrival, too, if it began by arrival. */
function walkIn(cursor: string | undefined, event: Event): Arrived & { place?: BookingPlace } {
  if (cursor === undefined) return { after: undefined, upTo: undefined };
  const fields = decodeCursor(cursor);
  const { arrivedAfter, arrivedUpTo, bucket } = fields;
  if (typeof arrivedAfter === 'number' || typeof arrivedUpTo === 'number') throw notACursor();
  const isByArrival = arrivedAfter !== undefined && bucket === undefined;
  return {
    after: arrivedAfter,
    upTo: arrivedUpTo,
    ...(!isByArrival && { place: placeIn(fields, event) }),
  };
}

function cursorOf({ after, upTo }: Arrived, place?: BookingPlace): string {
  return encodeCursor({ ...place, arrivedAfter: after, arrivedUpTo: upTo });
}

type Walk = { event: Event; request: ListEventBookings; patience: Patience; arrived: Arrived };

async function listByArrival(walk: Walk, ports: ListingPorts): Promise<BookingsPage> {
  const { event, request, patience } = walk;
  const seen: Booking[] = [];
  const look = { most: LISTING_SORTED_BOOKINGS, patience, sideBySide: LISTING_PARTITIONS_AT_ONCE };
  const place = await lookAtBookings(event, FIRST_PLACE, look, ports, (booking) => seen.push(booking) > 0);
  if (place !== undefined) return listById(walk, FIRST_PLACE, { listings: afterSeen(seen, place, ports) });
  const listed = seen.flatMap((stored) => asListed(stored, walk) ?? []);
  listed.sort((a, b) => (arrivalKey(a) < arrivalKey(b) ? -1 : 1));
  const page = listed.slice(0, request.limit);
  const items = page.map((booking) => ({ booking }));
  const [last, end] = [page.at(-1), listed.at(-1)];
  if (last === undefined || end === undefined || last === end) return { items };
  const upTo = walk.arrived.upTo ?? arrivalKey(end);
  return { items, nextCursor: cursorOf({ after: arrivalKey(last), upTo }) };
}

type Listings = { listings: Pick<ListingStore, 'bookings'> };

/** Yields the bookings that were read already, and then reads on from `place`. */
function afterSeen(seen: Booking[], place: BookingPlace, { listings }: Listings): Listings['listings'] {
  return {
    async *bookings(event, _from, how) {
      yield { bookings: seen, next: place };
      yield* listings.bookings(event, place, how);
    },
  };
}

async function listById(walk: Walk, from: BookingPlace, ports: Listings): Promise<BookingsPage> {
  const { event, request, patience, arrived } = walk;
  const { status, limit } = request;
  const atOnce = status === undefined ? Math.min(limit + 1, LISTING_READ_BOOKINGS) : LISTING_READ_BOOKINGS;
  const items: ListedBooking[] = [];
  const look = { most: LISTING_LOOK_BOOKINGS, patience, atOnce };
  const place = await lookAtBookings(event, from, look, ports, (stored) => {
    const booking = asListed(stored, walk);
    if (booking !== undefined && items.length === limit) return false;
    if (booking !== undefined) items.push({ booking });
    return true;
  });
  return { items, ...(place && { nextCursor: cursorOf(arrived, place) }) };
}

/** The booking as the clock has it. Undefined if the list does not want it. */
function asListed(stored: Booking, { request: { status, now }, arrived }: Walk): Booking | undefined {
  const key = arrivalKey(stored);
  const isOfWalk = key > (arrived.after ?? '') && (arrived.upTo === undefined || key <= arrived.upTo);
  if (!isOfWalk) return undefined;
  const booking = asOf(stored, now);
  return status === undefined || booking.status === status ? booking : undefined;
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
  { limit, position }: ListEventBookings,
  arrivedAfter: string | undefined,
  { listings, bookings }: ListingPorts,
): Promise<BookingsPage> {
  const entries = await listings.line(event, arrivedAfter ?? arrivalKeyBound(0), limit + 1);
  const page = entries.slice(0, limit);
  const last = page.at(-1);
  const found = await bookings.readMany(
    event,
    page.map((entry) => entry.bookingId),
  );
  const [first] = found;
  if (first === undefined || last === undefined) return { items: [] };
  const firstPosition = position ?? (await bookings.position(event, first));
  const items = found.map((booking, index) => ({ booking, position: firstPosition + index }));
  const next = {
    nextCursor: cursorOf({ after: last.key, upTo: undefined }),
    nextPosition: firstPosition + found.length,
  };
  return {
    items: items.filter(({ booking }) => booking.status === 'waitlisted'),
    ...(entries.length > limit && next),
  };
}
