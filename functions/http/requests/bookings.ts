/** Zod schemas of the request bodies for bookings. */
import * as z from 'zod/mini';
import { CHALLENGE_SOLUTION_MAX_CHARACTERS } from '../../domain/model/limits.ts';
import { bookingId, email, personName, reason, ticketNumbers, ticketsOfBooking } from './fields.ts';

export const bookTicketsBody = z
  .strictObject({
    quantity: ticketsOfBooking,
    onSoldOut: z._default(z.enum(['waitlist', 'reject']), 'waitlist'),
    attendee: z.exactOptional(
      z.strictObject({ firstName: personName, lastName: personName, email: z.exactOptional(email) }),
    ),
    replaces: z.exactOptional(bookingId),
    challengeSolution: z.exactOptional(
      z.string().check(z.minLength(1), z.maxLength(CHALLENGE_SOLUTION_MAX_CHARACTERS)),
    ),
    /** Only the organizer of the event may send it, to book for somebody at the door. */
    reason: z.exactOptional(reason),
    aheadOfWaitlist: z._default(z.boolean(), false),
  })
  .check(
    z.refine(
      ({ aheadOfWaitlist, onSoldOut, reason }) =>
        !aheadOfWaitlist || (onSoldOut === 'waitlist' && reason !== undefined),
      {
        path: ['aheadOfWaitlist'],
        error: 'needs a reason, and cannot be combined with the onSoldOut reject',
      },
    ),
    z.refine(
      ({ attendee, reason }) =>
        attendee === undefined || attendee.email !== undefined || reason !== undefined,
      {
        path: ['attendee', 'email'],
        error: 'must be there, except in a request with a reason',
      },
    ),
    z.refine(
      ({ replaces, onSoldOut, reason }) =>
        replaces === undefined || (onSoldOut === 'waitlist' && reason === undefined),
      { path: ['replaces'], error: 'cannot be combined with reason, or with the onSoldOut reject' },
    ),
  );

export const addTicketsBody = z.strictObject({ quantity: ticketsOfBooking });

export const cancelBookingBody = z
  .strictObject({
    quantity: z.exactOptional(ticketsOfBooking),
    tickets: z.exactOptional(ticketNumbers),
    reason: z.exactOptional(reason),
  })
  .check(
    z.refine(({ quantity, tickets }) => quantity === undefined || tickets === undefined, {
      path: ['tickets'],
      error: 'cannot be combined with quantity',
    }),
  );

/** `omit`: the position is not counted. */
export const readBookingQuery = z.strictObject({
  position: z.exactOptional(z.literal('omit', { error: 'must be: omit' })),
});

/** The empty body of a request whose path says everything. */
export const noBody = z.strictObject({});
