/** Reads a part of the receipt of a booking. */
import { callers, limiter, listingPorts } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { positions } from '../compose-positions.ts';
import { readBookingOf } from '../domain/bookings/read-booking-of.ts';
import { readReceipt } from '../domain/bookings/receipt.ts';
import { receiptQuery } from '../http/requests/lists.ts';

const ports = { ...listingPorts(), positions: positions() };

export const handler = endpoint(
  'read-receipt',
  { query: receiptQuery, callers: callers(), limiter: limiter() },
  async ({ actor, id, query }) => {
    const event = await ports.cache.refresh(id('eventId'));
    const booking = await readBookingOf(actor, event, id('bookingId'), ports);
    return { body: await readReceipt(event, booking, query.cursor, ports) };
  },
);
