/** The schemas of the answers about security events. */
import * as z from 'zod';
import { SECURITY_EVENT_KINDS } from '../../domain/model/security-event.ts';
import { ROLES } from '../../domain/model/user.ts';
import { id, instant, pageOf } from './fields.ts';

const securityEventAnswer = z
  .strictObject({
    id: id.describe('The id of the entry.'),
    kind: z.enum(SECURITY_EVENT_KINDS).describe('What happened.'),
    at: instant.describe('When it happened. Of a read, the beginning of the hour of the clock.'),
    by: id
      .describe(
        'The account that did it. Missing where a mailed token or a refresh token did, or the operator.',
      )
      .exactOptional(),
    userId: id
      .describe('The account that it was done to; of an event that was handed over, the new owner.')
      .exactOptional(),
    role: z.enum(ROLES).describe('Of `role-changed`: the new role.').exactOptional(),
    formerRole: z.enum(ROLES).describe('Of `role-changed`: the role before.').exactOptional(),
    eventId: id.describe('Of what was done with an event or a booking of it: the event.').exactOptional(),
    bookingId: id.describe('Of `booking-erased`: the booking.').exactOptional(),
    formerOwnerId: id.describe('Of `event-handed-over`: the owner before.').exactOptional(),
    keyId: z.string().describe('Of `key-rotated`: the id of the new key.').exactOptional(),
    endsEarlier: z
      .boolean()
      .describe('Of `key-rotated`: whether all that earlier keys had signed ended with it.')
      .exactOptional(),
  })
  .meta({
    id: 'SecurityEvent',
    description: 'What somebody did to accounts, roles and events.',
    examples: [
      {
        id: 'tB5rW8kZq1mXe3vLc7yNpQ',
        kind: 'role-changed',
        at: '2025-01-02T09:30:00.000Z',
        by: 'aN0yGk3eRz6hQm1uVx9sTw',
        userId: 'dO4gD7h1vYx0cW9bQ2mZkA',
        role: 'organizer',
        formerRole: 'attendee',
      },
    ],
  });

export const securityEventPageAnswer = pageOf(securityEventAnswer, 'Security events, the latest first.').meta(
  {
    id: 'SecurityEventPage',
    description: 'A page of the trail of security events.',
  },
);

export type SecurityEventAnswer = z.output<typeof securityEventAnswer>;
