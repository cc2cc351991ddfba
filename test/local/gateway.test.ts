/** The local gateway alone: every handler is replaced by one that records its input. */
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type ApiCall, type ApiClient, apiClient } from '../../bin/local/api-client.ts';
import { BODY_LIMIT_BYTES } from '../../functions/domain/model/limits.ts';
import { methodsOf, ROUTES } from '../../functions/http/routes.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { recordingHandlers, type Seen } from '../kit/recording-handlers.ts';

const handlers = recordingHandlers();

let server: Server;
let client: ApiClient;
let port: number;
let startGateway: typeof import('../../bin/local/gateway.ts').startGateway;
beforeAll(async () => {
  ({ startGateway } = await import('../../bin/local/gateway.ts'));
  server = await startGateway(0, []);
  port = (server.address() as AddressInfo).port;
  client = apiClient(`http://127.0.0.1:${port}`);
});
afterAll(async () => {
  client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** @returns the input of the only handler that the call reached. */
async function seenOf(call: ApiCall): Promise<Seen> {
  handlers.seen = [];
  handlers.result = { statusCode: 200 };
  await client.call(call);
  const [only, ...more] = handlers.seen;
  if (only === undefined || more.length > 0) throw new Error(`${handlers.seen.length} handlers were called.`);
  return only;
}

type RawAnswer = { status: number; text: string };

/** Sends raw bytes. @returns the bytes received until the end of the headers or of the connection. */
function sendRaw(bytes: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes, 'latin1'));
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('\r\n\r\n')) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

async function seenOfRaw(bytes: string): Promise<RawAnswer & { event?: APIGatewayProxyEventV2 }> {
  handlers.seen = [];
  handlers.result = { statusCode: 200 };
  const answer = await sendRaw(bytes);
  return { ...answer, ...(handlers.seen[0] && { event: handlers.seen[0].event }) };
}

const answerOf = (
  given: APIGatewayProxyStructuredResultV2 | Error,
  call: ApiCall = { path: '/v1/health' },
) => {
  handlers.result = given;
  return client.call(call);
};

