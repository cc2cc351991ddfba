/**
 * Lists the bookings of an event for its staff. Door staff get names alone. An export by an admin who does not run the event is
 * in the trail of security events.
 */
import { callers, listingPorts, noteReadPorts, runtime, tickets, users } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { positions } from '../compose-positions.ts';
import { noteRead } from '../domain/accounts/note-read.ts';
import { contactOf, contactsOf, readingOnce } from '../domain/bookings/contacts.ts';
import { listEventBookings } from '../domain/bookings/list-event-bookings.ts';
import { readEventOf } from '../domain/events/read-event-of.ts';
import { EXPORT_PAGE_MAX_ROWS, PAGE_DEFAULT_ITEMS, PAGE_MAX_ITEMS } from '../domain/model/limits.ts';
import { Refusal } from '../domain/model/refusal.ts';
import { runsAsAdmin, runsEvent, worksAtDoor } from '../domain/model/user.ts';
import { prefersCsv } from '../http/accept.ts';
import { atMost, listBookingsQuery } from '../http/requests/lists.ts';
import { doorBookingView, listedBookingView } from '../http/views/bookings.ts';
import { bookingsCsvAnswer } from '../http/views/bookings-csv.ts';

const shared = { ...listingPorts(), positions: positions(), codes: tickets() };

/** Answers with JSON in small pages, or with CSV in large pages for an export. */
export const handler = endpoint(
  'list-bookings',
  { query: listBookingsQuery, callers: callers() },
  async ({ actor, query, id, accept }) => {
    const ports = { ...shared, users: readingOnce(users()) };
    const event = await readEventOf(actor, id('eventId'), ports, worksAtDoor);
    const isDoor = !runsEvent(actor, event);
    const searched = isDoor ? ('names' as const) : ('names and addresses' as const);
    const now = runtime.now();
    const read = async (limit: number) => {
      const page = await listEventBookings(event, { ...query, searched, limit, now }, ports);
      const bookings = page.items.map(({ booking }) => booking);
      return { page, customers: await contactsOf(bookings, ports) };
    };
    if (prefersCsv(accept)) {
      if (isDoor) throw new Refusal('forbidden', 'Door staff get no export. Ask for application/json.');
      const { page, customers } = await read(query.limit ?? EXPORT_PAGE_MAX_ROWS);
      if (runsAsAdmin(actor, event))
        await noteRead({ kind: 'bookings-exported', by: actor.userId, eventId: event.id }, noteReadPorts());
      return bookingsCsvAnswer(page, customers, event.id, query);
    }
    const [{ page, customers }, waiting] = await Promise.all([
      read(atMost(PAGE_MAX_ITEMS, query.limit ?? PAGE_DEFAULT_ITEMS)),
      query.status === 'waitlisted' ? ports.listings.countWaitlist(event) : undefined,
    ]);
    const viewOf = isDoor ? doorBookingView : listedBookingView;
    const items = page.items.map(({ booking, position }) =>
      viewOf(booking, now, { position, customer: contactOf(booking, customers) }),
    );
    const body = { items, nextCursor: page.nextCursor ?? null, ...(waiting && { waiting }) };
    return { body, headers: { vary: 'accept' } };
  },
);
