/** The gateway alone: every handler is replaced by one that shows what it was given. */
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { type ApiCall, type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import { ROUTES } from '../../functions/http/routes.ts';

type Seen = { handler: string; event: APIGatewayProxyEventV2; context: Context };

let seen: Seen[] = [];
let result: APIGatewayProxyStructuredResultV2 | Error = { statusCode: 200 };

for (const handler of Object.keys(ROUTES)) {
  jest.unstable_mockModule(`../../functions/api/${handler}.ts`, () => ({
    handler: async (event: APIGatewayProxyEventV2, context: Context) => {
      seen.push({ handler, event, context });
      if (result instanceof Error) throw result;
      return result;
    },
  }));
}

let server: Server;
let client: ApiClient;
let port: number;
let startGateway: (port: number) => Promise<Server>;
beforeAll(async () => {
  ({ startGateway } = await import('../../bin/local/gateway.ts'));
  server = await startGateway(0);
  port = (server.address() as AddressInfo).port;
  client = apiClient(`http://127.0.0.1:${port}`);
});
afterAll(async () => {
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** What the handler saw of one call. */
async function seenOf(call: ApiCall): Promise<Seen> {
  seen = [];
  result = { statusCode: 200 };
  await client.call(call);
  const [only, ...more] = seen;
  if (only === undefined || more.length > 0) throw new Error(`${seen.length} handlers were called.`);
  return only;
}

const answerOf = (
  given: APIGatewayProxyStructuredResultV2 | Error,
  call: ApiCall = { path: '/v1/health' },
) => {
  result = given;
  return client.call(call);
};

describe('The event that a handler gets', () => {
  test('has the shape of payload format 2.0', async () => {
    const before = Date.now();
    const { event, handler } = await seenOf({
      path: '/v1/events/e1/bookings/b1/cancel?why=rain',
      token: 'token',
      body: { quantity: 1 },
      headers: { 'user-agent': 'a test', 'Idempotency-Key': 'Key' },
    });
    const routeKey = 'POST /v1/events/{eventId}/bookings/{bookingId}/cancel';
    expect(handler).toBe('cancel-booking');
    expect(event).toEqual({
      version: '2.0',
      routeKey,
      rawPath: '/v1/events/e1/bookings/b1/cancel',
      rawQueryString: 'why=rain',
      headers: expect.objectContaining({
        authorization: 'Bearer token',
        'content-type': 'application/json',
        'content-length': '14',
        'idempotency-key': 'Key',
        host: `127.0.0.1:${port}`,
        'x-forwarded-proto': 'http',
      }),
      queryStringParameters: { why: 'rain' },
      pathParameters: { eventId: 'e1', bookingId: 'b1' },
      requestContext: {
        accountId: expect.any(String),
        apiId: expect.any(String),
        domainName: `127.0.0.1:${port}`,
        domainPrefix: expect.any(String),
        http: {
          method: 'POST',
          path: '/v1/events/e1/bookings/b1/cancel',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'a test',
        },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        routeKey,
        stage: '$default',
        time: expect.any(String),
        timeEpoch: expect.any(Number),
      },
      body: '{"quantity":1}',
      isBase64Encoded: false,
    });
    expect(event.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
    expect(event.requestContext.timeEpoch).toBeLessThanOrEqual(Date.now());
  });

  test('has neither a body nor a query where there is none', async () => {
    const { event } = await seenOf({ path: '/v1/events' });
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event.rawQueryString).toBe('');
  });

  test('belongs to its context by the id of the request, which is another each time', async () => {
    const [a, b] = [await seenOf({ path: '/v1/health' }), await seenOf({ path: '/v1/health' })];
    expect(a.context.awsRequestId).toBe(a.event.requestContext.requestId);
    expect(b.context.awsRequestId).not.toBe(a.context.awsRequestId);
  });

  test.each<[string, Record<string, string>]>([
    ['a=1&b=2&a=3&a=', { a: '1,3,', b: '2' }],
    ['name=Jos%C3%A9+Mar%C3%ADa&empty=&flag', { name: 'José María', empty: '', flag: '' }],
    ['a%20b=1&a+b=2', { 'a b': '1,2' }],
    ['q=what?is&t=a=b', { q: 'what?is', t: 'a=b' }],
  ])('has the query %s with repeats joined by a comma', async (query, expected) => {
    const { event } = await seenOf({ path: `/v1/events?${query}` });
    expect(event.queryStringParameters).toEqual(expected);
    expect(event.rawQueryString).toBe(query);
  });

  test.each([
    ['caf%C3%A9', 'café'],
    ['a%2Fb', 'a/b'],
    ['100%25', '100%'],
    ['a+b', 'a+b'],
    ['%E0%A4%A', '%E0%A4%A'],
    ['', ''],
  ])('has the path parameter %j decoded', async (written, eventId) => {
    const { event, handler } = await seenOf({ path: `/v1/events/${written}` });
    expect(handler).toBe('read-event');
    expect(event.pathParameters).toEqual({ eventId });
    expect(event.rawPath).toBe(`/v1/events/${written}`);
  });

  test('has a body of any text as it was sent', async () => {
    const text = '{"name":"Žofie 🎟️"}\n';
    expect((await seenOf({ path: '/v1/events', body: text })).event.body).toBe(text);
  });

  test('goes to the default route where no other has the method and the path', async () => {
    for (const call of [
      { path: '/' },
      { path: '/v1/events/e1/nothing' },
      { path: '/v1/me', method: 'DELETE' },
    ]) {
      const { handler, event } = await seenOf(call);
      expect([handler, event.routeKey, event.requestContext.routeKey]).toEqual([
        'answer-unknown',
        '$default',
        '$default',
      ]);
    }
  });

  test('goes to the handler of its route, for every route there is', async () => {
    const routes = Object.entries(ROUTES).filter(([, { path }]) => path !== '$default');
    for (const [name, { method, path }] of routes) {
      const { handler, event } = await seenOf({ method, path: path.replaceAll(/\{\w+\}/g, 'x') });
      expect([handler, event.routeKey]).toEqual([name, `${method} ${path}`]);
    }
  });
});

describe('The answer of a handler', () => {
  test('leaves with its status, headers and body', async () => {
    const answer = await answerOf({
      statusCode: 409,
      headers: { 'content-type': 'application/problem+json', 'x-own': 'kept' },
      body: '{"name":"Žofie"}',
    });
    expect(answer).toMatchObject({ status: 409, body: { name: 'Žofie' } });
    expect(answer.headers).toMatchObject({ 'x-own': 'kept', 'content-length': '17' });
  });

  test('is decoded where it says that it is encoded', async () => {
    const body = Buffer.from('plain text').toString('base64');
    expect((await answerOf({ statusCode: 200, body, isBase64Encoded: true })).body).toBe('plain text');
  });

  test('has no body for HEAD, and says how long it would be', async () => {
    const answer = await answerOf({ statusCode: 200, body: 'text' }, { method: 'HEAD', path: '/v1/health' });
    expect([answer.body, answer.headers['content-length']]).toEqual(['', '4']);
  });

  test('is 500 without a word where the handler itself breaks, and the next one is answered', async () => {
    const silent = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const answer = await answerOf(new Error('a secret'));
    expect([answer.status, answer.body]).toEqual([500, '']);
    expect(silent).toHaveBeenCalledTimes(1);
    silent.mockRestore();
    expect((await answerOf({ statusCode: 204 })).status).toBe(204);
  });
});

describe('The gateway', () => {
  const refusalAt = (host: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect({ host, port });
      socket.once('connect', () => {
        socket.destroy();
        resolve('connected');
      });
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });

  test('listens on loopback only', async () => {
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => !address.internal && address.family === 'IPv4')
      .map((address) => address.address);
    expect((server.address() as AddressInfo).address).toBe('127.0.0.1');
    expect(await refusalAt('127.0.0.1')).toBe('connected');
    expect(await Promise.all(elsewhere.map(refusalAt))).toEqual(elsewhere.map(() => 'ECONNREFUSED'));
  });

  test('says so when its port is taken', async () => {
    await expect(startGateway(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