describe('The input of a handler', () => {
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

  test('has neither a body nor a query if the request has none', async () => {
    const { event } = await seenOf({ path: '/v1/events' });
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event.rawQueryString).toBe('');
  });

  test('has the request id of its context, a new one each time', async () => {
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
    ['%', '%'],
    ['%C3', '%C3'],
  ])('has the path parameter %j decoded', async (written, eventId) => {
    const { event, handler } = await seenOf({ path: `/v1/events/${written}` });
    expect(handler).toBe('read-event');
    expect(event.pathParameters).toEqual({ eventId });
    expect(event.rawPath).toBe(`/v1/events/${written}`);
  });

  test('has the body unchanged, for any text', async () => {
    const text = '{"name":"Žofie 🎟️"}\n';
    expect((await seenOf({ path: '/v1/events', body: text })).event.body).toBe(text);
  });

  test('goes to the default route if no other matches the method and the path', async () => {
    for (const call of [
      { path: '/' },
      { path: '/v1/events/e1/nothing' },
      { path: '/v1/bookings', method: 'DELETE' },
      { path: '/v1/events/' },
      { path: '/v1/events//bookings' },
      { path: '/v1/events', method: 'OPTIONS' },
      { path: '/v1/auth/login', method: 'HEAD' },
    ]) {
      const { handler, event } = await seenOf(call);
      expect([handler, event.routeKey, event.requestContext.routeKey]).toEqual([
        'answer-unknown',
        '$default',
        '$default',
      ]);
    }
  });

  test('goes to the handler of its route, for every route and each of its methods', async () => {
    const routes = Object.entries(ROUTES).filter(([, { path }]) => path !== '$default');
    for (const [name, route] of routes) {
      for (const method of methodsOf(route)) {
        const { handler, event } = await seenOf({ method, path: route.path.replaceAll(/\{\w+\}/g, 'x') });
        expect([handler, event.routeKey]).toEqual([name, `${method} ${route.path}`]);
        expect(event.requestContext.http.method).toBe(method);
      }
    }
  });

  test.each([
    ['http://tickets.example/v1/events?limit=1', '/v1/events', 'limit=1'],
    ['HTTPS://tickets.example:443/v1/events', '/v1/events', ''],
    ['http://tickets.example', '/', ''],
    ['http://tickets.example?limit=1', '/', 'limit=1'],
    ['*', '*', ''],
    ['//tickets.example/v1/events', '//tickets.example/v1/events', ''],
    ['/v1/events?%E0%A4%A=%&&=', '/v1/events', '%E0%A4%A=%&&='],
    ['/%00%ff', '/%00%ff', ''],
  ])('has the path and the query of the target %s', async (target, rawPath, rawQueryString) => {
    const { status, event } = await seenOfRaw(`GET ${target} HTTP/1.1\r\nHost: any\r\n\r\n`);
    expect([status, event?.rawPath, event?.rawQueryString]).toEqual([200, rawPath, rawQueryString]);
  });

  test.each(['a b', '', '::::', '"><script>', '\xff'])('has the host "%s" unchanged', async (host) => {
    const { status, event } = await seenOfRaw(`GET /v1/events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect([status, event?.headers['host']]).toEqual([200, host]);
  });
});

describe('The answer of a handler', () => {
  test('is sent with its status, headers and body', async () => {
    const answer = await answerOf({
      statusCode: 409,
      headers: { 'content-type': 'application/problem+json', 'x-own': 'kept' },
      body: '{"name":"Žofie"}',
    });
    expect(answer).toMatchObject({ status: 409, body: { name: 'Žofie' } });
    expect(answer.headers).toMatchObject({ 'x-own': 'kept', 'content-length': '17' });
  });

  test('is decoded if it is marked as encoded', async () => {
    const body = Buffer.from('plain text').toString('base64');
    expect((await answerOf({ statusCode: 200, body, isBase64Encoded: true })).body).toBe('plain text');
  });

  test('has no body for HEAD, but its length', async () => {
    const answer = await answerOf({ statusCode: 200, body: 'text' }, { method: 'HEAD', path: '/v1/health' });
    expect([answer.body, answer.headers['content-length']]).toEqual(['', '4']);
  });

  test('is the 500 of API Gateway if the handler throws, and the next request is answered', async () => {
    const { lines, restore } = collectLogLines();
    const answer = await answerOf(new Error('a secret'));
    expect([answer.status, answer.body]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      requestId: answer.headers['x-request-id'],
      error: 'Error: a secret',
    });
    restore();
    expect((await answerOf({ statusCode: 204 })).status).toBe(204);
  });
});

describe('A body', () => {
  const post = (length: number, sent: string) =>
    `POST /v1/events HTTP/1.1\r\nHost: any\r\nContent-Length: ${length}\r\n\r\n${sent}`;

  test('larger than the limit of every function is answered before it has arrived', async () => {
    const { status, event } = await seenOfRaw(post(2 ** 30, 'a'.repeat(BODY_LIMIT_BYTES + 1)));
    expect(status).toBe(200);
    expect(event?.body?.length).toBeGreaterThan(BODY_LIMIT_BYTES);
  });

  test('of ten megabytes is answered, not kept in memory, and its connection is closed', async () => {
    handlers.seen = [];
    handlers.result = { statusCode: 413 };
    const connection = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port });
      let text = '';
      const body = Buffer.alloc(10_000_000, 'a');
      socket.write(post(body.length, ''));
      socket.write(body);
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', () => {});
      socket.once('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect((await connection).bytesRead).toBeLessThan(2 ** 22);
    const [{ event }] = handlers.seen as [Seen];
    expect(event.body?.length).toBeGreaterThan(BODY_LIMIT_BYTES);
    expect(event.body?.length).toBeLessThan(2 ** 20);
  });

  test('of a few kilobytes too many is answered, and the connection serves the next request', async () => {
    await seenOf({ path: '/v1/events', body: 'a'.repeat(BODY_LIMIT_BYTES * 4) });
    const connections = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    await seenOf({ path: '/v1/health' });
    expect(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(
      connections,
    );
  });

  test('that is cut off reaches no function', async () => {
    handlers.seen = [];
    const { lines, restore } = collectLogLines();
    const closed = new Promise((resolve) => {
      server.once('connection', (connection) => connection.once('close', resolve));
    });
    const arrived = new Promise((resolve) => server.once('request', resolve));
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(post(20, '{"quantity":1}')));
    await arrived;
    socket.destroy();
    await closed;
    expect((await answerOf({ statusCode: 204 })).status).toBe(204);
    expect(handlers.seen.map(({ handler }) => handler)).toEqual(['read-health']);
    expect(lines).toEqual([]);
    restore();
  });
});

describe('The gateway', () => {
  test.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['a target without a slash', 'GET v1/events HTTP/1.1\r\nHost: any\r\n\r\n', 400],
    ['an unknown method', 'FETCH /v1/events HTTP/1.1\r\nHost: any\r\n\r\n', 400],
    ['a space in its target', 'GET /v1/ev ents HTTP/1.1\r\nHost: any\r\n\r\n', 400],
    ['a header without a colon', 'GET /v1/events HTTP/1.1\r\nHost: any\r\nnonsense\r\n\r\n', 400],
    ['headers of 20 KB', `GET /v1/events HTTP/1.1\r\nHost: any\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
  ])('rejects a request with %s, and answers the next one', async (_what, bytes, status) => {
    const answer = await sendRaw(bytes);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/\r\nx-request-id: [0-9a-f-]{36}\r\n/);
    expect(answer.text).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
    expect((await answerOf({ statusCode: 204 })).status).toBe(204);
  });

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

  test('a negative control: listens on every address if it is told to', async () => {
    const open = await startGateway(0, [], { host: '0.0.0.0' });
    try {
      const { address, port: openPort } = open.address() as AddressInfo;
      expect(address).toBe('0.0.0.0');
      expect((await fetch(`http://127.0.0.2:${openPort}/v1/limits`)).status).toBe(204);
    } finally {
      await new Promise((resolve) => open.close(resolve));
    }
  });

  test('fails with EADDRINUSE if its port is taken', async () => {
    await expect(startGateway(port, [])).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
