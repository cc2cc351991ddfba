/** What comes in about bookings, as zod schemas. */
import * as z from 'zod/mini';
import { email, line, reason, ticketsOfBooking } from './fields.ts';

const personName = line(100);

export const bookTicketsBody = z.strictObject({
  quantity: ticketsOfBooking,
  onSoldOut: z._default(z.enum(['waitlist', 'reject']), 'waitlist'),
  attendee: z.exactOptional(z.strictObject({ firstName: personName, lastName: personName, email })),
  /** By who runs the event, for somebody at the door. */
  reason: z.exactOptional(reason),
});

export const cancelBookingBody = z.strictObject({
  quantity: z.exactOptional(ticketsOfBooking),
  reason: z.exactOptional(reason),
});

/** Of answers to an offer, which say all in their path. */
export const noBody = z.strictObject({});
