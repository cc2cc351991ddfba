/** The schemas of the answers about check-ins and the key of tickets. */
import * as z from 'zod';
import { bookingAnswer } from './bookings.ts';
import { customer, id, instant, personName } from './fields.ts';

const attendeeOfScan = bookingAnswer.shape.attendee;

export const undoneCheckInAnswer = z
  .strictObject({
    bookingId: id.describe('The id of the ticket’s booking.'),
    ticket: z.int().min(1).describe('The number of the ticket in its booking.'),
    name: personName.exactOptional(),
    attendee: attendeeOfScan,
    customer,
  })
  .meta({ id: 'UndoneCheckIn', description: 'A ticket that can be checked in again.' });

export const checkInAnswer = undoneCheckInAnswer
  .extend({ checkedInAt: instant.describe('When the ticket was checked in.') })
  .meta({ id: 'CheckIn', description: 'A ticket that was checked in.' });

export const ticketKeyAnswer = z
  .strictObject({
    algorithm: z.literal('Ed25519').describe('The signature algorithm.'),
    publicKey: z.string().describe('The public key: SPKI as PEM.'),
    jwk: z.looseObject({ kty: z.string().describe('The kind of key.') }).describe('The same key as JWK.'),
  })
  .meta({ id: 'TicketKey', description: 'The public key that verifies the tickets of an event.' });
