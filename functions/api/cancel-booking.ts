/** Cancels tickets of a booking, or its position in the waitlist. */
import { bookingPorts, callers, limiter } from '../compose.ts';
import { endpoint } from '../compose-frame.ts';
import { cancelBooking } from '../domain/bookings/cancel-booking.ts';
import { bookingVersion } from '../domain/model/expected-version.ts';
import { cancelBookingBody } from '../http/requests/bookings.ts';
import { expectedVersions, taggedJson, versionTag } from '../http/versions.ts';
import { bookingView } from '../http/views/bookings.ts';

const ports = bookingPorts();

export const handler = endpoint(
  'cancel-booking',
  { body: cancelBookingBody, callers: callers(), limiter: limiter() },
  async ({ actor, body, id, ifMatch, idempotencyKey }) => {
    const named = { eventId: id('eventId'), bookingId: id('bookingId') };
    const request = { ...named, actor, ...body, expected: expectedVersions(ifMatch), idempotencyKey };
    const cancelled = await cancelBooking(request, ports);
    const { cancelledTickets } = cancelled;
    const answer = { ...bookingView(cancelled, ports.runtime.now()), cancelledTickets };
    return taggedJson(answer, versionTag(bookingVersion(cancelled)));
  },
);
