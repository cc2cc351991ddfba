/**
 * Clients that hold connections of the local gateway: half requests, silent and idle connections, answers that nobody
 * reads. Times and bounds are short here; the service's own are in `CONNECTION_LIMITS`.
 */
import { execFileSync } from 'node:child_process';
import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { REFUSALS_PER_SECOND } from '../../bin/local/answer-pace.ts';
import { apiClient } from '../../bin/local/api-client.ts';
import { CONNECTION_LIMITS, type ConnectionLimits } from '../../bin/local/connections.ts';
import { TURNS } from '../../bin/local/fair-turns.ts';
import type { IsTrusted } from '../../bin/local/trusted-proxies.ts';
import { UPDATE_CHECK_MS } from '../../functions/domain/model/limits.ts';
import { collectLogLines } from '../kit/log-lines.ts';
import { recordingHandlers } from '../kit/recording-handlers.ts';

const handlers = recordingHandlers();
const SHORT: ConnectionLimits = {
  headersMs: 200,
  requestMs: 400,
  silenceMs: 10_000,
  keepAliveMs: 10_000,
  connections: 50,
  unanswered: 20,
  unsentBytes: 1_000_000_000,
};
const HALF_HEADERS = 'GET /v1/events HTTP/1.1\r\nHost: any\r\n';
const HALF_BODY = 'POST /v1/events HTTP/1.1\r\nHost: any\r\nContent-Length: 20\r\n\r\n{"quan';
const WHOLE = 'GET /v1/health HTTP/1.1\r\nHost: any\r\n\r\n';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function aGateway(
  limits: Partial<ConnectionLimits> = {},
  isTrusted: IsTrusted = () => false,
): Promise<{ server: Server; port: number }> {
  const { startGateway } = await import('../../bin/local/gateway.ts');
  const server = await startGateway(0, [], {
    limits: { ...SHORT, ...limits },
    isTrusted,
  });
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

type Client = { socket: Socket; text: string; closed: Promise<void> };

/** Connects and sends the bytes. */
async function aClient(port: number, bytes = ''): Promise<Client> {
  const socket = connect({ host: '127.0.0.1', port });
  ends.push(() => socket.destroy());
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const client = { socket, text: '', closed };
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    client.text += chunk;
  });
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  if (bytes !== '') await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  return client;
}

/** Connects and sends the bytes, and reads no answer. */
async function aDeafClient(port: number, bytes: string): Promise<Client> {
  const client = await aClient(port);
  client.socket.pause();
  client.socket.write(bytes);
  return client;
}

