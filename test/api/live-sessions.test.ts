/** The role and the session of an access token are read at each request: demotions and log-outs apply at once. */

import { randomBytes } from 'node:crypto';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { table } from '../../functions/compose.ts';
import { derivedId } from '../../functions/domain/model/derived-id.ts';
import type { Role } from '../../functions/domain/model/user.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { sessionKey } from '../../functions/store/items/session.ts';
import { userKey } from '../../functions/store/items/user.ts';
import type { Key } from '../../functions/store/table/item.ts';
import { claimsOf } from '../kit/jwt.ts';
import { passGrace } from '../kit/refresh-grace.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectProblem, readBooking, UNKNOWN_ID } from './answers.ts';

const password = 'correct horse battery';
const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

type LoggedIn = { id: string; token: string; refreshToken: string; email: string };

let registered = 0;
async function register(): Promise<LoggedIn> {
  registered += 1;
  const email = `person-${registered}@example.com`;
  const { body } = await it.call({ path: '/v1/auth/register', body: { name: 'Ada', email, password } });
  return { id: body.user.id, token: body.accessToken, refreshToken: body.refreshToken, email };
}

const refresh = (refreshToken: string) => it.call({ path: '/v1/auth/refresh', body: { refreshToken } });
const logOut = (refreshToken: string) => it.call({ path: '/v1/auth/logout', body: { refreshToken } });
const me = (token: string) => it.call({ path: '/v1/me', token });

function setRole(userId: string, role: Role, token: string): Promise<ApiAnswer> {
  return it.call({ method: 'PATCH', path: `/v1/users/${userId}`, token, body: { role } });
}

const sessionIdOf = (token: string): string => claimsOf(token).sid;

async function change(key: Key, expression: string, values?: Record<string, unknown>): Promise<void> {
  const { client, name: TableName } = table();
  const ExpressionAttributeValues = values;
  await client.send(
    new UpdateCommand({ TableName, Key: key, UpdateExpression: expression, ExpressionAttributeValues }),
  );
}

describe('The role of an access token', () => {
  test('is lost at once by an admin who is demoted', async () => {
    const [demoted, other] = [await it.aPerson('admin'), await it.aPerson('admin')];
    expect((await setRole(demoted.id, 'attendee', other.token)).status).toBe(200);
    expectProblem(await setRole(demoted.id, 'admin', demoted.token), 403, 'forbidden');
    expectProblem(await setRole(other.id, 'attendee', demoted.token), 403, 'forbidden');
    expectProblem(await it.call({ path: '/v1/users', token: demoted.token }), 403, 'forbidden');
    expect((await me(demoted.token)).body.role).toBe('attendee');
    expect((await me(other.token)).body.role).toBe('admin');
  });

  test('is lost at once by an organizer who is demoted, for every route of their event', async () => {
    const { id, organizer } = await it.anEvent();
    const { body: booking } = await it.book(await it.aPerson(), id);
    await it.changeRole(organizer, 'attendee');
    const path = `/v1/events/${id}`;
    const { token } = organizer;
    const hidden: ApiCall[] = [
      { method: 'DELETE', path },
      { method: 'PATCH', path, body: { capacity: 5 } },
      { path: `${path}/bookings` },
      { path: `${path}/audit` },
      { path: `${path}/check-ins`, body: { ticket: 'any' } },
      { path: `${path}/staff` },
    ];
    const forbidden: ApiCall[] = [
      { path: '/v1/events', body: { name: 'Mine', startsAt: '2099-01-01T20:00:00Z', capacity: 1 } },
      { path: `${path}/bookings`, body: { quantity: 1, attendee, reason: 'At the door' } },
    ];
    for (const call of hidden) expectProblem(await it.call({ ...call, token }), 404, 'not-found');
    for (const call of forbidden) expectProblem(await it.call({ ...call, token }), 403, 'forbidden');
    expectProblem(await readBooking(it, organizer, id, booking.id), 404, 'not-found');
    expectProblem(await it.cancel(organizer, id, booking.id), 404, 'not-found');
    expect((await it.call({ path })).body).not.toHaveProperty('cancelledAt');
  });

  test('is lost at once by an organizer who is demoted, for a draft of theirs, which is as no event then', async () => {
    const { id, organizer } = await it.anEvent({ isDraft: true });
    expectProblem(await it.book(organizer, id), 409, 'sales-not-open');
    await it.changeRole(organizer, 'attendee');
    const [ofDraft, ofNone] = [await it.book(organizer, id), await it.book(organizer, UNKNOWN_ID)];
    expectProblem(ofDraft, 404, 'not-found');
    expect(ofDraft.body).toEqual(ofNone.body);
  });

  test('of an attendee who becomes an organizer applies from the next request on', async () => {
    const person = await it.aPerson();
    await it.changeRole(person, 'organizer');
    const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 3 };
    const { body: event } = await it.call({ path: '/v1/events', token: person.token, body });
    const door = { quantity: 1, attendee, reason: 'At the door' };
    expect((await it.book(person, event.id, door)).status).toBe(201);
  });
});

