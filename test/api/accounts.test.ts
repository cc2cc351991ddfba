/** Accounts and sessions: registration, log-in, roles, refresh tokens, and the end of a session. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { claimsOf } from '../kit/jwt.ts';
import { passGrace } from '../kit/refresh-grace.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, UNKNOWN_ID } from './answers.ts';

const password = 'correct horse battery';
const ada = { name: 'Ada', email: 'ada@example.com', password };

let it: TestService;
let registration: ApiAnswer;
beforeAll(async () => {
  it = await aService();
  registration = await register(ada);
});
afterAll(() => it.stop());

function register(body: unknown): Promise<ApiAnswer> {
  return it.call({ path: '/v1/auth/register', body });
}

function logIn(email = ada.email, secret = password): Promise<ApiAnswer> {
  return it.call({ path: '/v1/auth/login', body: { email, password: secret } });
}

function refresh(refreshToken: string): Promise<ApiAnswer> {
  return it.call({ path: '/v1/auth/refresh', body: { refreshToken } });
}

function logOut(refreshToken: string): Promise<ApiAnswer> {
  return it.call({ path: '/v1/auth/logout', body: { refreshToken } });
}

async function changeRole(userId: string, body: unknown, token?: string): Promise<ApiAnswer> {
  const admin = token ?? (await it.aPerson('admin')).token;
  return it.call({ method: 'PATCH', path: `/v1/users/${userId}`, token: admin, body });
}

test('a registration is answered with an attendee account and both tokens', () => {
  expect(registration.status).toBe(201);
  expect(registration.body).toEqual({
    user: {
      id: expect.stringMatching(/^[\w-]{22}$/),
      name: 'Ada',
      email: 'ada@example.com',
      role: 'attendee',
      isAddressConfirmed: false,
    },
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    expiresIn: 900,
  });
});

test('an access token holds the user, the session and the expiry, and no other data of the person', () => {
  const { user, accessToken, expiresIn } = registration.body;
  const claims = claimsOf(accessToken);
  expect(claims).toEqual({
    sub: user.id,
    sid: registration.body.refreshToken.split('.')[0],
    iss: it.service.url,
    aud: it.service.url,
    iat: expect.any(Number),
    exp: claims.iat + expiresIn,
  });
});

test('an access token reads the account that it belongs to', async () => {
  const me = await it.call({ path: '/v1/me', token: registration.body.accessToken });
  expect([me.status, me.body]).toEqual([200, registration.body.user]);
});

test.each(['ada@example.com', 'ADA@EXAMPLE.COM', 'Ada@Example.Com'])(
  'a registered address cannot be registered again as %s',
  async (email) => {
    expectProblem(await register({ ...ada, email }), 409, 'email-taken');
  },
);

test('of two registrations of one address at once, one succeeds', async () => {
  const answers = await Promise.all(
    ['twin@example.com', 'Twin@example.com'].map((email) => register({ ...ada, email })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
});

test.each<[string, Record<string, unknown>, string]>([
  ['a role of its own choice', { role: 'admin' }, '/role'],
  ['an id of its own choice', { id: UNKNOWN_ID }, '/id'],
  ['a ready-made hash', { passwordHash: 'argon2id$1$1$a$b' }, '/passwordHash'],
  ['no name', { name: undefined }, '/name'],
  ['a name of spaces', { name: '   ' }, '/name'],
  ['a name of 201 characters', { name: 'a'.repeat(201) }, '/name'],
  ['no address', { email: undefined }, '/email'],
  ['an invalid address', { email: 'ada at example.com' }, '/email'],
  ['an address in a list', { email: ['eve@example.com'] }, '/email'],
  ['no password', { password: undefined }, '/password'],
  ['a password of 9 characters', { password: '123456789' }, '/password'],
  ['a password of 129 characters', { password: 'a'.repeat(129) }, '/password'],
])('a registration with %s is rejected', async (_what, fields, pointer) => {
  expectFaults(await register({ ...ada, email: 'eve@example.com', ...fields }), pointer);
});

test('a rejected registration makes no account', async () => {
  const mallory = { ...ada, email: 'mallory@example.com' };
  expectFaults(await register({ ...mallory, role: 'admin' }), '/role');
  expectProblem(await logIn(mallory.email), 401, 'wrong-credentials');
});

test('logging in opens a session of the same account, whatever the letter case of the address', async () => {
  const answer = await logIn('ADA@example.com');
  expect(answer.status).toBe(200);
  expect(answer.body.user.id).toBe(registration.body.user.id);
  expect(answer.body.refreshToken).not.toBe(registration.body.refreshToken);
});

test('a wrong password and an unknown address get the same answer', async () => {
  const answers = [await logIn(ada.email, 'wrong horse battery'), await logIn('nobody@example.com')];
  for (const answer of answers) expectProblem(answer, 401, 'wrong-credentials');
  expect(answers[0]?.body).toEqual(answers[1]?.body);
});

test('no answer holds a password or its hash', async () => {
  const { user, accessToken } = registration.body;
  const answers = [
    registration,
    await logIn(),
    await it.call({ path: '/v1/me', token: accessToken }),
    await changeRole(user.id, { role: 'attendee' }),
    await register(ada),
    await register({ ...ada, extra: password }),
    await logIn('nobody@example.com'),
  ];
  for (const answer of answers) {
    expect(JSON.stringify(answer.body)).not.toContain(password);
    expect(JSON.stringify(answer.body)).not.toMatch(/argon2|hash/i);
  }
});

test('a refresh token is exchanged for the next one, repeatedly', async () => {
  const first = (await logIn()).body.refreshToken;
  const second = await refresh(first);
  expect([second.status, second.body.user]).toEqual([200, registration.body.user]);
  expect(second.body.refreshToken).not.toBe(first);
  const third = await refresh(second.body.refreshToken);
  expect(third.status).toBe(200);
  expect((await it.call({ path: '/v1/me', token: third.body.accessToken })).status).toBe(200);
});

test('a second use of a refresh token ends its session, and no other', async () => {
  const [stolen, other] = [(await logIn()).body.refreshToken, (await logIn()).body.refreshToken];
  const latest = (await refresh(stolen)).body.refreshToken;
  await passGrace(stolen);
  expectProblem(await refresh(stolen), 401, 'unauthenticated');
  expectProblem(await refresh(latest), 401, 'unauthenticated');
  expect((await refresh(other)).status).toBe(200);
});

test('exchanges of one refresh token at once, and soon after, get the same next token, and the session stays', async () => {
  const token = (await logIn()).body.refreshToken;
  const answers = [...(await Promise.all([refresh(token), refresh(token)])), await refresh(token)];
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  const next = answers.map((answer) => answer.body.refreshToken);
  expect(new Set(next).size).toBe(1);
  expect((await refresh(next[0])).status).toBe(200);
});

test('a token that was stolen and exchanged soon after its owner shows when one of the two misses the next exchange', async () => {
  const stolen = (await logIn()).body.refreshToken;
  const [ofOwner, ofThief] = [(await refresh(stolen)).body, (await refresh(stolen)).body];
  const latest = (await refresh(ofThief.refreshToken)).body;
  await passGrace(stolen);
  expectProblem(await refresh(ofOwner.refreshToken), 401, 'unauthenticated');
  expectProblem(await refresh(latest.refreshToken), 401, 'unauthenticated');
  for (const { accessToken } of [ofOwner, ofThief, latest])
    expectProblem(await it.call({ path: '/v1/me', token: accessToken }), 401, 'unauthenticated');
});

test('a token from before the last one ends the session at once, however soon it comes', async () => {
  const first = (await logIn()).body.refreshToken;
  const second = (await refresh(first)).body.refreshToken;
  const third = (await refresh(second)).body.refreshToken;
  expectProblem(await refresh(first), 401, 'unauthenticated');
  expectProblem(await refresh(third), 401, 'unauthenticated');
});

test.each<[string, (token: string) => string]>([
  ['a word', () => 'nothing'],
  ['two dots', () => '..'],
  ['a session alone', (token) => token.split('.')[0] ?? ''],
  ['a secret alone', (token) => `.${token.split('.')[1]}`],
  ['another secret', (token) => `${token.split('.')[0]}.${'A'.repeat(43)}`],
  ['a valid one with a suffix', (token) => `${token}.more`],
])('%s is rejected as a refresh token', async (_what, forge) => {
  const { refreshToken } = (await logIn()).body;
  expectProblem(await refresh(forge(refreshToken)), 401, 'unauthenticated');
});

test('an access token is rejected as a refresh token', async () => {
  const { accessToken } = registration.body;
  expect([401, 422]).toContain((await refresh(accessToken)).status);
});

test('a refresh token is rejected as an access token', async () => {
  const { refreshToken } = registration.body;
  expectProblem(await it.call({ path: '/v1/me', token: refreshToken }), 401, 'unauthenticated');
});

test('a log-out ends the session, and a second one is answered alike', async () => {
  const { refreshToken } = (await logIn()).body;
  for (const answer of [await logOut(refreshToken), await logOut(refreshToken)]) {
    expect([answer.status, answer.body]).toEqual([204, '']);
  }
  expectProblem(await refresh(refreshToken), 401, 'unauthenticated');
});

test('a log-out with a forged secret does not end the session', async () => {
  const { refreshToken } = (await logIn()).body;
  expect((await logOut(`${refreshToken.split('.')[0]}.forged`)).status).toBe(204);
  expect((await refresh(refreshToken)).status).toBe(200);
});

test('a change of role applies to the next request, and ends the refresh tokens', async () => {
  const session = await register({ ...ada, email: 'grace@example.com' });
  const { user, accessToken, refreshToken } = session.body;
  const event = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 1 };
  expectProblem(await it.call({ path: '/v1/events', token: accessToken, body: event }), 403, 'forbidden');

  const changed = await changeRole(user.id, { role: 'organizer' });
  expect([changed.status, changed.body]).toEqual([200, { ...user, role: 'organizer' }]);
  expect((await it.call({ path: '/v1/events', token: accessToken, body: event })).status).toBe(201);
  expect((await it.call({ path: '/v1/me', token: accessToken })).body.role).toBe('organizer');

  const refused = await refresh(refreshToken);
  expectProblem(refused, 401, 'unauthenticated');
  expect(refused.body.detail).toContain('Log in again');
  const again = await logIn('grace@example.com');
  expect((await refresh(again.body.refreshToken)).body.user.role).toBe('organizer');
});

test.each(['attendee', 'organizer'] as const)('an %s cannot change anybody’s role', async (role) => {
  const { token } = await it.aPerson(role);
  expectProblem(await changeRole(registration.body.user.id, { role }, token), 403, 'forbidden');
});

test('nobody can make themselves an admin', async () => {
  const { user, accessToken } = registration.body;
  expectProblem(await changeRole(user.id, { role: 'admin' }, accessToken), 403, 'forbidden');
  expect((await it.call({ path: '/v1/me', token: accessToken })).body.role).toBe('attendee');
});

test.each<[string, unknown, string]>([
  ['a role that does not exist', { role: 'owner' }, '/role'],
  ['no role', {}, '/role'],
  ['a role with a password', { role: 'attendee', password }, '/password'],
])('a change to %s is rejected', async (_what, body, pointer) => {
  expectFaults(await changeRole(registration.body.user.id, body), pointer);
});

test.each([UNKNOWN_ID, 'nobody'])('a change of role of the unknown user %s is not found', async (userId) => {
  expectProblem(await changeRole(userId, { role: 'organizer' }), 404, 'not-found');
});
