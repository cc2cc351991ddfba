import { listingPorts, tokens } from '../compose.ts';
import { listEventBookings, readEventOf } from '../domain/list-event-bookings.ts';
import { endpoint } from '../http/endpoint.ts';
import { listBookingsQuery, listedBookingView } from '../http/listings.ts';

const ports = listingPorts();

export const handler = endpoint(
  'list-bookings',
  { query: listBookingsQuery, tokens: tokens() },
  async ({ actor, query, id }) => {
    const event = await readEventOf(actor, id('eventId'), ports);
    const [page, waiting] = await Promise.all([
      listEventBookings(event, query, ports),
      query.status === 'waitlisted' ? ports.listings.countLine(event) : undefined,
    ]);
    const items = page.items.map(listedBookingView);
    return { body: { items, nextCursor: page.nextCursor ?? null, ...(waiting && { waiting }) } };
  },
);
