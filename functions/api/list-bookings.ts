import { callers, environment, listingPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { EXPORT_PAGE_MAX_ROWS, PAGE_DEFAULT_ITEMS, PAGE_MAX_ITEMS } from '../domain/limits.ts';
import { listEventBookings } from '../domain/list-event-bookings.ts';
import { readEventOf } from '../domain/read-event-of.ts';
import { prefersCsv } from '../http/accept.ts';
import { bookingsCsvAnswer } from '../http/bookings-csv.ts';
import { atMost, listBookingsQuery } from '../http/listings.ts';
import { organizerBookingView } from '../http/views.ts';

const ports = listingPorts();

/** JSON for people who look, CSV for programs that take everything. */
export const handler = endpoint(
  'list-bookings',
  { query: listBookingsQuery, callers: callers() },
  async ({ actor, query, id, accept }) => {
    const event = await readEventOf(actor, id('eventId'), ports);
    const now = environment.now();
    if (prefersCsv(accept)) {
      const limit = query.limit ?? EXPORT_PAGE_MAX_ROWS;
      const page = await listEventBookings(event, { ...query, limit, now }, ports);
      return bookingsCsvAnswer(page, `/v1/events/${event.id}/bookings`, query);
    }
    const limit = atMost(PAGE_MAX_ITEMS, query.limit ?? PAGE_DEFAULT_ITEMS);
    const [page, waiting] = await Promise.all([
      listEventBookings(event, { ...query, limit, now }, ports),
      query.status === 'waitlisted' ? ports.listings.countLine(event) : undefined,
    ]);
    const items = page.items.map(({ booking, position }) => organizerBookingView(booking, now, position));
    const body = { items, nextCursor: page.nextCursor ?? null, ...(waiting && { waiting }) };
    return { body, headers: { vary: 'accept' } };
  },
);
