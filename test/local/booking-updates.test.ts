/** Streams of updates of a booking: on a real service, and their limits on a real server. */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { type EventSource, openEvents } from '../../bin/local/event-source.ts';
import { UpdateStreams } from '../../bin/local/update-streams.ts';
import { tokens } from '../../functions/compose.ts';
import { UPDATE_STREAMS_PER_BOOKING, UPDATES_AT_ONCE } from '../../functions/domain/model/limits.ts';
import { aService, eventually, type Person, type TestService } from '../kit/service.ts';

const open: EventSource[] = [];
afterEach(() => {
  for (const source of open.splice(0)) source.close();
});

describe('The stream of a booking', () => {
  let it: TestService;
  beforeAll(async () => {
    it = await aService({ sendsUpdates: true });
  });
  afterAll(() => it.stop());

  /** A waiting booking, its customer, and what promotes it. */
  async function aWaiter(waiter?: Person) {
    const { id, organizer } = await it.anEvent({ capacity: 1 });
    const holder = await it.aPerson();
    const held = (await it.book(holder, id)).body.id;
    const customer = waiter ?? (await it.aPerson());
    const bookingId: string = (await it.book(customer, id)).body.id;
    const path = `/v1/events/${id}/bookings/${bookingId}`;
    return { id, organizer, customer, bookingId, path, promote: () => it.cancel(holder, id, held) };
  }

  async function updatesOf(path: string, { token }: Pick<Person, 'token'>, lastEventId?: string) {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const source = await openEvents({ url: `${it.service.url}${path}/updates`, token, headers });
    open.push(source);
    return source;
  }

  const bookingIn = (source: EventSource, index: number) => JSON.parse(source.events[index]?.data ?? '{}');

  test('says at once how the booking is, and that it was promoted when it was', async () => {
    const { customer, path, promote } = await aWaiter();
    const source = await updatesOf(path, customer);
    expect(source.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await source.received(1);
    expect(bookingIn(source, 0)).toMatchObject({ status: 'waitlisted', quantity: 1 });
    await promote();
    await source.received(2);
    const read = await it.call({ path: `${path}?position=omit`, token: customer.token });
    expect([bookingIn(source, 1), source.events[1]]).toEqual([
      read.body,
      { id: read.headers['etag'], event: 'booking', data: JSON.stringify(read.body) },
    ]);
    expect(read.body).toMatchObject({ status: 'confirmed' });
  });

  test('goes on after the last event that the client has, and ends with the booking', async () => {
    const { id, customer, bookingId, path, promote } = await aWaiter();
    const first = await updatesOf(path, customer);
    const [{ id: waiting } = { id: '' }] = await first.received(1);
    first.close();
    await promote();
    await eventually(
      async () => (await it.call({ path, token: customer.token })).body.status === 'confirmed',
    );

    const second = await updatesOf(path, customer, waiting);
    const [{ id: confirmed } = { id: '' }] = await second.received(1);
    expect(bookingIn(second, 0)).toMatchObject({ status: 'confirmed' });
    second.close();

    const third = await updatesOf(path, customer, confirmed);
    expect([third.status, third.events]).toEqual([200, []]);
    await it.cancel(customer, id, bookingId);
    const [{ id: cancelled } = { id: '' }] = await third.received(1);
    await third.ended;
    expect(third.events.map(({ data }) => JSON.parse(data).status)).toEqual(['cancelled']);
    expect((await updatesOf(path, customer, cancelled)).status).toBe(204);
  });

  test('is refused as the booking is: to another customer, without a token, and for no booking', async () => {
    const { customer, organizer, bookingId, path } = await aWaiter();
    const other = await it.aPerson();
    expect((await updatesOf(path, other)).status).toBe(404);
    expect((await updatesOf(path, { token: 'forged' })).status).toBe(401);
    expect((await updatesOf(path.replace(bookingId, 'nothing'), customer)).status).toBe(404);
    const byLink = { token: await tokens().issueForGuest(customer.id, bookingId) };
    for (const allowed of [organizer, byLink]) expect((await updatesOf(path, allowed)).status).toBe(200);
  });

  test('ends when its session has ended, at the next change', async () => {
    const body = { name: 'Ada', email: `ada-${Date.now()}@example.com`, password: 'correct horse' };
    const { accessToken, refreshToken, user } = (await it.call({ path: '/v1/auth/register', body })).body;
    const { path, promote } = await aWaiter({ id: user.id, token: accessToken });
    const source = await updatesOf(path, { token: accessToken });
    await source.received(1);
    await it.call({ path: '/v1/auth/logout', body: { refreshToken } });
    await promote();
    await source.ended;
    expect(source.events).toHaveLength(1);
  });

  test('is answered 503 beyond the limit of a booking, until another of its streams is closed', async () => {
    const { customer, path } = await aWaiter();
    const sources = [];
    for (let n = 0; n < UPDATE_STREAMS_PER_BOOKING; n += 1) sources.push(await updatesOf(path, customer));
    expect(sources.map(({ status }) => status)).toEqual(sources.map(() => 200));
    const call = { path: `${path}/updates`, token: customer.token, headers: { accept: 'text/event-stream' } };
    const full = await it.call(call);
    expect([full.status, full.headers['retry-after'], full.body.code]).toEqual([503, '1', 'busy']);
    sources[0]?.close();
    await eventually(async () => (await updatesOf(path, customer)).status === 200);
  });

  test('has to be accepted by name, so that no client waits for an end by accident', async () => {
    const { customer, path } = await aWaiter();
    for (const accept of ['*/*', 'application/json', 'text/event-stream;q=0']) {
      const answer = await it.call({
        path: `${path}/updates`,
        token: customer.token,
        headers: { accept },
      });
      expect([answer.status, answer.body.code]).toEqual([406, 'not-acceptable']);
    }
  });

  test('ends when the service stops, which does not wait for it', async () => {
    const { customer, path } = await aWaiter();
    const source = await updatesOf(path, customer);
    await source.received(1);
    await it.service.stop();
    await source.ended;
  });
});

describe('Open streams', () => {
  let server: Server;
  let streams: UpdateStreams;
  let url: string;
  let version = 0;
  let read = async () => {
    version += 1;
    const headers = { etag: `W/"${version}"`, 'retry-after': '2' };
    return { statusCode: 200, headers, body: JSON.stringify({ version }) };
  };
  const usual = read;

  async function serve(options: ConstructorParameters<typeof UpdateStreams>[0] = {}) {
    read = usual;
    streams = new UpdateStreams(options);
    server = createServer(async (request, response) => {
      const [, bookingId = '', source = 'one'] = request.url?.split('/') ?? [];
      const asked = { bookingId, source, response, seen: undefined };
      const instead = await streams.open(
        asked,
        () => read(),
        (headers) => headers,
      );
      if (instead !== undefined) response.writeHead(instead === 'full' ? 503 : 500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  afterEach(async () => {
    streams.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const changeOf = (bookingId: string): DynamoDBStreamEvent => ({
    Records: [{ dynamodb: { Keys: { sk: { S: `BOOKING#${bookingId}` } } } }],
  });

  async function opened(bookingId: string): Promise<EventSource> {
    const source = await openEvents({ url: `${url}/${bookingId}` });
    open.push(source);
    return source;
  }

  test('are limited in all, and a closed one makes room', async () => {
    await serve({ most: 2 });
    const [first, second] = [await opened('a'), await opened('b')];
    expect([first.status, second.status, (await opened('c')).status]).toEqual([200, 200, 503]);
    first.close();
    await eventually(async () => (await opened('c')).status === 200);
  });

  test('of an address that has taken all of them make room for others, and not for itself', async () => {
    await serve({ most: 4 });
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map((booking) => opened(`${booking}/many`)));
    expect(taken.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await opened('e/many')).status).toBe(503);
    expect((await opened('f/other')).status).toBe(200);
    await taken[0]?.ended;
    expect((await opened('g/other')).status).toBe(200);
    // Both have as many now.
    expect((await opened('h/other')).status).toBe(503);
    expect((await opened('i/many')).status).toBe(503);
    expect((await opened('j/third')).status).toBe(200);
  });

  test('are not ended for a client without a right to its booking', async () => {
    await serve({ most: 2 });
    const taken = [await opened('a/many'), await opened('b/many')];
    for (const source of taken) await source.received(1);
    read = async () => ({ statusCode: 401, headers: { etag: '', 'retry-after': '' }, body: '' });
    expect((await opened('c/other')).status).toBe(500);
    read = usual;
    for (const booking of ['a', 'b']) streams.take(changeOf(booking));
    for (const source of taken) await source.received(2);
  });

  test('get the changes of their own booking alone', async () => {
    await serve();
    const [mine, other] = [await opened('mine'), await opened('other')];
    streams.take(changeOf('mine'));
    await mine.received(2);
    expect(other.events).toHaveLength(1);
  });

  test('are checked at intervals, and end when the client may not read the booking any more', async () => {
    await serve({ checkMs: 20 });
    const source = await opened('a');
    await source.received(3);
    read = async () => ({ statusCode: 401, headers: { etag: '', 'retry-after': '' }, body: '' });
    await source.ended;
  });

  test('stay open while the service is busy, and get the change afterwards', async () => {
    await serve({ checkMs: 20 });
    const source = await opened('a');
    await source.received(1);
    let refusals = 0;
    read = async () => {
      refusals += 1;
      return { statusCode: 503, headers: { etag: '', 'retry-after': '1' }, body: '' };
    };
    streams.take(changeOf('a'));
    await eventually(async () => refusals > 0);
    read = usual;
    await source.received(2);
  });

  test('are opened and get their changes while requests without a right to them are many', async () => {
    await serve({ most: 2 });
    const source = await opened('a');
    await source.received(1);
    let reads = 0;
    let refuse = () => {};
    const refused = new Promise<void>((resolve) => (refuse = resolve));
    read = async () => {
      reads += 1;
      await refused;
      return { statusCode: 401, headers: { etag: '', 'retry-after': '' }, body: '' };
    };
    const asked = ['b', ...Array.from({ length: 2 * UPDATES_AT_ONCE }, () => 'a')].map((booking) =>
      opened(booking),
    );
    await eventually(async () => reads === asked.length);
    read = usual;
    streams.take(changeOf('a'));
    await source.received(2);
    expect((await opened('b')).status).toBe(200);
    refuse();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 500));
  });

  test('are closed for a client that does not read', async () => {
    await serve();
    const large = 'x'.repeat(256 * 1024);
    read = async () => ({ ...(await usual()), body: large });
    let isClosed = false;
    server.once('request', (_, response) =>
      response.once('close', () => {
        isClosed = true;
      }),
    );
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.pause().write('GET /slow HTTP/1.1\r\nhost: local\r\n\r\n');
    await eventually(async () => {
      streams.take(changeOf('slow'));
      return isClosed;
    });
    socket.destroy();
  });

  test('end when the service stops, and no further one is opened', async () => {
    await serve();
    const source = await opened('a');
    streams.stop();
    await source.ended;
    expect((await opened('a')).status).toBe(503);
  });
});
