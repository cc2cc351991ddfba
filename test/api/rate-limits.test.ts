/** The rate limits over HTTP: what is counted by what, the answer 429 and the headers that say what is left. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiAnswer } from '../../bin/local/api-client.ts';
import { hashPassword } from '../../functions/credentials/passwords.ts';
import { RATE_LIMITS, type RateLimit, type RateLimitName } from '../../functions/domain/model/limits.ts';
import { problemCodesOf } from '../../functions/http/openapi/inherent-problems.ts';
import type { DescribedRoute } from '../../functions/http/openapi/operation.ts';
import { OPERATIONS } from '../../functions/http/openapi/operations.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { aService, type TestService, withKey } from '../kit/service.ts';
import { expectProblem } from './answers.ts';

const password = 'correct horse battery';
/** `book` and `refresh` are counted one by one: a twentieth of them is less than one. */
const RATES =
  'register=3/1h,book-as-guest=2/1h,book=4/1h,request-link=2/1h,appoint=2/1h,send-webhook=2/1h,replay-webhooks=2/1h,change-events=20/1h,check-in=20/1h,transfer=2/1h,end-sessions=2/1h,read=40/1h,read-with-token=40/1h,refresh=3/1h,open-session=20/1h,log-in=3/15m';

let it: TestService;
beforeAll(async () => {
  it = await aService({ rateLimits: RATES, sendsNotices: true });
});
afterAll(() => it.stop());

/** The standing in the headers of an answer: the name of the limit, what is left of it, and the seconds. */
function leftIn({ headers }: ApiAnswer) {
  const [, limit, left, seconds] = /^"([\w-]+)";r=(\d+);t=(\d+)$/.exec(String(headers['ratelimit'])) ?? [];
  return { limit, left: Number(left), seconds: Number(seconds) };
}

/** Expects a refusal whose headers and body say the same. */
function expectLimited(answer: ApiAnswer, limit: string): void {
  expectProblem(answer, 429, 'too-many-requests');
  const { seconds, ...rest } = leftIn(answer);
  expect(rest).toEqual({ limit, left: 0 });
  expect(answer.headers['retry-after']).toBe(String(seconds));
  expect(answer.body.retryAfterSeconds).toBe(seconds);
}

const register = (n: number, key?: string) =>
  it.call({
    path: '/v1/auth/register',
    body: { name: 'Ada', email: `ada${n}@example.com`, password },
    ...(key !== undefined && { headers: withKey(key) }),
  });

test('registrations are counted by address, a repeat and a faulty one too, and the next is refused unread', async () => {
  const first = await register(1, 'key');
  expect(leftIn(first)).toEqual({ limit: 'register', left: 2, seconds: expect.any(Number) });
  expect(first.headers['ratelimit-policy']).toBe('"register";q=3;w=3600');
  const repeat = await register(1, 'key');
  expect([repeat.status, leftIn(repeat).left]).toEqual([201, 1]);
  const faulty = await it.call({ path: '/v1/auth/register', body: { name: 'Ada' } });
  expect([faulty.status, leftIn(faulty).left]).toEqual([422, 0]);
  expectLimited(await register(2), 'register');
  expectLimited(await it.call({ path: '/v1/auth/register', body: { any: 1 } }), 'register');
});

test('log-ins give their token back if they succeed, and the fourth failure of an account is refused', async () => {
  const { id } = await it.aPerson();
  const logIn = (email: string, secret: string) =>
    it.call({ path: '/v1/auth/login', body: { email, password: secret } });
  const before = leftIn(await logIn('ada1@example.com', password));
  for (let n = 0; n < 5; n += 1) {
    const answer = await logIn('ada1@example.com', password);
    expect([answer.status, leftIn(answer).left]).toEqual([200, before.left]);
  }
  for (let n = 0; n < 3; n += 1)
    expectProblem(await logIn(`${id}@people.invalid`, 'wrong'), 401, 'wrong-credentials');
  const stopped = await logIn(`${id}@people.invalid`, 'wrong');
  expectProblem(stopped, 429, 'too-many-attempts');
  expect(Number(stopped.headers['retry-after'])).toBeGreaterThan(290);
  expect(Number(stopped.headers['retry-after'])).toBeLessThanOrEqual(300);
  expect(leftIn(stopped).limit).toBe('log-in-source');
  expect((await logIn('ada1@example.com', password)).status).toBe(200);
});

