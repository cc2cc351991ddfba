import { listingPorts, tokens } from '../compose.ts';
import { listBookingsOf } from '../domain/list-bookings.ts';
import { endpoint } from '../http/endpoint.ts';
import { pageQuery } from '../http/listings.ts';
import { bookingView } from '../http/views.ts';

const ports = listingPorts();

export const handler = endpoint(
  'list-my-bookings',
  { query: pageQuery, tokens: tokens() },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listBookingsOf(actor.userId, query, ports);
    return {
      body: {
        items: items.map((booking) => bookingView(booking, ports.environment.now())),
        nextCursor: nextCursor ?? null,
      },
    };
  },
);
