/** The schemas of the answers about check-ins and the key of tickets. */
import * as z from 'zod';
import { id, instant, personName, tickets, ticketTypeOf } from './fields.ts';

const ticketNumber = z.int().min(1);
const address = z.string().describe('The email address; not for door staff.').exactOptional();
const attendeeOfScan = z
  .strictObject({ ...personName.shape, email: address })
  .describe('The person who will attend, if stated.')
  .exactOptional();
const customerOfScan = z
  .strictObject({ name: z.string().describe('The name of the account.'), email: address })
  .describe('The account of the customer, if there is one.')
  .exactOptional();

export const undoneCheckInAnswer = z
  .strictObject({
    bookingId: id.describe('The id of the ticket’s booking.'),
    ticket: ticketNumber
      .describe('The number of the ticket in its booking; only for a request with a `ticket`.')
      .exactOptional(),
    type: ticketTypeOf,
    name: personName.exactOptional(),
    tickets: z
      .array(
        z.strictObject({
          ticket: ticketNumber.describe('The number of the ticket in its booking.'),
          type: ticketTypeOf,
          name: personName.exactOptional(),
        }),
      )
      .describe('The tickets; only for a request with a `bookingId`.')
      .exactOptional(),
    attendee: attendeeOfScan,
    customer: customerOfScan,
  })
  .meta({ id: 'UndoneCheckIn', description: 'Tickets that can be checked in again.' });

export const checkInAnswer = undoneCheckInAnswer
  .extend({ checkedInAt: instant.describe('When the tickets were checked in.') })
  .meta({ id: 'CheckIn', description: 'Tickets that were checked in.' });

export const checkInBatchAnswer = z
  .strictObject({
    results: z
      .array(
        z.strictObject({
          result: z
            .enum([
              'checked-in',
              'already-checked-in',
              'check-in-undone',
              'ticket-void',
              'other-event',
              'ticket-invalid',
            ])
            .describe(
              '`checked-in`: by this scan. `already-checked-in`: another scan of the ticket was stored first, a conflict. `check-in-undone`: by this scan, and it was undone since. `ticket-void`: the ticket was cancelled or transferred. `other-event`: it is a ticket of another event. `ticket-invalid`: the code is no ticket.',
            ),
          bookingId: id.describe('The id of the ticket’s booking.').exactOptional(),
          ticket: ticketNumber.describe('The number of the ticket in its booking.').exactOptional(),
          checkedInAt: instant
            .describe('When this scan was stored; only if it checked the ticket in.')
            .exactOptional(),
          first: z
            .strictObject({
              checkedInAt: instant.describe('When it was stored.'),
              by: id.describe('The id of the account that sent it.'),
              scannedAt: instant
                .describe('When its device scanned the ticket; only if it was handed in later.')
                .exactOptional(),
              device: z.string().describe('The name of its device, if it had one.').exactOptional(),
            })
            .describe('The scan that checked the ticket in; only for a conflict.')
            .exactOptional(),
          wasScannedEarlier: z
            .boolean()
            .describe(
              'Whether this scan was made before the `first` one, although it was stored later; only for a conflict.',
            )
            .exactOptional(),
        }),
      )
      .describe('The result of each scan, in the order of the request.'),
  })
  .meta({ id: 'CheckInBatch', description: 'What became of scans that were handed in later.' });

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