test('bookings are counted by address without an account, also with the token of a booking, and by account with one', async () => {
  const { id: eventId } = await it.anEvent({ allowGuests: true, maxPerCustomer: 100 });
  const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };
  const asGuest = (token = '') =>
    it.call({ path: `/v1/events/${eventId}/bookings`, token, body: { quantity: 1, attendee } });
  const first = await asGuest();
  expect([first.status, leftIn(first)]).toMatchObject([201, { limit: 'book-as-guest', left: 1 }]);
  const second = await asGuest(first.body.manageToken);
  expect([second.status, leftIn(second)]).toMatchObject([201, { limit: 'book-as-guest', left: 0 }]);
  for (const token of ['', first.body.manageToken, second.body.manageToken])
    expectLimited(await asGuest(token), 'book-as-guest');
  const add = (token: string, id: string) =>
    it.call({ path: `/v1/events/${eventId}/bookings/${id}/add`, token, body: { quantity: 1 } });
  expectLimited(await add(first.body.manageToken, first.body.id), 'book-as-guest');
  const [one, other] = [await it.aPerson(), await it.aPerson()];
  for (const left of [3, 2, 1]) {
    const answer = await it.book(one, eventId);
    expect([answer.status, leftIn(answer)]).toMatchObject([201, { limit: 'book', left }]);
  }
  const { body: booking } = await it.book(one, eventId);
  for (const answer of [await it.book(one, eventId), await add(one.token, booking.id)])
    expectLimited(answer, 'book');
  expect((await it.book(other, eventId)).status).toBe(201);
});

