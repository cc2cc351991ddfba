/**
 * Lists an event's bookings for its organizer, by default in the order in which they were booked: that of their arrival
 * at the gateway. The keys of the table do not have that order. The waitlist is merged from its partitions. For other
 * lists each page reads and sorts all bookings of the event. If there are too many, or the table is too slow, the list
 * has the order of the table instead: by partition, then by id. `sort-event-bookings.ts` has the other orders.
 *
 * A search for the id of a booking, or for the code of a ticket, reads that booking alone. A search for words reads
 * accounts, too, and therefore looks at fewer bookings for one answer.
 *
 * A cursor holds the arrival of the last listed booking, or its partition and id, so all pages of one walk
 * use one order. A walk by arrival ends with the last booking that existed when the walk began. If the event
 * outgrows the bound during a walk by arrival, the walk continues by id and skips the bookings that it has
 * listed already.
 */
import { arrivalKeyBound, type Booking, requestKey } from '../model/booking.ts';
import { bytesOf } from '../model/booking-size.ts';
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import { isDrawing } from '../model/draw.ts';
import type { Event } from '../model/event.ts';
import { ID } from '../model/id.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_PARTITIONS_AT_ONCE,
  LISTING_READ_BOOKINGS,
  LISTING_READ_WAITING,
  LISTING_RETRY_BUDGET_MS,
  LISTING_SEARCHED_BOOKINGS,
  LISTING_SORTED_BOOKINGS,
} from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import type { Entry } from '../model/plan-promotions.ts';
import type { TicketReader } from '../model/ticket.ts';
import { EXACT_POSITIONS } from '../model/waitlist-marks-limits.ts';
import type { BookingStore } from '../ports/booking-store.ts';
import type { BookingCursor, ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import type { Positions } from '../process/positions.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { type BookingFilter, BookingFilterWithAccounts } from './booking-filter.ts';
import { emptyPage, firstPage } from './first-page.ts';
import { cursorIn, FIRST_CURSOR, lookAtBookings } from './look-at-bookings.ts';
import { type SortedOrder, sortEventBookings } from './sort-event-bookings.ts';

/**
 * `q`: words, or the id of a booking, or the code of a ticket. `position`: that of the first booking of a page of the
 * waitlist. Without it the service finds the position.
 */
export type ListEventBookings = BookingFilter & {
  order?: 'booked' | SortedOrder;
  limit: number;
  cursor?: string;
  position?: number;
};

/** `position`: 1-based in the whole waitlist, only in a listing of the waitlist that is neither searched nor sorted. */
export type ListedBooking = { booking: Booking; position?: number };

/**
 * A page may be short or empty and still have a next page, because reading stops at a bound when few bookings
 * match or the table is slow. `nextPosition`: the position of the first booking of the waitlist's next page,
 * if nobody leaves.
 */
export type BookingsPage = { items: ListedBooking[]; nextCursor?: string; nextPosition?: number };

export type ListingPorts = {
  listings: Pick<ListingStore, 'bookings' | 'waitlist'>;
  bookings: Pick<BookingStore, 'read' | 'readMany'>;
  positions: Pick<Positions, 'of'>;
  users: Pick<UserStore, 'contacts'>;
  codes: Pick<TicketReader, 'read'>;
  runtime: Runtime;
};

/** @throws Refusal `validation-failed` for a cursor that is not from this list, `too-many-to-sort`; Busy. */
export async function listEventBookings(
  event: Event,
  request: ListEventBookings,
  ports: ListingPorts,
): Promise<BookingsPage> {
  const { order = 'booked', q } = request;
  const named = q === undefined ? undefined : await bookingNamedBy(q, event, ports);
  if (named !== undefined) {
    const { q: _q, ...others } = request;
    const booking = new BookingFilterWithAccounts(others).candidate(named);
    return { items: booking ? [{ booking }] : [] };
  }
  if (order !== 'booked') {
    const { limit, cursor } = request;
    const { bookings, ...end } = await sortEventBookings(
      event,
      { order, filter: request, limit, cursor },
      ports,
    );
    return { items: bookings.map((booking) => ({ booking })), ...end };
  }
  const { cursor, position, ...arrived } = walkIn(request.cursor, event);
  const beganBefore = event.draw !== undefined && (cursor ?? arrived.upTo) !== undefined;
  if (isOfWaitlist(event, request) && !beganBefore) {
    if (cursor !== undefined) throw notACursor();
    return listWaitlist(event, { position, ...request }, arrived.after, ports);
  }
  const retryBudget = new RetryBudget(ports.runtime, LISTING_RETRY_BUDGET_MS);
  const walk = { event, request, retryBudget, arrived, filter: new BookingFilterWithAccounts(request) };
  return cursor === undefined ? listByArrival(walk, ports) : listById(walk, cursor, ports);
}

/**
 * Whether the list is the whole waitlist, in its order. Before the positions of a draw are known, the bookings that wait are
 * listed as they were booked, and a list that began so goes on in this order.
 */
function isOfWaitlist(event: Event, { status, q, checkedIn, now }: ListEventBookings): boolean {
  return status === 'waitlisted' && q === undefined && checkedIn === undefined && !isDrawing(event, now);
}

/** @returns the booking whose id or a ticket code of which `q` is. The ticket may be void. */
async function bookingNamedBy(
  q: string,
  event: Event,
  { codes, bookings }: ListingPorts,
): Promise<Booking | undefined> {
  const ticket = await codes.read(event.id, q);
  if (ticket !== undefined) return bookings.read(event, ticket.bookingId);
  return ID.test(q) ? bookings.read(event, q) : undefined;
}

/** Bounds on the arrival of listed bookings, as arrival keys: `after` is excluded, `upTo` is included. */
type Arrived = { after: string | undefined; upTo: string | undefined };

/** `position`: of the first booking of a page of the waitlist, behind those that are found exactly. */
type WalkCursor = Arrived & { cursor?: BookingCursor; position?: number };

/**
 * Decodes a cursor. A walk by id has a `cursor`; it also has bounds on the arrival if it began by arrival.
 */
function walkIn(cursor: string | undefined, event: Event): WalkCursor {
  if (cursor === undefined) return { after: undefined, upTo: undefined };
  const fields = decodeCursor(cursor);
  const { arrivedAfter, arrivedUpTo, partition, position } = fields;
  if (typeof position === 'string') throw notACursor();
  if (typeof arrivedAfter === 'number' || typeof arrivedUpTo === 'number') throw notACursor();
  const isByArrival = arrivedAfter !== undefined && partition === undefined;
  return {
    after: arrivedAfter,
    upTo: arrivedUpTo,
    ...(!isByArrival && { cursor: cursorIn(fields, event) }),
    ...(isByArrival && position !== undefined && { position }),
  };
}

function cursorOf({ after, upTo }: Arrived, cursor?: BookingCursor): string {
  return encodeCursor({ ...cursor, arrivedAfter: after, arrivedUpTo: upTo });
}

type Walk = {
  event: Event;
  request: ListEventBookings;
  filter: BookingFilterWithAccounts;
  retryBudget: RetryBudget;
  arrived: Arrived;
};

async function listByArrival(walk: Walk, ports: ListingPorts): Promise<BookingsPage> {
  const { event, request, retryBudget, filter } = walk;
  const seen: Booking[] = [];
  const look = { most: LISTING_SORTED_BOOKINGS, retryBudget, sideBySide: LISTING_PARTITIONS_AT_ONCE };
  const cursor = await lookAtBookings(event, FIRST_CURSOR, look, ports, (booking) => seen.push(booking) > 0);
  if (cursor !== undefined) {
    return listById(walk, FIRST_CURSOR, { ...ports, listings: afterSeen(seen, cursor, ports) });
  }
  await filter.readAccounts(seen, ports);
  const listed = seen.flatMap((stored) => asListed(stored, walk) ?? []);
  listed.sort((a, b) => (requestKey(a) < requestKey(b) ? -1 : 1));
  const page = firstPage(listed, request.limit);
  const items = page.map((booking) => ({ booking }));
  const [last, end] = [page.at(-1), listed.at(-1)];
  if (last === undefined || end === undefined || last === end) return { items };
  const upTo = walk.arrived.upTo ?? requestKey(end);
  return { items, nextCursor: cursorOf({ after: requestKey(last), upTo }) };
}

type Listings = { listings: Pick<ListingStore, 'bookings'> };

/** Yields the bookings that were read already, and then reads on from `cursor`. */
function afterSeen(seen: Booking[], cursor: BookingCursor, { listings }: Listings): Listings['listings'] {
  return {
    async *bookings(event, _from, how) {
      yield { bookings: seen, next: cursor };
      yield* listings.bookings(event, cursor, how);
    },
  };
}

/** Reads the accounts that the filter needs of each page, before the page is looked at. */
function withAccounts(
  filter: BookingFilterWithAccounts,
  { listings, users }: Listings & Pick<ListingPorts, 'users'>,
): Listings['listings'] {
  return {
    async *bookings(event, from, how) {
      for await (const page of listings.bookings(event, from, how)) {
        await filter.readAccounts(page.bookings, { users });
        yield page;
      }
    },
  };
}

async function listById(
  walk: Walk,
  from: BookingCursor,
  ports: Listings & Pick<ListingPorts, 'users'>,
): Promise<BookingsPage> {
  const { event, request, filter, retryBudget, arrived } = walk;
  const { limit } = request;
  const atOnce = filter.isOpen ? Math.min(limit + 1, LISTING_READ_BOOKINGS) : LISTING_READ_BOOKINGS;
  const most = filter.readsAccounts ? LISTING_SEARCHED_BOOKINGS : LISTING_LOOK_BOOKINGS;
  const items: ListedBooking[] = [];
  const part = emptyPage(limit);
  const listings = withAccounts(filter, ports);
  const look = { most, retryBudget, atOnce };
  const cursor = await lookAtBookings(event, from, look, { listings }, (stored, bytes) => {
    const booking = asListed(stored, walk);
    if (booking !== undefined && !part.takes(bytes)) return false;
    if (booking !== undefined) items.push({ booking });
    return true;
  });
  return { items, ...(cursor && { nextCursor: cursorOf(arrived, cursor) }) };
}

/** @returns the booking as it is at the time of the request, or undefined if the list excludes it. */
function asListed(stored: Booking, { filter, arrived }: Walk): Booking | undefined {
  const key = requestKey(stored);
  const isOfWalk = key > (arrived.after ?? '') && (arrived.upTo === undefined || key <= arrived.upTo);
  return isOfWalk ? filter.passed(stored) : undefined;
}

/**
 * Omits bookings that left the waitlist between the two reads. The positions of the others stay the same. Behind the positions
 * that are found exactly, a page counts on from the one before it, so that no number occurs twice.
 */
async function listWaitlist(
  event: Event,
  { limit, position }: Pick<ListEventBookings, 'limit'> & { position?: number | undefined },
  arrivedAfter: string | undefined,
  { listings, bookings, positions }: ListingPorts,
): Promise<BookingsPage> {
  const entries = await listings.waitlist(event, arrivedAfter ?? arrivalKeyBound(0), limit + 1);
  const found = await readPage(event, entries.slice(0, limit), bookings);
  const [first, end] = [found[0], found.at(-1)];
  const last = entries.findLast(({ bookingId }) => bookingId === end?.id);
  if (first === undefined || last === undefined) return { items: [] };
  const firstPosition = position ?? (await positions.of(event, first)).position;
  const items = found.map((booking, index) => ({ booking, position: firstPosition + index }));
  const nextPosition = firstPosition + found.length;
  const isAbout = nextPosition > EXACT_POSITIONS;
  const nextCursor = encodeCursor({ arrivedAfter: last.key, ...(isAbout && { position: nextPosition }) });
  const next = { nextCursor, nextPosition };
  return {
    items: items.filter(({ booking }) => booking.status === 'waitlisted'),
    ...(last !== entries.at(-1) && next),
  };
}

/** Reads the bookings of waitlist entries, in their order, until a page is full. */
async function readPage(
  event: Event,
  entries: Entry[],
  bookings: Pick<BookingStore, 'readMany'>,
): Promise<Booking[]> {
  const part = emptyPage(entries.length);
  const page: Booking[] = [];
  for (let start = 0; start < entries.length; start += LISTING_READ_WAITING) {
    const some = entries.slice(start, start + LISTING_READ_WAITING);
    const found = await bookings.readMany(
      event,
      some.map(({ bookingId }) => bookingId),
    );
    for (const booking of found) {
      if (!part.takes(bytesOf(booking))) return page;
      page.push(booking);
    }
  }
  return page;
}
