/** Cancels tickets of a booking, or its position in the waitlist. */
import { bookingPorts, callers } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { cancelBooking } from '../domain/bookings/cancel-booking.ts';
import { cancelBookingBody } from '../http/requests/bookings.ts';
import { bookingView } from '../http/views/bookings.ts';

const ports = bookingPorts();

export const handler = endpoint(
  'cancel-booking',
  { body: cancelBookingBody, callers: callers() },
  async ({ actor, body, id, idempotencyKey }) => {
    const request = { eventId: id('eventId'), bookingId: id('bookingId'), actor, ...body, idempotencyKey };
    const cancelled = await cancelBooking(request, ports);
    const { cancelledTickets } = cancelled;
    return { body: { ...bookingView(cancelled, ports.runtime.now()), cancelledTickets } };
  },
);