test('links and transfers, which send mail, are counted by address and by account', async () => {
  const { id: eventId } = await it.anEvent();
  const [one, other] = [await it.aPerson(), await it.aPerson()];
  const { body: booking } = await it.book(one, eventId, { quantity: 4 });
  const path = `/v1/events/${eventId}/bookings/${booking.id}`;
  const link = () => it.call({ path: `${path}/link`, body: {} });
  for (const left of [1, 0]) {
    const answer = await link();
    expect([answer.status, leftIn(answer)]).toMatchObject([204, { limit: 'request-link', left }]);
  }
  expectLimited(await link(), 'request-link');
  const transfer = (number: number, { token } = one) =>
    it.call({
      path: `${path}/tickets/${number}/transfer`,
      token,
      body: { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' },
    });
  for (const number of [1, 2]) expect((await transfer(number)).status).toBe(200);
  expectLimited(await transfer(3), 'transfer');
  expectProblem(await transfer(3, other), 404, 'not-found');
});

test('ending sessions is counted by account, one and all others together', async () => {
  const [one, other] = [await it.aPerson(), await it.aPerson()];
  const end = ({ token }: { token: string }, path = '/v1/me/sessions') =>
    it.call({ method: 'DELETE', path, token });
  const answer = await end(one);
  expect([answer.status, leftIn(answer)]).toMatchObject([204, { limit: 'end-sessions', left: 1 }]);
  expectProblem(await end(one, `/v1/me/sessions/${other.id}`), 404, 'not-found');
  expectLimited(await end(one), 'end-sessions');
  expect((await end(other)).status).toBe(204);
});

test('changes of the password, which end sessions, are counted with these, also if the old one is right', async () => {
  const passwords = ['a right password', 'the next password', 'and the last one'];
  const account = await it.anAccount({ passwordHash: await hashPassword(passwords[0] ?? '') });
  const change = (n: number, { token } = account) =>
    it.call({
      path: '/v1/me/password',
      token,
      body: { password: passwords[n], newPassword: passwords[n + 1] ?? 'something else' },
    });
  for (const n of [0, 1]) expect((await change(n)).status).toBe(204);
  const refused = await change(2);
  expectProblem(refused, 429, 'too-many-requests');
  expect(String(refused.headers['ratelimit'])).toContain('"end-sessions";r=0');
  expectLimited(
    await it.call({ method: 'DELETE', path: '/v1/me/sessions', token: account.token }),
    'end-sessions',
  );
  // A negative control: the same change is made by an account that has not changed its password before.
  const other = await it.anAccount({ passwordHash: await hashPassword(passwords[2] ?? '') });
  expect((await change(2, other)).status).toBe(204);
});

test('appointments, which tell who has an account, are counted by account, those of unknown addresses too', async () => {
  const { id: eventId, organizer } = await it.anEvent();
  const appoint = (email: string) =>
    it.call({ path: `/v1/events/${eventId}/staff`, token: organizer.token, body: { email, role: 'door' } });
  for (const left of [1, 0]) {
    const answer = await appoint(`nobody${left}@example.com`);
    expectProblem(answer, 404, 'no-such-account');
    expect(leftIn(answer)).toMatchObject({ limit: 'appoint', left });
  }
  expectLimited(await appoint('nobody@example.com'), 'appoint');
});

test('tests and replays of webhooks are counted by account, before the endpoint is looked for', async () => {
  const [one, other] = [await it.aPerson('organizer'), await it.aPerson('organizer')];
  const send = (path: string, body: object = {}, { token } = one) =>
    it.call({ path: `/v1/webhooks/${id}${path}`, token, body });
  const id = other.id;
  const delivery = `/deliveries/${id}/replay`;
  for (const [path, left] of [
    ['/test', 1],
    [delivery, 0],
  ] as const) {
    const answer = await send(path);
    expectProblem(answer, 404, 'not-found');
    expect(leftIn(answer)).toMatchObject({ limit: 'send-webhook', left });
  }
  for (const path of ['/test', delivery]) expectLimited(await send(path), 'send-webhook');
  const replay = () => send('/replay', { since: '2030-01-01T00:00:00Z' });
  for (const left of [1, 0]) {
    const answer = await replay();
    expectProblem(answer, 404, 'not-found');
    expect(leftIn(answer)).toMatchObject({ limit: 'replay-webhooks', left });
  }
  expectLimited(await replay(), 'replay-webhooks');
  expectProblem(await send('/test', {}, other), 404, 'not-found');
});

test('making, changing and cancelling events is counted by account, so that the quota is not gone around', async () => {
  const [one, other] = [await it.aPerson('organizer'), await it.aPerson('organizer')];
  const create = ({ token } = one) =>
    it.call({
      path: '/v1/events',
      token,
      body: { name: 'First night', startsAt: '2099-01-01T20:00:00Z', capacity: 1, isDraft: true },
    });
  const { body: event } = await create();
  const path = `/v1/events/${event.id}`;
  const calls = [
    { path: `${path}/copies`, body: { startsAt: '2099-02-01T20:00:00Z' } },
    { path: `${path}/publish`, body: {} },
    { method: 'PATCH', path, body: { venue: 'Great hall' } },
    { method: 'DELETE', path },
  ];
  for (const [index, call] of calls.entries()) {
    const answer = await it.call({ ...call, token: one.token });
    expect([answer.status < 300, leftIn(answer)]).toMatchObject([
      true,
      { limit: 'change-events', left: 18 - index },
    ]);
  }
  for (let left = 14; left >= 0; left -= 1) expect(leftIn(await create()).left).toBe(left);
  for (const answer of [await create(), await it.call({ method: 'DELETE', path, token: one.token })])
    expectLimited(answer, 'change-events');
  expect((await create(other)).status).toBe(201);
});

test('check-ins, those handed in and those undone are counted by account, faulty ones too', async () => {
  const { id: eventId, organizer } = await it.anEvent();
  const { body: booking } = await it.book(await it.aPerson(), eventId);
  const path = `/v1/events/${eventId}/check-ins`;
  const bodies: [string, object][] = [
    ['', { bookingId: booking.id }],
    ['/undo', { bookingId: booking.id, reason: 'Wrong guest' }],
    ['/batch', { scans: [{ ticket: 'no-code', scannedAt: new Date().toISOString() }], device: 'Door' }],
    ['', {}],
  ];
  const send = ([what, body]: [string, object], { token } = organizer) =>
    it.call({ path: `${path}${what}`, token, body });
  for (const [index, each] of bodies.entries()) {
    const answer = await send(each);
    expect([answer.status, leftIn(answer)]).toMatchObject([
      index < 3 ? 200 : 422,
      { limit: 'check-in', left: 19 - index },
    ]);
  }
  for (let left = 15; left >= 0; left -= 1) expect(leftIn(await send(['', {}])).left).toBe(left);
  for (const each of bodies) expectLimited(await send(each), 'check-in');
  const admin = await it.aPerson('admin');
  expect((await send(['', { bookingId: booking.id }], admin)).status).toBe(200);
});

test('refreshes are counted by address', async () => {
  const refresh = () => it.call({ path: '/v1/auth/refresh', body: { refreshToken: 'a.b' } });
  for (let n = 0; n < 3; n += 1) expectProblem(await refresh(), 401, 'unauthenticated');
  expectLimited(await refresh(), 'refresh');
});

test('reads without a token are counted by address and in groups, all routes together; reads with one are counted by account', async () => {
  const { id: eventId, organizer } = await it.anEvent();
  const paths = ['/v1/events', `/v1/events/${eventId}`, `/v1/events/${eventId}/ticket-key`];
  let answer: ApiAnswer;
  let count = 0;
  do {
    answer = await it.call({ path: paths[count % 3] ?? '' });
    count += 1;
  } while (answer.status === 200 && count < 100);
  expect(count).toBe(42);
  expectLimited(answer, 'read');
  expect((await it.call({ path: '/v1/health' })).status).toBe(200);
  const { body: booking } = await it.book(organizer, eventId);
  const tickets = `/v1/events/${eventId}/bookings/${booking.id}/tickets`;
  const own = [...paths.slice(0, 2), '/v1/bookings', '/v1/me/export', tickets, `${tickets}/1/pass`];
  for (count = 0; count < 41; count += 1) {
    const path = own[count % own.length] ?? '';
    answer = await it.call({ path, token: organizer.token });
    const status = path.endsWith('/pass') ? 406 : 200;
    expect([path, answer.status, leftIn(answer).limit]).toEqual([path, status, 'read-with-token']);
  }
  expectLimited(await it.call({ path: '/v1/events', token: organizer.token }), 'read-with-token');
  const { token } = await it.aPerson();
  expect((await it.call({ path: `/v1/events/${eventId}`, token })).status).toBe(200);
});

test('an admin reads the limits in force, as the operator set them or by default, and what is off', async () => {
  const { token } = await it.aPerson('admin');
  const read = () => it.call({ path: '/v1/limits', token });
  const { rateLimits, eventQuota } = (await read()).body;
  expect(rateLimits.map(({ name }: { name: string }) => name)).toEqual(Object.keys(RATE_LIMITS));
  expect(rateLimits).toContainEqual({ name: 'log-in', requests: 3, seconds: 900 });
  expect(rateLimits).toContainEqual({ name: 'log-in-source', requests: 100, seconds: 3600 });
  expect(eventQuota).toEqual({ events: 200, shards: 4096 });
  Object.assign(process.env, { RATE_LIMITS: 'off', EVENT_QUOTA: 'events=5,shards=256' });
  expect((await read()).body).toEqual({ rateLimits: null, eventQuota: { events: 5, shards: 256 } });
  process.env['EVENT_QUOTA'] = 'off';
  expect((await read()).body.eventQuota).toBeNull();
  delete process.env['EVENT_QUOTA'];
  process.env['RATE_LIMITS'] = RATES;
  const { token: organizer } = await it.aPerson('organizer');
  expectProblem(await it.call({ path: '/v1/limits', token: organizer }), 403, 'forbidden');
});

describe('The table of routes', () => {
  const names = Object.keys(OPERATIONS) as DescribedRoute[];

  test('every route without a role that reads the table is limited, except for those that must always answer', () => {
    const open = names.filter((name) => {
      const { role, isTokenOptional, table: rights, limits }: Route = ROUTES[name];
      return (role === undefined || isTokenOptional) && rights.length > 0 && limits === undefined;
    });
    expect(open).toEqual(['log-out', 'unsubscribe', 'subscribe-again', 'read-health', 'read-index']);
  });

  test('a limited route that looks at no token counts a request that has one all the same', async () => {
    const id = 'a'.repeat(22);
    const open = names.filter((name) => 'limits' in ROUTES[name] && !('role' in ROUTES[name]));
    expect(open.length).toBeGreaterThan(8);
    for (const name of open) {
      const { method, path, limits }: Route = ROUTES[name];
      const call = { method, path: path.replaceAll(/\{\w+\}/g, id), token: 'made-up' };
      expect([name, leftIn(await it.call(call)).limit]).toEqual([name, limits?.at(-1)]);
    }
  });

  test('every limited route is described with its answer 429', () => {
    for (const name of names) {
      const { limits }: Route = ROUTES[name];
      const codes = problemCodesOf(name).filter((code) => /^too-many-(requests|attempts)$/.test(code));
      const isOf = (limit: RateLimitName) => (RATE_LIMITS[limit] as RateLimit).code ?? 'too-many-requests';
      expect([name, codes.sort()]).toEqual([name, [...new Set(limits?.map(isOf))].sort()]);
    }
  });
});

test('log-ins are counted by address, right ones of several accounts together', async () => {
  const passwordHash = await hashPassword(password);
  const people = [await it.anAccount({ passwordHash }), await it.anAccount({ passwordHash })];
  const logIn = (n: number) =>
    it.call({ path: '/v1/auth/login', body: { email: people[n % 2]?.email, password } });
  let opened = 0;
  let answer = await logIn(0);
  for (; answer.status === 200 && opened < 25; opened += 1) answer = await logIn(opened);
  expect(opened).toBeGreaterThan(5);
  expectProblem(answer, 429, 'too-many-requests');
  expect(String(answer.headers['ratelimit'])).toContain('"open-session";r=0');
  // A negative control: without the limit, the same log-in succeeds.
  const limits = ROUTES['log-in'].limits as unknown as RateLimitName[];
  expect(limits.shift()).toBe('open-session');
  expect((await logIn(0)).status).toBe(200);
  limits.unshift('open-session');
});
