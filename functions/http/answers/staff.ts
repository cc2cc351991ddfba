/** The schemas of the answers about the staff of an event. */
import * as z from 'zod';
import { id, pageOf } from './fields.ts';

export const eventRole = z.enum(['owner', 'manager', 'door']);

export const memberAnswer = z
  .strictObject({
    userId: id.describe('The id of the account.'),
    role: eventRole.describe(
      '`owner`: may do everything. `manager`: everything but changing the staff, handing the event over and cancelling it. `door`: check tickets in, count arrivals and look bookings up by name.',
    ),
    name: z.string().describe('The name of the account, if it still exists.').exactOptional(),
    email: z.string().describe('The email address of the account, if it still exists.').exactOptional(),
  })
  .meta({
    id: 'StaffMember',
    description: 'Somebody on the staff of an event.',
    examples: [{ userId: 'dO4gD7h1vYx0cW9bQ2mZkA', role: 'door', name: 'Ada', email: 'ada@example.com' }],
  });

export const staffAnswer = pageOf(memberAnswer, 'The owner, then the managers, then the door staff.').meta({
  id: 'Staff',
  description: 'The whole staff of an event.',
});

export type MemberAnswer = z.output<typeof memberAnswer>;
