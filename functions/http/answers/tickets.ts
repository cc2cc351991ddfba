/** The schemas of the answers about the tickets of a booking. */
import * as z from 'zod';
import { instant, personName, shownTicket } from './fields.ts';

export const ticketListAnswer = z
  .strictObject({
    tickets: z
      .array(shownTicket)
      .describe('The tickets in order of their numbers; none while the booking has no tickets.'),
  })
  .meta({ id: 'TicketList', description: 'The tickets of a booking.' });

export const namedTicketAnswer = z
  .strictObject({
    number: z.int().min(1).describe('The number of the ticket within its booking.'),
    name: personName.nullable().describe('The name on the ticket; null for none.'),
  })
  .meta({ id: 'NamedTicket', description: 'A ticket and the name on it, null for none.' });

export const transferredTicketAnswer = z
  .strictObject({
    ticket: z.int().min(1).describe('The number that is void now.'),
    newTicket: z.int().min(1).describe('The number of the new holder’s ticket, within the same booking.'),
    name: personName,
    transferredAt: instant.describe('When the ticket was transferred.'),
  })
  .meta({ id: 'TransferredTicket', description: 'A ticket that somebody else has now.' });

export const ticketPassAnswer = z
  .strictObject({ saveUrl: z.url().describe('Opened on the phone, it saves the ticket to Google Wallet.') })
  .meta({ id: 'TicketPass', description: 'How to save a ticket to Google Wallet.' });

export type TicketListAnswer = z.output<typeof ticketListAnswer>;
