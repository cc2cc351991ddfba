/** The rules of every route: request bodies, access tokens, roles, paths, and the form of a problem. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiAnswer, ApiCall } from '../../bin/local/api-client.ts';
import { lambdaContext } from '../../bin/local/lambda-context.ts';
import { ROUTES, type Route } from '../../functions/http/routes.ts';
import { aService, type TestService } from '../kit/service.ts';
import { expectFaults, expectProblem, myBookings, readAvailability, UNKNOWN_ID } from './answers.ts';
import { callsOf, READABLE } from './readable-routes.ts';

const BODY_LIMIT_BYTES = 16_384;

let it: TestService;
beforeAll(async () => {
  it = await aService({ servesPage: true });
});
afterAll(() => it.stop());

const routes = Object.entries(ROUTES).map(([name, route]): [string, Route] => [name, route]);
const BODY_ROUTES = [
  'POST /v1/auth/register',
  'POST /v1/auth/login',
  'POST /v1/auth/refresh',
  'POST /v1/auth/logout',
  'POST /v1/events',
  `POST /v1/events/${UNKNOWN_ID}/bookings`,
  `POST /v1/events/${UNKNOWN_ID}/bookings/${UNKNOWN_ID}/cancel`,
  `POST /v1/events/${UNKNOWN_ID}/check-ins`,
  `POST /v1/events/${UNKNOWN_ID}/check-ins/undo`,
  `PATCH /v1/users/${UNKNOWN_ID}`,
];

/** Sends a body to a route as an admin, who may use every route. */
async function send(target: string, body: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  const [method = '', path = ''] = target.split(' ');
  return it.call({ method, path, token: (await it.aPerson('admin')).token, body, headers });
}

/** Sends a request unchanged: `fetch` would normalize its path and its headers first. */
function sendRaw({ method = 'GET', path, headers = {} }: ApiCall): Promise<ApiAnswer> {
  const { hostname, port } = new URL(it.service.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const body = text.startsWith('{') ? JSON.parse(text) : text;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body, latencyMs: 0 });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

test('a service that can read its table is healthy', async () => {
  const answer = await it.call({ path: '/v1/health' });
  expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
  expect(answer.headers['content-type']).toBe('application/json');
});

test.each(BODY_ROUTES)('%s rejects a body that is not JSON', async (target) => {
  expectProblem(await send(target, '{"quantity":'), 400, 'malformed-json');
});

test.each(BODY_ROUTES)('%s rejects a body whose Content-Type is not JSON', async (target) => {
  expectProblem(await send(target, '{}', { 'content-type': 'text/plain' }), 415, 'unsupported-media-type');
});

test.each(BODY_ROUTES)('%s rejects a body over 16 KiB', async (target) => {
  expectProblem(await send(target, ' '.repeat(BODY_LIMIT_BYTES + 1)), 413, 'body-too-large');
});

test.each(BODY_ROUTES)(
  '%s rejects fields with the names of properties that every object inherits',
  async (target) => {
    const answer = await send(target, '{"__proto__":{"role":"admin"},"constructor":{"prototype":{}}}');
    expectProblem(answer, 422, 'validation-failed');
    const pointers = answer.body.errors.map((fault: { pointer: string }) => fault.pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/__proto__', '/constructor']));
    expect(Object.prototype).not.toHaveProperty('role');
  },
);

test.each([
  ['a lone brace', '{'],
  ['a text without quotes', 'quantity'],
  ['a trailing comma', '{"quantity":1,}'],
  ['a comment', '{"quantity":1} // one'],
  ['two bodies', '{"quantity":1}{"quantity":1}'],
  ['a NaN', '{"quantity":NaN}'],
  ['a form', 'quantity=1'],
])('a body that is %s is not JSON and books nothing', async (_what, body) => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  expectProblem(await it.book(customer, id, body), 400, 'malformed-json');
  expect(await myBookings(it, customer)).toEqual([]);
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'multipart/form-data',
  '',
])('a body of the type "%s" books nothing', async (type) => {
  const { id } = await it.anEvent();
  const answer = await it.book(await it.aPerson(), id, { quantity: 1 }, { 'content-type': type });
  expectProblem(answer, 415, 'unsupported-media-type');
  expect(await readAvailability(it, id)).toMatchObject({ booked: 0 });
});