/** Sends the bytes on new connections and resets them, all before this process accepts any, because it waits meanwhile. */
function resetAtOnce(port: number, bytes: string, connections: number): void {
  const script = `
    const { connect } = require('node:net');
    for (let n = 0; n < ${connections}; n += 1) {
      const socket = connect(${port}, '127.0.0.1', () => socket.write(${JSON.stringify(bytes)}, () => socket.resetAndDestroy()));
    }`;
  execFileSync(process.execPath, ['-e', script]);
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await isTrue()); ) {
    if (Date.now() > end) throw new Error('It did not become true in 20 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const connectionsOf = (server: Server) =>
  new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

const isServed = async (port: number): Promise<boolean> => {
  handlers.result = { statusCode: 204 };
  const client = apiClient(`http://127.0.0.1:${port}`);
  try {
    return (await client.call({ path: '/v1/health' })).status === 204;
  } finally {
    client.close();
  }
};

describe('A request that does not arrive', () => {
  test.each([
    ['half of its headers', HALF_HEADERS],
    ['half of its body', HALF_BODY],
  ])('with %s is answered 408, closed, and reaches no function', async (_what, bytes) => {
    const { lines, restore } = collectLogLines();
    const { port } = await aGateway();
    handlers.seen = [];
    const client = await aClient(port, bytes);
    await client.closed;
    expect(client.text).toMatch(/^HTTP\/1\.1 408 /);
    expect(handlers.seen).toEqual([]);
    expect(lines).toEqual([]);
    restore();
  });

  test('control: longer times keep it open', async () => {
    const { port } = await aGateway({ headersMs: 60_000, requestMs: 60_000 });
    const slow = await aClient(port, HALF_HEADERS);
    const { port: other } = await aGateway();
    await (await aClient(other, HALF_HEADERS)).closed;
    expect([slow.text, slow.socket.destroyed]).toEqual(['', false]);
  });

  test('does not keep others out, not even with as many as there may be connections', async () => {
    const { port, server } = await aGateway({ headersMs: 60_000, requestMs: 60_000 });
    const half = await Promise.all(
      Array.from({ length: SHORT.connections }, () => aClient(port, HALF_HEADERS)),
    );
    expect(await isServed(port)).toBe(true);
    await Promise.race(half.map(({ closed }) => closed));
    expect(await connectionsOf(server)).toBeLessThanOrEqual(SHORT.connections);
  });
});

describe('A connection', () => {
  test('that has waited longest is closed first, and none whose request is being answered', async () => {
    const { port } = await aGateway({ connections: 2, headersMs: 60_000, requestMs: 60_000 });
    handlers.result = { statusCode: 200 };
    const [first, second] = [await aClient(port, WHOLE), await aClient(port)];
    await new Promise((resolve) => first.socket.once('data', resolve));
    const third = await aClient(port);
    await second.closed;
    expect([first.socket.destroyed, third.socket.destroyed]).toEqual([false, false]);
  });

  test('that sends too many requests before the first is answered is closed, and they reach no function', async () => {
    const { port } = await aGateway();
    let end = (_answer: { statusCode: number }) => {};
    handlers.result = new Promise((resolve) => {
      end = resolve;
    });
    handlers.seen = [];
    const { unanswered } = SHORT;
    const [patient, flooding] = [
      await aClient(port, WHOLE.repeat(unanswered)),
      await aClient(port, WHOLE.repeat(1_000)),
    ];
    await flooding.closed;
    end({ statusCode: 204 });
    while (patient.text.split('HTTP/1.1 204 ').length <= unanswered)
      await new Promise((resolve) => patient.socket.once('data', resolve));
    expect(handlers.seen.length).toBeLessThanOrEqual(2 * unanswered);
    const last = new Promise((resolve) => patient.socket.once('data', resolve));
    patient.socket.write(WHOLE);
    await last;
  });

  test('that is silent, and one on which nobody reads the answer, are closed', async () => {
    const { port, server } = await aGateway({ silenceMs: 300, headersMs: 60_000, requestMs: 60_000 });
    handlers.result = { statusCode: 200, body: 'a'.repeat(20_000_000) };
    const reader = await aClient(port, WHOLE);
    reader.socket.pause();
    const silent = await aClient(port);
    await silent.closed;
    while ((await connectionsOf(server)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    reader.socket.resume();
    await reader.closed;
    expect(reader.text.length).toBeLessThan(20_000_000);
  });

  test('on which nobody reads the answer keeps no others out, not even with as many as there may be connections', async () => {
    const { port, server } = await aGateway({ connections: 20 });
    handlers.result = { statusCode: 200, body: 'a'.repeat(20_000_000) };
    await Promise.all(Array.from({ length: 20 }, () => aDeafClient(port, WHOLE)));
    await until(async () => (await connectionsOf(server)) === 20);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await isServed(port)).toBe(true);
  });

  test('that leaves most unread is closed beyond the bytes that may be, and no other', async () => {
    const bytes = 4_000_000;
    const { port, server } = await aGateway({ unsentBytes: 10 * bytes });
    handlers.seen = [];
    handlers.result = { statusCode: 200, body: 'a'.repeat(bytes) };
    const small = await aDeafClient(port, WHOLE);
    await until(() => handlers.seen.length > 0);
    handlers.result = { statusCode: 200, body: 'a'.repeat(3 * bytes) };
    await Promise.all(Array.from({ length: 6 }, () => aDeafClient(port, WHOLE)));
    await until(() => handlers.seen.length === 7);
    await until(async () => (await connectionsOf(server)) <= 4);
    expect(await isServed(port)).toBe(true);
    small.socket.resume();
    await until(() => small.text.length > bytes);
  });

  test('answers the requests of a packet one after the other, each when the one before was taken', async () => {
    const { port } = await aGateway();
    handlers.seen = [];
    handlers.result = { statusCode: 200, body: 'a'.repeat(20_000_000) };
    await aDeafClient(port, WHOLE.repeat(10));
    await until(() => handlers.seen.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(handlers.seen).toHaveLength(1);
  });

  test('that its client reset at once has no address, and reaches no function', async () => {
    const { port } = await aGateway();
    handlers.seen = [];
    resetAtOnce(port, WHOLE, 20);
    expect(await isServed(port)).toBe(true);
    expect(handlers.seen).toHaveLength(1);
  });

  test('whose requests expect something unknown is bound like any other', async () => {
    const { port } = await aGateway();
    handlers.seen = [];
    let end = (_answer: { statusCode: number }) => {};
    handlers.result = new Promise((resolve) => {
      end = resolve;
    });
    const expecting = WHOLE.replace('\r\n\r\n', '\r\nExpect: the impossible\r\n\r\n');
    const flooding = await aClient(port, expecting.repeat(1_000));
    await flooding.closed;
    expect(flooding.text).toBe('');
    end({ statusCode: 204 });
    const one = await aClient(port, expecting);
    await until(() => one.text.startsWith('HTTP/1.1 204 '));
  });

  test('that streams updates is written to more often than a silent one is closed', () => {
    expect(CONNECTION_LIMITS.silenceMs).toBeGreaterThan(2 * UPDATE_CHECK_MS);
  });
});

test('no request of a broken client writes a line to the log', async () => {
  const { lines, restore } = collectLogLines();
  const { port } = await aGateway();
  handlers.result = { statusCode: 200, body: 'a'.repeat(1_000_000) };
  const broken = [
    'nonsense\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: any\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'POST /v1/events HTTP/1.1\r\nHost: any\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
    'POST /v1/events HTTP/1.1\r\nHost: any\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde',
    'GET / HTTP/1.1\r\nHost: any\r\nExpect: the impossible\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: any\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'CONNECT any:443 HTTP/1.1\r\nHost: any\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    `GET /v1/${'a'.repeat(15_000)} HTTP/1.1\r\nHost: any\r\n\r\n`,
    WHOLE.repeat(20),
  ];
  for (const bytes of broken) {
    const client = await aClient(port, bytes);
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.socket.destroy();
    await client.closed;
  }
  expect(await isServed(port)).toBe(true);
  expect(lines).toEqual([]);
  restore();
});

describe('A flood of requests from one address', () => {
  test('is answered 503 with Retry-After beyond those that may wait, and keeps no other address waiting', async () => {
    const { port } = await aGateway(CONNECTION_LIMITS, (peer) => peer === '127.0.0.1');
    handlers.seen = [];
    let end = (_answer: { statusCode: number }) => {};
    handlers.result = new Promise((resolve) => {
      end = resolve;
    });
    const flood = apiClient(`http://127.0.0.1:${port}`, 10_000);
    ends.push(flood.close);
    const admitted = TURNS.alone.underWay + TURNS.waiting;
    // The owner of an IPv6 network has all addresses of a /64.
    const answers = Array.from({ length: admitted + 1 }, (_, n) =>
      flood.call({ path: '/v1/health', headers: { 'x-forwarded-for': `2001:db8::${(n + 1).toString(16)}` } }),
    );
    const first = await Promise.race(answers);
    expect(first).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'busy' } });
    expect(handlers.seen).toHaveLength(TURNS.alone.underWay);

    handlers.result = { statusCode: 204 };
    const headers = { 'x-forwarded-for': '2001:db8:0:1::1' };
    expect(await flood.call({ path: '/v1/health', headers })).toMatchObject({ status: 204 });
    expect(handlers.seen).toHaveLength(TURNS.alone.underWay + 1);

    end({ statusCode: 204 });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(admitted);
  });

  test('that is refused is answered at a pace, and answers to others are not held back', async () => {
    const { port } = await aGateway(CONNECTION_LIMITS, (peer) => peer === '127.0.0.1');
    handlers.result = { statusCode: 429 };
    const client = apiClient(`http://127.0.0.1:${port}`, 10_000);
    ends.push(client.close);
    const from = (address: string) =>
      client.call({ path: '/v1/health', headers: { 'x-forwarded-for': address } });
    const begun = performance.now();
    const flood = Array.from({ length: 2 * REFUSALS_PER_SECOND }, () => from('192.0.2.1'));
    await flood[REFUSALS_PER_SECOND];
    let isFloodAnswered = false;
    const end = Promise.all(flood).then(() => (isFloodAnswered = true));
    await from('192.0.2.2');
    expect(isFloodAnswered).toBe(false);
    await end;
    expect(performance.now() - begun).toBeGreaterThanOrEqual(990);
  });

  test('whose answers are held back keeps no others out, not even with as many as there may be connections', async () => {
    const requests = 5 * REFUSALS_PER_SECOND;
    const { port } = await aGateway({ headersMs: 60_000, requestMs: 60_000, unanswered: requests });
    handlers.result = { statusCode: 401 };
    handlers.seen = [];
    const areSeen = async (count: number) => {
      while (handlers.seen.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const flooding = await aClient(port, WHOLE.repeat(requests));
    await areSeen(requests);
    flooding.socket.destroy();
    await flooding.closed;
    const held = await Promise.all(Array.from({ length: SHORT.connections }, () => aClient(port, WHOLE)));
    await areSeen(requests + SHORT.connections);
    expect(await isServed(port)).toBe(true);
    await Promise.race(held.map(({ closed }) => closed));
  });
});
