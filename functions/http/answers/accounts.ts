/** The schemas of the answers about accounts and sessions. */
import * as z from 'zod';
import { LANGUAGES } from '../../domain/model/booking.ts';
import { CLIENTS } from '../../domain/model/client.ts';
import { LETTER_KINDS, LETTER_OUTCOMES } from '../../domain/model/letter.ts';
import { bookingPageAnswer } from './bookings.ts';
import { id, instant, pageOf } from './fields.ts';

export const userAnswer = z
  .strictObject({
    id: id.describe('The id of the account.'),
    name: z.string().describe('The name that was registered.'),
    email: z
      .string()
      .describe(
        'The email address, in lower case and with its domain in ASCII; empty if another issuer keeps the account and stated none.',
      ),
    role: z
      .enum(['attendee', 'organizer', 'admin'])
      .describe('The role of the account. Each role has all rights of the roles before it.'),
    isAddressConfirmed: z
      .boolean()
      .describe('Whether somebody has opened a link that was mailed to the address, and confirmed it.'),
    newEmail: z
      .string()
      .describe('The address that counts once it is confirmed, if there is one.')
      .exactOptional(),
  })
  .meta({
    id: 'User',
    description: 'An account.',
    examples: [
      {
        id: 'dO4gD7h1vYx0cW9bQ2mZkA',
        name: 'Ada',
        email: 'ada@example.com',
        role: 'attendee',
        isAddressConfirmed: true,
      },
    ],
  });

export const sessionAnswer = z
  .strictObject({
    user: userAnswer.describe('The account of the session.'),
    accessToken: z.string().describe('Send it as `Authorization: Bearer <access token>`.'),
    refreshToken: z.string().describe('Exchange it for a new pair of tokens. It works once.'),
    expiresIn: z.int().describe('Seconds until the access token expires.'),
  })
  .meta({
    id: 'Session',
    description: 'A session: its account and its two tokens.',
    examples: [
      {
        user: {
          id: 'dO4gD7h1vYx0cW9bQ2mZkA',
          name: 'Ada',
          email: 'ada@example.com',
          role: 'attendee',
          isAddressConfirmed: false,
        },
        accessToken: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkTzRnRDdoMXZZeDBjVzliUTJtWmtBIn0.p5Fz…',
        refreshToken: 'vY4qB1pSxR6nK0tUe8wLfA.2c9d…',
        expiresIn: 900,
      },
    ],
  });

const listedUserAnswer = userAnswer
  .extend({ createdAt: instant.describe('When the account was created.') })
  .meta({ id: 'ListedUser', description: 'An account with the time of its creation.' });

export const userPageAnswer = pageOf(listedUserAnswer, 'Accounts, the oldest first.').meta({
  id: 'UserPage',
  description: 'A page of accounts.',
});

const openSessionAnswer = z
  .strictObject({
    id: id.describe('The id of the session.'),
    begunAt: instant.describe('When its user logged in.').exactOptional(),
    refreshedAt: instant.describe('When its tokens were last refreshed, if they were.').exactOptional(),
    expiresAt: instant.describe('When it ends, unless it is ended before.'),
    client: z
      .enum(CLIENTS)
      .describe('The family of the client that logged in, if it named itself.')
      .exactOptional(),
    isThisOne: z.boolean().describe('Whether it is the session of this request.'),
  })
  .meta({
    id: 'OpenSession',
    description: 'A session that is open.',
    examples: [
      {
        id: 'vY4qB1pSxR6nK0tUe8wLfA',
        begunAt: '2025-01-01T08:00:00.000Z',
        refreshedAt: '2025-01-02T17:30:00.000Z',
        expiresAt: '2025-01-31T08:00:00.000Z',
        client: 'firefox',
        isThisOne: true,
      },
    ],
  });

export const openSessionPageAnswer = pageOf(openSessionAnswer, 'Open sessions, the latest first.').meta({
  id: 'OpenSessionPage',
  description: 'The open sessions of an account, 100 at most.',
});

const letterAnswer = z.strictObject({
  about: z.enum(LETTER_KINDS).describe('What the mail is about.'),
  at: instant.describe('When it was written.'),
  language: z.enum(LANGUAGES).describe('The language that it is in.'),
  to: z.string().describe('The address that it goes to, until it is sent.').exactOptional(),
  outcome: z
    .enum(LETTER_OUTCOMES)
    .describe('What became of it; missing until that is known.')
    .exactOptional(),
});

export const exportAnswer = z
  .strictObject({
    account: listedUserAnswer.describe('Your account.'),
    sessions: z.array(openSessionAnswer).describe('Your open sessions, the latest first, 100 at most.'),
    letters: z.array(letterAnswer).describe('The mails about your account of the last 30 days.'),
    bookings: bookingPageAnswer.describe(
      'A page of your bookings, the newest first, each with its history and the mails about it.',
    ),
  })
  .meta({ id: 'Export', description: 'What is stored about a person.' });

export type LetterAnswer = z.output<typeof letterAnswer>;
export type OpenSessionAnswer = z.output<typeof openSessionAnswer>;
export type UserAnswer = z.output<typeof userAnswer>;
export type SessionAnswer = z.output<typeof sessionAnswer>;