test.each(['application/json; charset=utf-8', 'Application/JSON'])(
  'a body of the type "%s" is JSON',
  async (type) => {
    const { id } = await it.anEvent();
    const answer = await it.book(await it.aPerson(), id, { quantity: 1 }, { 'content-type': type });
    expect(answer.status).toBe(201);
  },
);

test('a body of exactly 16 KiB is read, and its size is counted in bytes', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  const full = '{"quantity":1}'.padEnd(BODY_LIMIT_BYTES);
  expect((await it.book(customer, id, full)).status).toBe(201);
  expectProblem(await it.book(customer, id, `${full} `), 413, 'body-too-large');
  const wide = JSON.stringify({ quantity: 1, note: 'é'.repeat(BODY_LIMIT_BYTES / 2) });
  expect(wide.length).toBeLessThan(BODY_LIMIT_BYTES);
  expectProblem(await it.book(customer, id, wide), 413, 'body-too-large');
});

test('a body of a megabyte is rejected, and the service still answers', async () => {
  const { id } = await it.anEvent();
  const customer = await it.aPerson();
  expectProblem(await it.book(customer, id, 'a'.repeat(2 ** 20)), 413, 'body-too-large');
  expect((await it.book(customer, id)).status).toBe(201);
});

test('a JSON pointer escapes the slashes and tildes of a field name', async () => {
  const { id } = await it.anEvent();
  expectFaults(await it.book(await it.aPerson(), id, { quantity: 1, 'a/b~c': 1 }), '/a~1b~0c');
});

test.each<[string, string, unknown]>([
  [
    'the name of an event',
    'POST /v1/events',
    { name: '\ud800', startsAt: '2099-01-01T20:00:00Z', capacity: 1 },
  ],
  ['a refresh token', 'POST /v1/auth/refresh', { refreshToken: '\ud800.a' }],
  ['a refresh token at log-out', 'POST /v1/auth/logout', { refreshToken: '\ud800.a' }],
])('a lone surrogate in %s causes no 5xx answer', async (_what, target, body) => {
  expect((await send(target, body)).status).toBeLessThan(500);
});

const guarded = routes.filter(([, route]) => route.role !== undefined);

function callTo(route: Route, token?: string): ApiCall {
  const { method } = route;
  const path = route.path.replaceAll(/\{\w+\}/g, UNKNOWN_ID);
  return { method, path, ...(token && { token }), ...(method !== 'GET' && { body: {} }) };
}

test.each(guarded.filter(([, route]) => !route.isTokenOptional))(
  '%s requires an access token',
  async (_name, route) => {
    expectProblem(await it.call(callTo(route)), 401, 'unauthenticated');
  },
);

test.each(guarded.filter(([, route]) => route.role === 'organizer' || route.role === 'admin'))(
  '%s rejects attendees',
  async (_name, route) => {
    const { token } = await it.aPerson('attendee');
    expectProblem(await it.call(callTo(route, token)), 403, 'forbidden');
  },
);

test.each(guarded.filter(([, route]) => route.role === 'admin'))(
  '%s rejects organizers',
  async (_name, route) => {
    const { token } = await it.aPerson('organizer');
    expectProblem(await it.call(callTo(route, token)), 403, 'forbidden');
  },
);

const NO_ROUTE = 'No route has this method and path.';
const SEE_DOCS = `${NO_ROUTE} The routes are described at /docs.`;

test.each([
  ['POST /', SEE_DOCS],
  ['GET /v1', SEE_DOCS],
  ['GET /v1/nothing', SEE_DOCS],
  ['GET /v2/events', SEE_DOCS],
  ['GET /V1/events', SEE_DOCS],
  ['GET /__proto__', SEE_DOCS],
  ['GET /v1/nothing/', SEE_DOCS],
  ['GET /v1/events/', `${NO_ROUTE} Did you mean /v1/events?`],
  ['GET /docs/', `${NO_ROUTE} Did you mean /docs?`],
  ['GET /v1//events', `${NO_ROUTE} Did you mean /v1/events?`],
  ['GET /v1/events//', `${NO_ROUTE} Did you mean /v1/events?`],
  ['POST /v1/auth/login/', `${NO_ROUTE} Did you mean /v1/auth/login?`],
  [`GET /v1/events/${UNKNOWN_ID}/`, `${NO_ROUTE} Did you mean /v1/events/${UNKNOWN_ID}?`],
  ['PUT /v1/events', '/v1/events takes GET, HEAD, POST, but not PUT.'],
  ['DELETE /v1/bookings', '/v1/bookings takes GET, HEAD, but not DELETE.'],
  ['POST /v1/health', '/v1/health takes GET, HEAD, but not POST.'],
  ['GET /v1/auth/login', '/v1/auth/login takes POST, but not GET.'],
  ['OPTIONS /v1/nothing', SEE_DOCS],
])('%s has no route, and the answer says "%s"', async (target, detail) => {
  const [method = '', path = ''] = target.split(' ');
  const answer = await it.call({ method, path });
  expectProblem(answer, 404, 'not-found');
  expect(answer.body.type).toBe(`${it.service.url}/docs#not-found`);
  expect(answer.body.detail).toBe(detail);
});

