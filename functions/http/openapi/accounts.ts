/** Describes the routes about accounts and sessions. */
import { ACCESS_TOKEN_TTL_SECONDS } from '../../domain/limits.ts';
import { changeRoleBody, logInBody, refreshTokenBody, registerUserBody } from '../account-schemas.ts';
import { sessionAnswer, userAnswer, userPageAnswer } from '../answers.ts';
import { listUsersQuery } from '../listings.ts';
import { CUSTOMER_ID, SESSION_ID, SESSION_SECRET } from './example-ids.ts';
import { input, type OperationTable } from './operation.ts';
import { addressRule, visibleRule } from './text-rules.ts';

const email = 'ada@example.com';
const password = 'correct horse battery';
const refreshToken = `${SESSION_ID}.${SESSION_SECRET}`;

export const ACCOUNTS = {
  'register-user': {
    summary: 'Register an account',
    says: 'Makes an account with the role `attendee` and opens its first session.',
    idempotencyKey: 'register-ada',
    body: input(
      registerUserBody,
      { name: 'Ada', email, password },
      {
        name: 'What the person is called.',
        email: 'Identifies one account, however it is written. The part before the @ is ASCII.',
        password: 'To log in with. Any characters; length is what makes it strong.',
      },
    ),
    answers: { 201: { says: 'The account and its session.', json: sessionAnswer, location: true } },
    problems: ['idempotency-key-reused', 'email-taken'],
    rules: [visibleRule('name'), addressRule('email')],
  },
  'log-in': {
    summary: 'Log in',
    says: 'Opens a session. Sessions do not end one another. A request that is repeated with its `Idempotency-Key` gets the same session and refresh token, until that token is used.',
    idempotencyKey: 'log-in-1',
    body: input(
      logInBody,
      { email, password },
      { email: 'The address of the account.', password: 'Its password.' },
    ),
    answers: { 200: { says: 'A session.', json: sessionAnswer } },
    problems: ['too-many-attempts', 'wrong-credentials', 'idempotency-key-reused'],
    rules: [addressRule('email')],
  },
  'refresh-session': {
    summary: 'Refresh a session',
    says: 'Exchanges a refresh token for new tokens. Each works once; one that is sent a second time ends its session, since then two people have it. A change of the account’s role makes its refresh tokens invalid: log in again.',
    who: 'The holder of a refresh token',
    idempotencyKey: 'refresh-1',
    body: input(refreshTokenBody, { refreshToken }, { refreshToken: 'The latest one of the session.' }),
    answers: { 200: { says: 'The same session with its next tokens.', json: sessionAnswer } },
    problems: ['unauthenticated'],
  },
  'log-out': {
    summary: 'Log out',
    says: `Ends the session of a refresh token. Its access tokens are answered with 401 from then on, with one exception: until they expire, at most ${ACCESS_TOKEN_TTL_SECONDS / 60} minutes later, they can still book tickets for their user.`,
    who: 'The holder of a refresh token',
    body: input(refreshTokenBody, { refreshToken }, { refreshToken: 'The latest one of the session.' }),
    answers: { 204: { says: 'The token is good for nothing any more, whatever it was before.' } },
    problems: [],
  },
  'read-me': {
    summary: 'Read your own account',
    says: 'The role is the current one, whatever it was when the access token was issued.',
    answers: { 200: { says: 'The account of the access token.', json: userAnswer } },
    problems: [],
  },
  'list-users': {
    summary: 'List accounts',
    says: 'The oldest first.',
    query: input(
      listUsersQuery,
      { limit: 2, role: 'organizer' },
      {
        limit: 'Items on a page.',
        cursor: 'The `nextCursor` of the page before; without it the first page.',
        role: 'Only those with this role.',
      },
    ),
    answers: { 200: { says: 'A page of accounts.', json: userPageAnswer } },
    problems: [],
    rules: ['`cursor` is one that this list has given out.'],
  },
  'change-role': {
    summary: 'Change a person’s role',
    says: 'Applies to the person’s next request, whatever access token it carries. The person’s refresh tokens become invalid, so they have to log in again once the access token expires. An admin can give up their own role only while there is another admin.',
    path: { userId: CUSTOMER_ID },
    body: input(changeRoleBody, { role: 'organizer' }, { role: 'What the account may do from now on.' }),
    answers: { 200: { says: 'The changed account.', json: userAnswer } },
    problems: ['last-admin'],
  },
} satisfies OperationTable;
