/**
 * Lists an event's bookings by name, or by their arrival at the door. The table has neither order, so each page reads and
 * sorts all bookings that pass the filter, up to a bound; beyond it the list is refused.
 *
 * A cursor holds the id of the last listed booking and the instant at which the walk began, and no name, because cursors
 * are part of addresses. The place of that booking is derived anew for each page: names of attendees and accounts do not
 * change, and check-ins count only if they were made before the walk began. So nothing is listed twice or left out
 * because somebody is checked in meanwhile.
 */
import { type Booking, requestKey } from '../model/booking.ts';
import { firstCheckInAt, nameInList } from '../model/booking-search.ts';
import { weightOf } from '../model/booking-size.ts';
import { decodeCursor, encodeCursor } from '../model/cursor.ts';
import type { Event } from '../model/event.ts';
import { foldText } from '../model/fold-text.ts';
import {
  LISTING_LOOK_BOOKINGS,
  LISTING_PARTITIONS_AT_ONCE,
  LISTING_RETRY_BUDGET_MS,
  LISTING_SORTED_BOOKINGS,
} from '../model/limits.ts';
import { notACursor } from '../model/not-a-cursor.ts';
import { Busy, Refusal } from '../model/refusal.ts';
import type { ListingStore } from '../ports/listing-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { UserStore } from '../ports/user-store.ts';
import { RetryBudget } from '../process/retry-budget.ts';
import { type BookingFilter, BookingFilterWithAccounts } from './booking-filter.ts';
import { contactOf, contactsOf } from './contacts.ts';
import { firstPage } from './first-page.ts';
import { FIRST_CURSOR, lookAtBookings } from './look-at-bookings.ts';

/** `name`: by the name that the list shows. `arrival`: by the first check-in; bookings of which nobody is in come last. */
export type SortedOrder = 'name' | 'arrival';

type Sorted = { order: SortedOrder; filter: BookingFilter; limit: number; cursor: string | undefined };

type Ports = {
  listings: Pick<ListingStore, 'bookings'>;
  users: Pick<UserStore, 'contacts'>;
  runtime: Runtime;
};

/** @throws Refusal `too-many-to-sort`, `validation-failed` for a cursor that is not from this list; Busy. */
export async function sortEventBookings(
  event: Event,
  { order, filter, limit, cursor }: Sorted,
  ports: Ports,
): Promise<{ bookings: Booking[]; nextCursor?: string }> {
  const { after, asOf } = placeIn(cursor, order, filter.now);
  const filtered = new BookingFilterWithAccounts(filter);
  const { candidates, last } = await lookAtAll(event, after, filtered, ports);
  await filtered.readAccounts(candidates, ports);
  const named = last === undefined ? candidates : [...candidates, last];
  const keyOf = await keysOf(order, named, asOf, ports);
  if (after !== undefined && last === undefined) throw notACursor();
  const afterKey = last && keyOf(last);
  const passed = candidates.flatMap((booking) => filtered.passed(booking) ?? []);
  const rest = passed
    .map((booking) => ({ booking, key: keyOf(booking) }))
    .filter(({ key }) => afterKey === undefined || key > afterKey)
    .sort((one, other) => (one.key < other.key ? -1 : 1));
  const bookings = firstPage(
    rest.map(({ booking }) => booking),
    limit,
  );
  const end = bookings.at(-1);
  if (end === undefined || rest.length === bookings.length) return { bookings };
  return { bookings, nextCursor: encodeCursor({ order, after: end.id, asOf }) };
}

function placeIn(
  cursor: string | undefined,
  order: SortedOrder,
  now: number,
): { after?: string; asOf: number } {
  if (cursor === undefined) return { asOf: now };
  const { order: walked, after, asOf } = decodeCursor(cursor);
  if (walked !== order || typeof after !== 'string' || typeof asOf !== 'number') throw notACursor();
  return { after, asOf };
}

/** Reads all bookings of the event. `last`: the one with the id `after`, whether or not it passes. */
async function lookAtAll(
  event: Event,
  after: string | undefined,
  filter: BookingFilterWithAccounts,
  { listings, runtime }: Pick<Ports, 'listings' | 'runtime'>,
): Promise<{ candidates: Booking[]; last: Booking | undefined }> {
  const retryBudget = new RetryBudget(runtime, LISTING_RETRY_BUDGET_MS);
  const candidates: Booking[] = [];
  let last: Booking | undefined;
  let looked = 0;
  let isTooMany = false;
  const look = { most: LISTING_LOOK_BOOKINGS, retryBudget, sideBySide: LISTING_PARTITIONS_AT_ONCE };
  const cursor = await lookAtBookings(event, FIRST_CURSOR, look, { listings }, (stored, bytes) => {
    if (stored.id === after) last = stored;
    if (filter.candidate(stored) !== undefined) candidates.push(stored);
    looked += weightOf(bytes);
    isTooMany = candidates.length > LISTING_SORTED_BOOKINGS;
    return !isTooMany;
  });
  if (cursor !== undefined) throw isTooMany || looked >= LISTING_LOOK_BOOKINGS ? tooManyToSort() : new Busy();
  return { candidates, last };
}

/** @returns a function that gives the sort key of each of the bookings: text, the same on every page of a walk. */
async function keysOf(
  order: SortedOrder,
  bookings: Booking[],
  asOf: number,
  ports: Ports,
): Promise<(booking: Booking) => string> {
  if (order === 'arrival') {
    return (booking) => `${timeKey(firstCheckInAt(booking, asOf))}#${requestKey(booking)}`;
  }
  const contacts = await contactsOf(
    bookings.filter(({ attendee }) => attendee === undefined),
    ports,
  );
  return (booking) =>
    `${foldText(nameInList(booking, contactOf(booking, contacts)) ?? '')}\n${requestKey(booking)}`;
}

/** `~` sorts after all digits. */
const timeKey = (at: number | undefined): string => (at === undefined ? '~' : String(at).padStart(15, '0'));

function tooManyToSort(): Refusal {
  return new Refusal(
    'too-many-to-sort',
    `Only lists of up to ${LISTING_SORTED_BOOKINGS} bookings, of an event with up to ${LISTING_LOOK_BOOKINGS}, are sorted, and fewer if they are large. Filter by status or checkedIn, or use order=booked.`,
  );
}
