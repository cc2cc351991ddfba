/** The schemas of the answers about accounts and sessions. */
import * as z from 'zod';
import { id, instant, pageOf } from './fields.ts';

export const userAnswer = z
  .strictObject({
    id: id.describe('The id of the account.'),
    name: z.string().describe('The name that was registered.'),
    email: z.string().describe('The email address, in lower case and with its domain in ASCII.'),
    role: z
      .enum(['attendee', 'organizer', 'admin'])
      .describe('The role of the account. Each role has all rights of the roles before it.'),
    isAddressConfirmed: z
      .boolean()
      .describe('Whether somebody has opened a link that was mailed to the address, and confirmed it.'),
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

export const userPageAnswer = pageOf(
  userAnswer.extend({ createdAt: instant.describe('When the account was created.') }).meta({
    id: 'ListedUser',
    description: 'An account in a list.',
  }),
  'Accounts, the oldest first.',
).meta({ id: 'UserPage', description: 'A page of accounts.' });

export type UserAnswer = z.output<typeof userAnswer>;
export type SessionAnswer = z.output<typeof sessionAnswer>;
