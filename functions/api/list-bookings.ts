import { callers, environment, listingPorts, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { contactsOf } from '../domain/contacts.ts';
import { EXPORT_PAGE_MAX_ROWS, PAGE_DEFAULT_ITEMS, PAGE_MAX_ITEMS } from '../domain/limits.ts';
import { listEventBookings } from '../domain/list-event-bookings.ts';
import { readEventOf } from '../domain/read-event-of.ts';
import { prefersCsv } from '../http/accept.ts';
import { bookingsCsvAnswer } from '../http/bookings-csv.ts';
import { atMost, listBookingsQuery } from '../http/listings.ts';
import { organizerBookingView } from '../http/views.ts';

const ports = { ...listingPorts(), users: users() };

/** JSON for people who look, CSV for programs that take everything. */
export const handler = endpoint(
  'list-bookings',
  { query: listBookingsQuery, callers: callers() },
  async ({ actor, query, id, accept }) => {
    const event = await readEventOf(actor, id('eventId'), ports);
    const now = environment.now();
    const read = async (limit: number) => {
      const page = await listEventBookings(event, { ...query, limit, now }, ports);
      const bookings = page.items.map(({ booking }) => booking);
      return { page, customers: await contactsOf(bookings, ports) };
    };
    if (prefersCsv(accept)) {
      const { page, customers } = await read(query.limit ?? EXPORT_PAGE_MAX_ROWS);
      return bookingsCsvAnswer(page, customers, event.id, query);
    }
    const [{ page, customers }, waiting] = await Promise.all([
      read(atMost(PAGE_MAX_ITEMS, query.limit ?? PAGE_DEFAULT_ITEMS)),
      query.status === 'waitlisted' ? ports.listings.countLine(event) : undefined,
    ]);
    const items = page.items.map(({ booking, position }) =>
      organizerBookingView(booking, now, { position, customer: customers.get(booking.customerId) }),
    );
    const body = { items, nextCursor: page.nextCursor ?? null, ...(waiting && { waiting }) };
    return { body, headers: { vary: 'accept' } };
  },
);
