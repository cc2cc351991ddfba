/** The headers of every answer: protection, caching, the request id, and content negotiation. */
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectProblem, UNKNOWN_ID } from './answers.ts';

const ANYTHING = '*/*';

let it: TestService;
beforeAll(async () => {
  it = await aService();
});
afterAll(() => it.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

const routes = Object.entries(ROUTES)
  .map(([name, route]): [string, Route] => [name, route])
  .filter(([, { path }]) => path !== '$default');

function callTo({ method, path }: Route, headers: Record<string, string> = {}): ApiCall {
  return {
    method,
    path: path.replaceAll(/\{\w+\}/g, UNKNOWN_ID),
    ...(method !== 'GET' && { body: {} }),
    headers,
  };
}

function expectGuarded({ headers }: ApiAnswer): void {
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'$/),
    'cache-control': expect.stringMatching(/./),
    vary: expect.stringMatching(/\borigin$/),
    'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  // RFC 6797 forbids this header over plain HTTP.
  expect(headers).not.toHaveProperty('strict-transport-security');
}

test.each(routes)('%s sends the security headers', async (_name, route) => {
  expectGuarded(await it.call(callTo(route)));
});

test('a path without a route sends the security headers, too', async () => {
  for (const call of [{ path: '/v1/nothing' }, { path: '/v1/events/' }]) expectGuarded(await it.call(call));
});

test('every answer has an id of its own', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => it.call({ path: '/v1/me' })));
  expect(new Set(answers.map(({ headers }) => headers['x-request-id'])).size).toBe(3);
});

test('personal answers, problems and the state of the service are not cached', async () => {
  const { id, organizer } = await it.anEvent();
  const booked = await it.book(organizer, id);
  expect(booked.status).toBe(201);
  const { token } = organizer;
  const answers = [
    booked,
    await it.call({ path: '/v1/bookings', token }),
    await it.call({ path: `/v1/events/${id}/bookings`, token }),
    await it.call({ path: `/v1/events/${id}/bookings/${booked.body.id}`, token }),
    await it.call({ path: `/v1/events/${id}`, token }),
    await it.call({ path: `/v1/events/${UNKNOWN_ID}` }),
    await it.call({ path: '/v1/events?limit=0' }),
    await it.call({ path: '/v1/health' }),
  ];
  expect(answers.map(({ headers }) => headers['cache-control'])).toEqual(answers.map(() => 'no-store'));
});

test.each([
  ['/v1/events', 'public, max-age=1'],
  ['/v1/events/{id}', 'public, max-age=1'],
  ['/v1/events/{id}/ticket-key', 'public, max-age=300'],
  ['/docs', 'public, max-age=300'],
  ['/openapi.json', 'public, max-age=300'],
])('the public %s may be cached by everybody', async (path, cacheControl) => {
  const { id } = await it.anEvent();
  const { status, headers } = await it.call({ path: path.replace('{id}', id) });
  expect([status, headers['cache-control'], headers['vary']]).toEqual([200, cacheControl, 'origin']);
});

test('a list that exists as JSON and CSV varies by `Accept`', async () => {
  const { id, organizer } = await it.anEvent();
  for (const accept of ['text/csv', 'application/json']) {
    const path = `/v1/events/${id}/bookings`;
    const { headers } = await it.call({ path, token: organizer.token, headers: { accept } });
    expect([headers['vary'], headers['content-type']]).toEqual([
      'accept, origin',
      expect.stringContaining(accept),
    ]);
  }
});

const withoutContent = routes.filter(([, { status }]) => status === 204);

test.each(routes.filter(([, { status }]) => status !== 204))(
  '%s rejects an Accept header without a type that it offers, and has no effect',
  async (_name, route) => {
    const answer = await it.call(callTo(route, { accept: 'audio/mpeg, application/json;q=0' }));
    expectProblem(answer, 406, 'not-acceptable');
    expect(answer.body.detail).toContain((route.offers ?? ['application/json']).join(' or '));
  },
);

test.each(withoutContent)('%s has no content, so it takes any Accept header', async (_name, route) => {
  expect((await it.call(callTo(route, { accept: 'image/png' }))).status).not.toBe(406);
});

test('a booking that is rejected for its Accept header is not made', async () => {
  const { id } = await it.anEvent({ capacity: 1 });
  const person = await it.aPerson();
  expectProblem(await it.book(person, id, { quantity: 1 }, { accept: 'text/html' }), 406, 'not-acceptable');
  expect((await it.book(person, id, { quantity: 1 }, { accept: ANYTHING })).status).toBe(201);
});

test.each([
  ['/docs', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 200],
  ['/docs', ANYTHING, 200],
  ['/docs', 'application/json', 406],
  ['/docs', 'application/problem+json', 406],
  ['/openapi.json', 'application/problem+json', 200],
  ['/openapi.json', 'text/html', 406],
  ['/v1/events', 'text/html, */*;q=0.1', 200],
  ['/v1/nothing', 'image/png', 404],
])('%s with Accept %s is answered %d', async (path, accept, status) => {
  expect((await it.call({ path, headers: { accept } })).status).toBe(status);
});

test('bookings are listed as CSV or JSON, and in no other media type', async () => {
  const { id, organizer } = await it.anEvent();
  const list = (accept: string) =>
    it.call({ path: `/v1/events/${id}/bookings`, token: organizer.token, headers: { accept } });
  expect((await list('text/csv')).status).toBe(200);
  expect((await list('application/json')).status).toBe(200);
  expectProblem(await list('text/html'), 406, 'not-acceptable');
});

test.each(['/docs', '/docs/page.css', '/openapi.json'])(
  '%s is not sent again to a client that has it, by its ETag',
  async (path) => {
    const first = await it.call({ path });
    const etag = String(first.headers['etag']);
    expect(etag).toMatch(/^(W\/)?"[\w-]{43}"$/);
    const strong = etag.replace('W/', '');
    for (const tags of [strong, `W/${strong}`, `"other", ${etag}`, '*']) {
      const { status, headers, body } = await it.call({ path, headers: { 'if-none-match': tags } });
      expect([status, headers['etag'], body]).toEqual([304, etag, '']);
      expect(headers).toMatchObject({ 'cache-control': 'public, max-age=300' });
      expect(headers['vary']).toMatch(/\borigin\b/);
      expect(headers).not.toHaveProperty('content-type');
      expect(headers).not.toHaveProperty('content-length');
    }
    const again = await it.call({ path, headers: { 'if-none-match': '"other"' } });
    expect([again.status, again.headers['etag'], again.body]).toEqual([200, etag, first.body]);
  },
);

test('a warning logged during a request has the request id of its answer', async () => {
  const { id, organizer } = await it.anEvent();
  const booked = await it.book(organizer, id);
  const { lines } = collectLogLines();
  const send = SQSClient.prototype.send as (this: SQSClient, ...args: unknown[]) => Promise<unknown>;
  jest.spyOn(SQSClient.prototype, 'send').mockImplementation(function (this: SQSClient, ...args: unknown[]) {
    const isMessage = args[0] instanceof SendMessageCommand;
    return isMessage ? Promise.reject(new Error('The queue is away.')) : send.apply(this, args);
  } as typeof SQSClient.prototype.send);
  const cancelled = await it.cancel(organizer, id, booked.body.id);
  expect(cancelled.status).toBe(200);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: 'WARN',
      service: 'boxoffice',
      eventId: id,
      requestId: cancelled.headers['x-request-id'],
    }),
  );
});