test('a path with a slash at its end is answered 404 even if the gateway matched a route for it', async () => {
  const { handler } = await import('../../functions/api/read-health.ts');
  const event = {
    rawPath: '/v1/health/',
    headers: {},
    requestContext: { requestId: 'one', http: { method: 'GET' } },
  } as APIGatewayProxyEventV2;
  const { statusCode, body } = await handler(event, lambdaContext(1));
  expect([statusCode, JSON.parse(body ?? '').detail]).toEqual([404, `${NO_ROUTE} Did you mean /v1/health?`]);
});

test.each(READABLE)('%s answers HEAD like GET, without a body', async (_, route) => {
  const call = (await callsOf(it))(route);
  const [get, head] = [await sendRaw(call), await sendRaw({ ...call, method: 'HEAD' })];
  const same = ({ status, headers }: ApiAnswer) => {
    const { date: _d, 'x-request-id': _id, ...kept } = headers;
    return { status, headers: kept };
  };
  expect(get.status).toBe(200);
  expect(same(head)).toEqual(same(get));
  expect([head.body, Number(head.headers['content-length']) > 0]).toEqual(['', true]);
});

test('HEAD of an unknown path has no body either', async () => {
  const { status, headers, body } = await sendRaw({ method: 'HEAD', path: '/v1/nothing' });
  expect([status, headers['content-type'], body]).toEqual([404, 'application/problem+json', '']);
});

test.each([
  ['/v1/events', 'GET, HEAD, OPTIONS, POST'],
  [`/v1/events/${UNKNOWN_ID}`, 'DELETE, GET, HEAD, OPTIONS, PATCH'],
  ['/v1/auth/login', 'OPTIONS, POST'],
  ['/docs', 'GET, HEAD, OPTIONS'],
])('OPTIONS of %s lists the allowed methods', async (path, allow) => {
  const { status, headers, body } = await sendRaw({ method: 'OPTIONS', path });
  expect([status, headers['allow'], body]).toEqual([204, allow, '']);
  expect(headers).not.toHaveProperty('content-length');
});

test.each(['/v1/events', '/v1/nothing', '/v1/events/'])(
  'a CORS preflight of %s is allowed, even if the path has no route',
  async (path) => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' };
    const answer = await sendRaw({ method: 'OPTIONS', path, headers });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    const read = await sendRaw({ path, headers: { origin: 'https://shop.example' } });
    expect(read.headers['access-control-allow-origin']).toBe('*');
  },
);

test.each([
  ['/v1/events/', ''],
  [`/v1/events/${UNKNOWN_ID}/bookings/`, ''],
  ['/v1/events/', `/bookings/${UNKNOWN_ID}`],
])('an id of 6,000 characters in %s…%s is not found', async (before, after) => {
  const { token } = await it.aPerson();
  expectProblem(await it.call({ path: `${before}${'A'.repeat(6_000)}${after}`, token }), 404, 'not-found');
});

test('a path that is no valid URL is not found', async () => {
  expectProblem(await sendRaw({ path: '//' }), 404, 'not-found');
});

test.each(['a b', '', 'tickets.example', '"><script>alert(1)</script>', '[', 'x:99999999'])(
  'the host "%s" causes no 5xx answer and appears in none',
  async (host) => {
    const headers = { host, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    expect((await sendRaw({ path: '/v1/health', headers })).status).toBe(200);
    const problem = await sendRaw({ path: '/v1/me', headers });
    expect(problem.body.type).toBe(`${it.service.url}/docs#unauthenticated`);
    const document = await sendRaw({ path: '/openapi.json', headers });
    expect(document.body.servers).toEqual([{ url: it.service.url }]);
    const page = await sendRaw({ path: '/docs', headers });
    expect(page.body).not.toMatch(/<script>|tickets\.example|evil\.example/);
  },
);
