/** Lists the caller's own bookings. */
import { callers, limiter, listingPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { listBookingsOf } from '../domain/bookings/list-bookings.ts';
import { pageQuery } from '../http/requests/lists.ts';
import { bookingView } from '../http/views/bookings.ts';

const ports = listingPorts();

export const handler = endpoint(
  'list-my-bookings',
  { query: pageQuery, callers: callers(), limiter: limiter() },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listBookingsOf(actor.userId, query, ports);
    return {
      body: {
        items: items.map((booking) => bookingView(booking, ports.runtime.now())),
        nextCursor: nextCursor ?? null,
      },
    };
  },
);
