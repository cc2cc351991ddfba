/** Describes the routes of accounts and sessions for the OpenAPI document. */
import {
  exportAnswer,
  openSessionPageAnswer,
  sessionAnswer,
  userAnswer,
  userPageAnswer,
} from '../answers/accounts.ts';
import { securityEventPageAnswer } from '../answers/security-events.ts';
import {
  changeMeBody,
  changePasswordBody,
  changeRoleBody,
  closeAccountBody,
  forgotPasswordBody,
  logInBody,
  mailedTokenBody,
  refreshTokenBody,
  registerUserBody,
  resetPasswordBody,
} from '../requests/accounts.ts';
import { noBody } from '../requests/bookings.ts';
import { listSecurityEventsQuery, listUsersQuery, pageQuery } from '../requests/lists.ts';
import { EXPORT, ORGANIZER, SECURITY_EVENT_PAGE, SESSION_PAGE, USER_PAGE } from './example-answers.ts';
import { CUSTOMER_ID, MAILED_TOKEN, SESSION_ID, SESSION_SECRET } from './example-ids.ts';
import { input, json, type OperationTable } from './operation.ts';
import { addressRule, PASSWORD_RULE, visibleRule } from './text-rules.ts';

const email = 'ada@example.com';
const password = 'correct horse battery';
const refreshToken = `${SESSION_ID}.${SESSION_SECRET}`;