/** Calls to the routes that take a user's token. */
const checked = Object.entries(ROUTES)
  .map(([name, route]): [string, Route] => [name, route])
  .filter(([, route]) => route.role !== undefined)
  .map(([name, { method, path }]): [string, ApiCall] => [
    name,
    {
      method,
      path: path.replaceAll(/\{\w+\}/g, UNKNOWN_ID),
      ...(method !== 'GET' && { body: {} }),
    },
  ]);

describe('An ended session', () => {
  const ways: [string, (person: LoggedIn) => Promise<unknown>][] = [
    ['was logged out', ({ refreshToken }) => logOut(refreshToken)],
    [
      'was ended by a second use of a refresh token',
      async ({ refreshToken }) => {
        await refresh(refreshToken);
        await passGrace(refreshToken);
        await refresh(refreshToken);
      },
    ],
    [
      'was logged out with a used refresh token',
      async ({ refreshToken }) => [await refresh(refreshToken), await logOut(refreshToken)],
    ],
    [
      'has expired',
      ({ token }) => change(sessionKey(sessionIdOf(token)), 'SET expiresAt = :now', { ':now': Date.now() }),
    ],
    [
      'was removed',
      ({ token }) => {
        const { client, name: TableName } = table();
        return client.send(new DeleteCommand({ TableName, Key: sessionKey(sessionIdOf(token)) }));
      },
    ],
    [
      'belongs to an account that was closed',
      async ({ token }) => {
        const closed = await it.call({ method: 'DELETE', path: '/v1/me', token, body: { password } });
        expect(closed.status).toBe(204);
      },
    ],
    [
      'belongs to a removed account',
      ({ id }) => {
        const { client, name: TableName } = table();
        return client.send(new DeleteCommand({ TableName, Key: userKey(id) }));
      },
    ],
  ];

  test.each(ways)('that %s is rejected by every route', async (_, end) => {
    const person = await register();
    await end(person);
    for (const [, call] of checked) {
      expectProblem(await it.call({ ...call, token: person.token }), 401, 'unauthenticated');
    }
  });

  test.each(ways)('that %s makes no booking for another attendee', async (_, end) => {
    const person = await register();
    const { id } = await it.anEvent();
    await change(userKey(person.id), 'SET userRole = :admin', { ':admin': 'admin' });
    await end(person);
    const door = { quantity: 1, attendee, reason: 'At the door' };
    expectProblem(await it.book(person, id, door), 401, 'unauthenticated');
  });

  test('makes no booking, even one that was accepted a moment before', async () => {
    const person = await register();
    const { id } = await it.anEvent();
    expect((await it.book(person, id)).status).toBe(201);
    await logOut(person.refreshToken);
    expectProblem(await it.book(person, id), 401, 'unauthenticated');
    const { availability } = (await it.call({ path: `/v1/events/${id}` })).body;
    expect(availability.booked).toBe(1);
  });

  test('is not caused by a refresh token with a guessed session id and a secret that was never issued', async () => {
    const { id, email } = await register();
    const headers = { 'idempotency-key': '1' };
    const { body } = await it.call({ path: '/v1/auth/login', body: { email, password }, headers });
    const guessed = derivedId('session', id, '1');
    expect(sessionIdOf(body.accessToken)).toBe(guessed);
    for (const secret of ['secret', randomBytes(32).toString('base64url')]) {
      expectProblem(await refresh(`${guessed}.${secret}`), 401, 'unauthenticated');
      expect((await logOut(`${guessed}.${secret}`)).status).toBe(204);
    }
    expect((await me(body.accessToken)).status).toBe(200);
    expect((await refresh(body.refreshToken)).status).toBe(200);
  });

  test('leaves the other sessions of the account valid', async () => {
    const person = await register();
    const { body: other } = await it.call({
      path: '/v1/auth/login',
      body: { email: person.email, password },
    });
    await logOut(person.refreshToken);
    expect((await me(other.accessToken)).status).toBe(200);
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });
});

