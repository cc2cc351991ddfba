/** Idempotency-Keys: a repeated request gets the first answer, even after the state has changed since. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { passGrace } from '../kit/refresh-grace.ts';
import { aService, eventually, type TestService, withKey } from '../kit/service.ts';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());

test('a repeated booking gets the first answer after a partial cancellation', async () => {
  const { id } = await it.anEvent();
  const person = await it.aPerson();
  const first = await it.book(person, id, { quantity: 3 }, withKey('a'));
  await it.cancel(person, id, first.body.id, { quantity: 2 });
  const again = await it.book(person, id, { quantity: 3 }, withKey('a'));
  expect([again.status, again.body]).toEqual([201, first.body]);
});

test('a repeated request that joined the waitlist gets the first answer after the promotion', async () => {
  const { id } = await it.anEvent({ capacity: 1 });
  const [holder, waiter] = [await it.aPerson(), await it.aPerson()];
  const held = await it.book(holder, id);
  const first = await it.book(waiter, id, { quantity: 1 }, withKey('b'));
  await it.cancel(holder, id, held.body.id);
  const mine = { path: '/v1/bookings', token: waiter.token };
  await eventually(async () => (await it.call(mine)).body.items[0].status === 'confirmed');
  const again = await it.book(waiter, id, { quantity: 1 }, withKey('b'));
  expect([again.status, again.body]).toEqual([202, first.body]);
});

test('a repeated request that got tickets while it waited gets the first answer', async () => {
  const { id } = await it.anEvent({ capacity: 2 });
  const [holder, waiter, newcomer] = [await it.aPerson(), await it.aPerson(), await it.aPerson()];
  const held = await it.book(holder, id, { quantity: 2 });
  const waiting = await it.book(waiter, id);
  await it.cancel(waiter, id, waiting.body.id);
  await it.cancel(holder, id, held.body.id);
  await eventually(
    async () => (await it.call({ path: `/v1/events/${id}` })).body.availability.available === 2,
  );
  const first = await it.book(newcomer, id, { quantity: 1 }, withKey('c'));
  const again = await it.book(newcomer, id, { quantity: 1 }, withKey('c'));
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
});

test('a repeated cancellation gets the first answer after another one', async () => {
  const { id } = await it.anEvent();
  const person = await it.aPerson();
  const { body } = await it.book(person, id, { quantity: 5 });
  const cancel = (quantity: number, key: string) =>
    it.call({
      path: `/v1/events/${id}/bookings/${body.id}/cancel`,
      token: person.token,
      body: { quantity },
      headers: withKey(key),
    });
  const first = await cancel(1, 'd');
  await cancel(2, 'e');
  const again = await cancel(1, 'd');
  expect([again.status, again.body]).toEqual([200, first.body]);
  expect((await cancel(3, 'd')).body.code).toBe('idempotency-key-reused');
});

test('a repeated creation of an event gets the first answer after a change of the event', async () => {
  const { token } = await it.aPerson('organizer');
  const body = { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 5 };
  const create = (fields: Record<string, unknown> = {}) =>
    it.call({ path: '/v1/events', token, body: { ...body, ...fields }, headers: withKey('f') });
  const first = await create();
  const path = `/v1/events/${first.body.id}`;
  await it.call({ method: 'PATCH', path, token, body: { name: 'Second night', capacity: 9 } });
  const again = await create();
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect((await create({ capacity: 6 })).body.code).toBe('idempotency-key-reused');
  expect((await it.call({ path })).body).toMatchObject({ name: 'Second night', capacity: 9 });
});

test('a registration repeated with its key gives the same account, and is rejected with another password', async () => {
  const body = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
  const register = (fields: Record<string, unknown> = {}) =>
    it.call({ path: '/v1/auth/register', body: { ...body, ...fields }, headers: withKey('g') });
  const first = await register();
  const again = await register();
  expect([again.status, again.body.user]).toEqual([201, first.body.user]);
  expect((await register({ password: 'another password' })).body.code).toBe('idempotency-key-reused');
  expect((await it.call({ path: '/v1/auth/register', body })).body.code).toBe('email-taken');
});

test('a refresh repeated with its key gives the same token, and without the key ends the session', async () => {
  const body = { name: 'Grace', email: 'grace@example.com', password: 'correct horse battery' };
  const { refreshToken } = (await it.call({ path: '/v1/auth/register', body })).body;
  const refresh = (headers: Record<string, string> = {}) =>
    it.call({ path: '/v1/auth/refresh', body: { refreshToken }, headers });
  const first = await refresh(withKey('h'));
  await passGrace(refreshToken);
  const again = await refresh(withKey('h'));
  expect([again.status, again.body.refreshToken]).toEqual([200, first.body.refreshToken]);
  expect((await refresh()).status).toBe(401);
  expect(
    (await it.call({ path: '/v1/auth/refresh', body: { refreshToken: first.body.refreshToken } })).status,
  ).toBe(401);
});

test('refreshes with one token and one key get the same next token, also at the same time', async () => {
  const body = { name: 'Edsger', email: 'edsger@example.com', password: 'correct horse battery' };
  let { refreshToken } = (await it.call({ path: '/v1/auth/register', body })).body;
  for (const key of ['i', 'j', 'k', 'l', 'm']) {
    const call = { path: '/v1/auth/refresh', body: { refreshToken }, headers: withKey(key) };
    const answers = await Promise.all([it.call(call), it.call(call), it.call(call)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => answer.body.refreshToken)).size).toBe(1);
    refreshToken = answers[0]?.body.refreshToken;
  }
});

describe('a log-in', () => {
  const account = (email: string) => ({ name: 'Ada', email, password: 'correct horse battery' });
  const register = (email: string, key?: string) =>
    it.call({ path: '/v1/auth/register', body: account(email), headers: key ? withKey(key) : {} });
  const logIn = (email: string, key: string, password = 'correct horse battery') =>
    it.call({ path: '/v1/auth/login', body: { email, password }, headers: withKey(key) });
  const refresh = (refreshToken: string) => it.call({ path: '/v1/auth/refresh', body: { refreshToken } });
  const logOut = (refreshToken: string) => it.call({ path: '/v1/auth/logout', body: { refreshToken } });

  test('repeated with its key gets the same session and refresh token, also at the same time', async () => {
    await register('one@example.com');
    const [first, atOnce] = await Promise.all([logIn('one@example.com', 'k'), logIn('one@example.com', 'k')]);
    const again = await logIn('one@example.com', 'k');
    expect([first.status, atOnce.status, again.status]).toEqual([200, 200, 200]);
    const answers = [first, atOnce, again].map(({ body: { accessToken: _new, ...answer } }) => answer);
    expect(answers).toEqual(Array(3).fill(answers[0]));
    const me = await it.call({ path: '/v1/me', token: again.body.accessToken });
    expect(me.body).toEqual(first.body.user);
    expect((await logOut(first.body.refreshToken)).status).toBe(204);
    expect((await refresh(again.body.refreshToken)).status).toBe(401);
  });

  test('with another key, or with the same key by another account, opens another session', async () => {
    await register('two@example.com');
    await register('three@example.com');
    const tokens = await Promise.all([
      logIn('two@example.com', 'l'),
      logIn('two@example.com', 'm'),
      logIn('three@example.com', 'l'),
    ]);
    expect(new Set(tokens.map(({ body }) => body.refreshToken.split('.')[0])).size).toBe(3);
    expect(new Set(tokens.map(({ body }) => body.refreshToken.split('.')[1])).size).toBe(3);
  });

  test('repeated with a wrong password is rejected like any other', async () => {
    await register('four@example.com');
    await logIn('four@example.com', 'n');
    expect((await logIn('four@example.com', 'n', 'a wrong password')).body.code).toBe('wrong-credentials');
  });

  test('repeated after its refresh token was used gets no token, and the session stays open', async () => {
    await register('five@example.com');
    const first = await logIn('five@example.com', 'o');
    const next = await refresh(first.body.refreshToken);
    expect((await logIn('five@example.com', 'o')).body.code).toBe('idempotency-key-reused');
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  test('repeated after a log-out does not reopen the session', async () => {
    await register('six@example.com');
    const first = await logIn('six@example.com', 'p');
    await logOut(first.body.refreshToken);
    expect((await logIn('six@example.com', 'p')).body.code).toBe('idempotency-key-reused');
    expect((await refresh(first.body.refreshToken)).status).toBe(401);
  });

  test('repeated after the end of the session by a token used twice does not reopen it', async () => {
    await register('seven@example.com');
    const first = await logIn('seven@example.com', 'q');
    await refresh(first.body.refreshToken);
    await refresh(first.body.refreshToken);
    expect((await logIn('seven@example.com', 'q')).body.code).toBe('idempotency-key-reused');
    await passGrace(first.body.refreshToken);
    expect((await refresh(first.body.refreshToken)).status).toBe(401);
  });

  test('by registration gets the same session when the registration is repeated', async () => {
    const first = await register('eight@example.com', 'r');
    const again = await register('eight@example.com', 'r');
    expect([again.status, again.body.refreshToken]).toEqual([201, first.body.refreshToken]);
    expect((await logIn('eight@example.com', 's')).body.refreshToken).not.toBe(first.body.refreshToken);
  });
});
