/** The schemas of the answers about check-ins and the key of tickets. */
import * as z from 'zod';
import { bookingAnswer } from './bookings.ts';
import { customer, id, instant, personName, tickets } from './fields.ts';

const ticketNumber = z.int().min(1);
const attendeeOfScan = bookingAnswer.shape.attendee;

export const undoneCheckInAnswer = z
  .strictObject({
    bookingId: id.describe('The id of the ticket’s booking.'),
    ticket: ticketNumber
      .describe('The number of the ticket in its booking; only for a request with a `ticket`.')
      .exactOptional(),
    name: personName.exactOptional(),
    tickets: z
      .array(
        z.strictObject({
          ticket: ticketNumber.describe('The number of the ticket in its booking.'),
          name: personName.exactOptional(),
        }),
      )
      .describe('The tickets; only for a request with a `bookingId`.')
      .exactOptional(),
    attendee: attendeeOfScan,
    customer,
  })
  .meta({ id: 'UndoneCheckIn', description: 'Tickets that can be checked in again.' });

export const checkInAnswer = undoneCheckInAnswer
  .extend({ checkedInAt: instant.describe('When the tickets were checked in.') })
  .meta({ id: 'CheckIn', description: 'Tickets that were checked in.' });

const ofBookings = z.int().min(0);

export const arrivalsAnswer = z
  .strictObject({
    tickets: z
      .strictObject({
        confirmed: tickets.describe('The valid tickets.'),
        checkedIn: tickets.describe('Those that are checked in.'),
        expected: tickets.describe('Those that are not checked in yet.'),
      })
      .describe('The tickets of the counted bookings.'),
    bookings: z
      .strictObject({
        all: ofBookings.describe('Bookings of which all tickets are checked in.'),
        some: ofBookings.describe('Bookings of which some tickets are checked in, but not all.'),
        none: ofBookings.describe('Bookings of which no ticket is checked in.'),
      })
      .describe('The counted bookings that have tickets.'),
    asOf: instant.describe('When they were counted.'),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the counts of the next part; null for the last part.'),
  })
  .meta({ id: 'Arrivals', description: 'Who has arrived at an event, or at a part of a large one.' });

export const ticketKeyAnswer = z
  .strictObject({
    algorithm: z.literal('Ed25519').describe('The signature algorithm.'),
    publicKey: z.string().describe('The public key: SPKI as PEM.'),
    jwk: z.looseObject({ kty: z.string().describe('The kind of key.') }).describe('The same key as JWK.'),
  })
  .meta({ id: 'TicketKey', description: 'The public key that verifies the tickets of an event.' });
