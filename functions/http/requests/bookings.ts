/** Zod schemas of the request bodies for bookings. */
import * as z from 'zod/mini';
import {
  BOOKING_LIMIT_TICKETS,
  CHALLENGE_SOLUTION_MAX_CHARACTERS,
  TICKET_TYPES_LIMIT,
} from '../../domain/model/limits.ts';
import { quantityOf, type TypeCount } from '../../domain/model/ticket-types.ts';
import {
  bookingId,
  email,
  orElse,
  personName,
  reason,
  ticketNumbers,
  ticketsOfBooking,
  ticketTypeId,
} from './fields.ts';

const types = z.array(z.strictObject({ type: ticketTypeId, quantity: ticketsOfBooking })).check(
  z.minLength(1),
  z.maxLength(TICKET_TYPES_LIMIT),
  z.refine(
    (counts) => new Set(counts.map(({ type }) => type)).size === counts.length,
    orElse('must have each type once'),
  ),
  z.refine(
    (counts) => quantityOf(counts) <= BOOKING_LIMIT_TICKETS,
    `must be at most ${BOOKING_LIMIT_TICKETS} tickets together`,
  ),
);

/** A number of tickets, or how many of each type if the event has ticket types. */
const wantedTickets = { quantity: z.exactOptional(ticketsOfBooking), types: z.exactOptional(types) };

type WantedTickets = { quantity?: number; types?: TypeCount[] };

const eitherQuantityOrTypes = z.refine<WantedTickets>(
  ({ quantity, types }) => (quantity === undefined) !== (types === undefined),
  { path: ['quantity'], error: 'must be there, or types in place of it, and not both' },
);

/** @returns how many tickets the request wants, and of which types if it states them. */
export function ticketsWanted({ quantity, types }: WantedTickets): { quantity: number; types?: TypeCount[] } {
  return types === undefined ? { quantity: quantity ?? 0 } : { quantity: quantityOf(types), types };
}

export const bookTicketsBody = z
  .strictObject({
    ...wantedTickets,
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
    eitherQuantityOrTypes,
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

export const addTicketsBody = z.strictObject(wantedTickets).check(eitherQuantityOrTypes);

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