export const ACCOUNTS = {
  'register-user': {
    summary: 'Register an account',
    says: 'Creates an account with the role `attendee` and opens its first session. Where the service sends mail, a link to confirm the address is mailed to it. Where the operator registers by mail (`REGISTRATION=by-mail`), every address is answered 202 alike, and the password is not kept: the link of the mail asks for the one of the account, which is made with its address confirmed, as `POST /v1/auth/reset-password` describes. An address with an account is mailed a hint instead. Within an hour of the last mail, for which its link works, nothing is sent.',
    idempotencyKey: 'register-ada',
    body: input(
      registerUserBody,
      { name: 'Ada', email, password },
      {
        name: 'The name of the person.',
        email:
          'Identifies one account; letter case makes no difference. The part before the @ must be ASCII.',
        password: 'The password to log in with. Any characters are allowed. A longer password is stronger.',
      },
    ),
    answers: {
      201: { says: 'The account and its session.', json: sessionAnswer, location: true },
      202: { says: 'Where accounts are registered by mail: a mail is sent to the address.' },
    },
    problems: ['idempotency-key-reused', 'email-taken'],
    rules: [visibleRule('name'), addressRule('email'), PASSWORD_RULE],
  },
  'log-in': {
    summary: 'Log in',
    says: 'Opens a session. Earlier sessions stay open. A request that is repeated with its `Idempotency-Key` gets the same session and refresh token, until that token is used.',
    idempotencyKey: 'log-in-1',
    body: input(
      logInBody,
      { email, password },
      { email: 'The email address of the account.', password: 'The password of the account.' },
    ),
    answers: { 200: { says: 'The new session.', json: sessionAnswer } },
    problems: ['too-many-requests', 'too-many-attempts', 'wrong-credentials', 'idempotency-key-reused'],
    rules: [addressRule('email')],
  },
  'refresh-session': {
    summary: 'Refresh a session',
    says: 'Exchanges a refresh token for a new pair of tokens. Each refresh token works once. For ten seconds it gets the same next token again, so that two tabs can refresh at once; so does a repeat with the `Idempotency-Key` of the first request. Any other second use ends the session, because the token may have been stolen. A change of the account’s role makes its refresh tokens invalid: log in again.',
    who: 'The holder of a refresh token',
    idempotencyKey: 'refresh-1',
    body: input(
      refreshTokenBody,
      { refreshToken },
      { refreshToken: 'The latest refresh token of the session.' },
    ),
    answers: { 200: { says: 'The same session with a new pair of tokens.', json: sessionAnswer } },
    problems: ['unauthenticated'],
  },
  'log-out': {
    summary: 'Log out',
    says: 'Ends the session of a refresh token. From then on its access tokens are answered with 401.',
    who: 'The holder of a refresh token',
    body: input(
      refreshTokenBody,
      { refreshToken },
      { refreshToken: 'The latest refresh token of the session.' },
    ),
    answers: {
      204: { says: 'The refresh token is no longer valid. An invalid token gets this answer, too.' },
    },
    problems: [],
  },
  'read-me': {
    summary: 'Read your own account',
    says: 'Returns the account of the access token with its current role, even if the role has changed since the token was issued.',
    answers: { 200: { says: 'Your account.', json: userAnswer, etag: true } },
    problems: [],
  },
  'confirm-address': {
    summary: 'Confirm an email address',
    says: 'Confirms the address of your account, or a new one in its place, by the token that was mailed to it: what is after `#confirm/` in the link of the mail. It takes a session of the account, because somebody else may have made an account with the address of whoever gets the mail. The token works once, for 24 hours, until another one is mailed. A request that is repeated with its `Idempotency-Key` is answered as the first time.',
    idempotencyKey: 'confirm-1',
    body: input(mailedTokenBody, { token: MAILED_TOKEN }, { token: 'The token from the link of the mail.' }),
    answers: { 204: { says: 'The address is confirmed.' } },
    problems: ['too-many-attempts', 'email-taken', 'link-void'],
  },
  'request-confirmation': {
    summary: 'Have the mail to confirm your address sent again',
    says: 'Mails another link to confirm the address of your account; earlier ones are void. Within five minutes of the last mail, and for an address that is confirmed, nothing is sent.',
    idempotencyKey: 'confirmation-1',
    body: input(noBody, {}, {}),
    answers: { 204: { says: 'The mail will be sent, was sent in the last five minutes, or is not needed.' } },
    problems: ['too-many-requests', 'no-mail'],
  },
  'forgot-password': {
    summary: 'Have a link to reset a password sent',
    says: 'Mails a link to set a new password to the address, if it has an account. The answer and its time are the same for every address. Within an hour of the last mail, for which its link works, nothing is sent.',
    idempotencyKey: 'forgot-1',
    body: input(forgotPasswordBody, { email }, { email: 'The email address of the account.' }),
    answers: { 202: { says: 'If the address has an account, the mail is sent.' } },
    problems: ['too-many-requests', 'no-mail'],
    rules: [addressRule('email')],
  },
  'reset-password': {
    summary: 'Reset a password',
    says: 'Sets a new password by the token that was mailed: what is after `#reset/` in the link of the mail. The token works once, for one hour, until another one is mailed. All sessions of the account end, its address is confirmed, and a mail tells of the change. With the token of somebody who registers by mail, which is after `#register/`, it makes the account with the password. A request that is repeated with its `Idempotency-Key` is answered as the first time.',
    who: 'The holder of a token that was mailed',
    idempotencyKey: 'reset-1',
    body: input(
      resetPasswordBody,
      { token: MAILED_TOKEN, password },
      { token: 'The token from the link of the mail.', password: 'The new password.' },
    ),
    answers: { 204: { says: 'The password is changed. Log in with it.' } },
    problems: ['too-many-attempts', 'email-taken', 'link-void'],
    rules: [PASSWORD_RULE],
  },
  'change-password': {
    summary: 'Change your password',
    says: 'Sets a new password. The session of the request stays open, all others end, and a mail tells of the change. A link to reset the password that was mailed before stays valid. A wrong `password` counts as a failed log-in.',
    idempotencyKey: 'password-1',
    body: input(
      changePasswordBody,
      { password: 'an old password', newPassword: password },
      { password: 'The password that the account has.', newPassword: 'The new password.' },
    ),
    answers: { 204: { says: 'The password is changed.' } },
    problems: ['too-many-attempts', 'wrong-credentials'],
    rules: [PASSWORD_RULE],
  },
  'change-me': {
    summary: 'Change your name and address',
    says: 'Changes the name at once. A new address takes the `password` of the account; a wrong one counts as a failed log-in. The new address is mailed a link and counts once that is used, as `POST /v1/auth/confirm-address` describes; until then it is shown as `newEmail`, and the old address is told. Sending the address that the account has withdraws a new one, without the password.',
    body: input(
      changeMeBody,
      { name: 'Ada Lovelace' },
      {
        name: 'The name of the person.',
        email: 'The new address.',
        password: 'The password of the account; needed with a new address.',
      },
    ),
    ifMatch: 'your account',
    answers: { 200: { says: 'Your account.', json: userAnswer, etag: true } },
    problems: ['too-many-requests', 'too-many-attempts', 'wrong-credentials', 'email-taken', 'no-mail'],
    rules: [visibleRule('name'), addressRule('email')],
  },
  'close-account': {
    summary: 'Close your account',
    says: 'Erases the name, the address and the password of your account, and the names that you gave on your bookings. The bookings stay without a person, for the books of the events. All sessions end, the address is free again, and a last mail tells of it. Bookings and events that are not over come first: cancel the bookings, and hand the events over. With more than about 200 bookings and events, of whatever age, it takes several requests: each but the last is answered 503 `busy`, and a repeat goes on. It cannot be undone. A wrong `password` counts as a failed log-in.',
    body: input(
      closeAccountBody,
      { password: 'a wrong password' },
      { password: 'The password of the account.' },
    ),
    ifMatch: 'your account',
    answers: { 204: { says: 'The account is closed.' } },
    problems: ['bookings-open', 'events-open', 'last-admin', 'too-many-attempts', 'wrong-credentials'],
  },
  'export-me': {
    summary: 'Export what is stored about you',
    says: 'Returns your account, your open sessions, the mails about your account, the oldest first, and a page of your bookings with their histories and the mails about them. With `cursor` the next page of bookings follows. Passwords and tokens are stored as digests and are not part of it.',
    query: input(
      pageQuery,
      { limit: 2 },
      {
        limit: 'The largest number of bookings.',
        cursor: 'The `nextCursor` of `bookings` of the answer before. Leave it out for the first page.',
      },
    ),
    answers: { 200: { says: 'What is stored about you.', ...json(exportAnswer, EXPORT) } },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
  'list-sessions': {
    summary: 'List your sessions',
    says: 'Lists the open sessions of your account, the latest first, 100 at most. One that was begun a moment ago may be missing. Of each log-in the service keeps when it was and the family of the client, no network address and no place.',
    answers: { 200: { says: 'Your open sessions.', ...json(openSessionPageAnswer, SESSION_PAGE) } },
    problems: [],
  },
  'end-session': {
    summary: 'End one of your sessions',
    says: 'Ends a session of your account, as a log-out does. A session that has ended gets the same answer.',
    path: { sessionId: SESSION_ID },
    answers: { 204: { says: 'The session has ended.' } },
    problems: [],
  },
  'end-other-sessions': {
    summary: 'End all your other sessions',
    says: 'Ends every session of your account but that of the request, also those that the list does not show.',
    answers: { 204: { says: 'The other sessions have ended.' } },
    problems: [],
  },
  'list-users': {
    summary: 'List accounts',
    says: 'Lists accounts, the oldest first. One answer to a search with `q` looks at up to 500 accounts, so a page may be short, or empty, and still have a `nextCursor`. A whole email address or an id is looked up, and its account is the only one in the answer.',
    query: input(
      listUsersQuery,
      { limit: 2, role: 'organizer', q: 'ada' },
      {
        limit: 'The largest number of items on a page.',
        cursor: 'The `nextCursor` of the previous page. Leave it out for the first page.',
        role: 'Only accounts with this role.',
        q: 'Only accounts in whose name or email address each of these words occurs; case and accents are ignored. Or an id, or a whole address.',
      },
    ),
    answers: { 200: { says: 'A page of accounts.', ...json(userPageAnswer, USER_PAGE) } },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
  'change-role': {
    summary: 'Change a person’s role',
    says: 'Changes the role of an account. The new role applies from the account’s next request on, with any access token. The account’s refresh tokens become invalid, so its user has to log in again once the access token expires. An admin can give up their own role only while there is another admin. Where the service sends mail, an account becomes an organizer or an admin once its address is confirmed; it is told of its new role, and you of a higher role that you gave.',
    path: { userId: CUSTOMER_ID },
    body: input(changeRoleBody, { role: 'organizer' }, { role: 'The new role of the account.' }),
    answers: { 200: { says: 'The changed account.', ...json(userAnswer, ORGANIZER) } },
    problems: ['last-admin', 'address-not-confirmed'],
  },
  'list-security-events': {
    summary: 'List security events',
    says: 'Lists what was done to accounts and roles, which events were cancelled, and what admins did with events of others, in the last 400 days, the latest first: by whom, to whom, and when. Accounts are named by their ids alone. The reads of one account within an hour of the clock, of `accounts-listed`, `data-exported` and, for each event, `bookings-exported`, are one entry. A page of one `kind` may have fewer items than `limit` although there is a next page. Failed log-ins and refused requests are in the log of the service and not here.',
    query: input(
      listSecurityEventsQuery,
      { limit: 2, kind: 'role-changed' },
      {
        limit: 'The largest number of items on a page.',
        cursor: 'The `nextCursor` of the previous page. Leave it out for the first page.',
        kind: 'Only events of this kind.',
      },
    ),
    answers: {
      200: { says: 'A page of security events.', ...json(securityEventPageAnswer, SECURITY_EVENT_PAGE) },
    },
    problems: [],
    rules: ['`cursor` is a `nextCursor` of this list.'],
  },
} satisfies OperationTable;
