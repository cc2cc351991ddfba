/**
 * Schemas of the fields that the answers of several routes have. The schemas in this folder are the answers of
 * all routes, with names: the OpenAPI document is generated from them, and the compiler checks the views
 * against their types. Handlers may import only types from this folder, so that no bundle contains the schemas
 * except those of the documentation routes.
 */
import * as z from 'zod';
import { ID } from '../../domain/model/id.ts';

export const id = z
  .string()
  .regex(ID)
  .meta({ id: 'Id', description: '128 bits in base64url.', examples: ['dO4gD7h1vYx0cW9bQ2mZkA'] });
export const instant = z.iso.datetime().meta({
  id: 'Instant',
  description: 'ISO 8601 in UTC.',
  examples: ['2099-06-01T18:00:00.000Z'],
});
export const tickets = z.int().min(0);
export const customer = z
  .strictObject({
    name: z.string().describe('The name of the account.'),
    email: z.string().describe('The email address of the account.'),
  })
  .describe('The account of the customer, if there is one. Only the organizer of the event gets it.')
  .exactOptional();

export const personName = z
  .strictObject({
    firstName: z.string().describe('Given name.'),
    lastName: z.string().describe('Family name.'),
  })
  .describe('The name on the ticket.');

/** How many tickets of each type. */
export const typeCounts = z.array(
  z.strictObject({
    type: z.string().describe('The `id` of the ticket type.'),
    quantity: tickets.describe('The number of tickets.'),
  }),
);

export const ticketTypeOf = z
  .string()
  .describe('The `id` of its ticket type, if the event has types.')
  .exactOptional();

/** A ticket of a booking, as those who may read the booking see it. */
export const shownTicket = z.strictObject({
  number: z.int().min(1).describe('The number of the ticket within its booking.'),
  type: ticketTypeOf,
  code: z
    .string()
    .describe('The text of the QR code; missing for a transferred ticket, whose holder alone has it.')
    .exactOptional(),
  transferred: z
    .literal(true)
    .describe('The ticket was transferred to the person whose name is on it.')
    .exactOptional(),
  name: personName.exactOptional(),
  checkedInAt: instant.describe('When the ticket was checked in, if it was.').exactOptional(),
});

/** The schema of a page of a list. `what` describes the items. */
export function pageOf<Item extends z.ZodType>(item: Item, what: string) {
  return z.strictObject({
    items: z.array(item).describe(what),
    nextCursor: z
      .string()
      .nullable()
      .describe('Send it as `cursor` to get the next page; null on the last page.'),
  });
}