describe('A change of role', () => {
  test('ends the refresh tokens of every session before it, and of none after it', async () => {
    const first = await register();
    const second = (await it.call({ path: '/v1/auth/login', body: { email: first.email, password } })).body;
    await it.changeRole(first, 'organizer');
    for (const token of [first.refreshToken, second.refreshToken]) {
      expectProblem(await refresh(token), 401, 'unauthenticated');
    }
    for (const token of [first.token, second.accessToken]) {
      expect((await me(token)).body.role).toBe('organizer');
    }
    const third = (await it.call({ path: '/v1/auth/login', body: { email: first.email, password } })).body;
    expect((await refresh(third.refreshToken)).status).toBe(200);
  });

  test('to the role that the account has changes nothing', async () => {
    const person = await register();
    await it.changeRole(person, 'attendee');
    expect((await refresh(person.refreshToken)).status).toBe(200);
  });

  test('ends the sessions of accounts that were stored without a generation, which are valid until then', async () => {
    const person = await register();
    await change(userKey(person.id), 'REMOVE sessionGeneration');
    await change(sessionKey(sessionIdOf(person.token)), 'REMOVE generation');
    const next = await refresh(person.refreshToken);
    expect(next.status).toBe(200);
    await change(sessionKey(sessionIdOf(person.token)), 'REMOVE generation');
    await it.changeRole(person, 'organizer');
    expectProblem(await refresh(next.body.refreshToken), 401, 'unauthenticated');
  });

  test('rejects a repeated log-in with the key of a log-in before it', async () => {
    const person = await register();
    const body = { email: person.email, password };
    const logIn = () => it.call({ path: '/v1/auth/login', body, headers: { 'idempotency-key': 'a' } });
    expect((await logIn()).status).toBe(200);
    await it.changeRole(person, 'organizer');
    expectProblem(await logIn(), 422, 'idempotency-key-reused');
  });
});

type CommandName = string | undefined;

/** @returns the names of the commands sent to the table during `work`, without those of the sweep: queries, and its own item. */
async function commandsOf(work: () => Promise<unknown>, onCommand: (name: CommandName) => void = () => {}) {
  const commands: CommandName[] = [];
  const { middlewareStack } = table().client;
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const isOfSweep = commandName === 'QueryCommand' || JSON.stringify(args.input).includes('"SWEEP"');
        if (!isOfSweep) commands.push(commandName);
        onCommand(commandName);
        return next(args);
      },
    { step: 'initialize', name: 'watchCommands' },
  );
  try {
    await work();
  } finally {
    middlewareStack.remove('watchCommands');
  }
  return commands;
}

test('a booking for the caller is one transaction after the read of session and account', async () => {
  const { id } = await it.anEvent();
  const person = await it.aPerson();
  await it.book(await it.aPerson(), id);
  const commands = await commandsOf(() => it.book(person, id));
  expect(commands).toEqual(['BatchGetItemCommand', 'TransactWriteItemsCommand']);
});

test('a booking without an account is one transaction, and nothing is read before it', async () => {
  const { id } = await it.anEvent({ allowGuests: true });
  const path = `/v1/events/${id}/bookings`;
  const bookAsGuest = () => it.call({ path, body: { quantity: 1, attendee } });
  await bookAsGuest();
  expect(await commandsOf(bookAsGuest)).toEqual(['TransactWriteItemsCommand']);
});

test.each(checked)('%s is answered 503 while the read of the account is throttled', async (_, call) => {
  const { token } = await it.aPerson('admin');
  const throttle = (name: CommandName) => {
    if (name === 'BatchGetItemCommand') throw Object.assign(new Error(), { name: 'ThrottlingException' });
  };
  const commands = await commandsOf(async () => {
    const answer = await it.call({ ...call, token });
    expectProblem(answer, 503, 'busy');
    expect(answer.headers['retry-after']).toBe('1');
  }, throttle);
  expect(commands).toEqual(['BatchGetItemCommand']);
});
