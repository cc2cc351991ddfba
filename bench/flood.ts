/**
 * Measures what other clients notice of a flood: the times of honest requests alone, and while one address sends requests
 * as fast as they are answered, or holds connections with half a request each. The rate limits are the usual ones.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, apiClient } from '../bin/local/api-client.ts';
import { startServiceProcess } from '../bin/local/service-process.ts';
import type { Flood } from './flood-client.ts';
import type { Findings, Measurement } from './measurement.ts';
import { quantile, rounded } from './statistics.ts';

const ADMIN = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'correct horse battery' };
const PEOPLE = 20;
/** Honest clients read, book and cancel, one request every so often. */
const EVERY_MS = 20;
const MEASURED_MS = 10_000;
const WARM_UP_MS = 5_000;
/** After a flood, until the answers that were held back are given. */
const PAUSE_MS = 5_000;
const FLOODER = '127.0.0.2';
const CONNECTIONS = 500;
const SLOW_CONNECTIONS = 5_000;
const GOAL_RATIO = 2;

const FLOODS: Record<string, Pick<Flood, 'method' | 'path' | 'body'>> = {
  lists: { method: 'GET', path: '/v1/events?limit=100' },
  logIns: {
    method: 'POST',
    path: '/v1/auth/login',
    body: JSON.stringify({ email: ADMIN.ADMIN_EMAIL, password: 'a wrong password' }),
  },
  unknownPaths: { method: 'GET', path: '/wp-login.php' },
  health: { method: 'GET', path: '/v1/health' },
  page: { method: 'GET', path: '/' },
};

type Honest = { client: ApiClient; eventId: string; tokens: string[] };

async function prepare(client: ApiClient): Promise<Honest> {
  const logIn = { email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD };
  const token = (await client.call({ path: '/v1/auth/login', body: logIn })).body.accessToken;
  const body = { name: 'Bench', startsAt: '2099-01-01T20:00:00Z', capacity: 100_000 };
  const eventId = String((await client.call({ path: '/v1/events', token, body })).body.id);
  const tokens: string[] = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const person = { name: 'Ada', email: `ada-${n}@example.com`, password: 'a long pass phrase of hers' };
    const { status, body: created } = await client.call({ path: '/v1/auth/register', body: person });
    if (status !== 201) throw new Error(`A registration was answered ${status}.`);
    tokens.push(String(created.accessToken));
  }
  return { client, eventId, tokens };
}

/** @returns the ms of each request. @throws if one of them was not served. */
async function requestsFor(ms: number, { client, eventId, tokens }: Honest): Promise<number[]> {
  const times: number[] = [];
  const event = `/v1/events/${eventId}`;
  const visit = async (token: string) => {
    const call = async (path: string, body?: object) => {
      const answer = await client.call({ path, token, ...(body && { body }) });
      if (answer.status >= 300) throw new Error(`An honest request was answered ${answer.status}.`);
      times.push(answer.latencyMs);
      return answer.body;
    };
    await call(event);
    const { id } = await call(`${event}/bookings`, { quantity: 1 });
    await call(`${event}/bookings/${id}/cancel`, {});
  };
  const visits: Promise<void>[] = [];
  const end = performance.now() + ms;
  for (let n = 0; performance.now() < end; n += 1) {
    visits.push(visit(tokens[n % tokens.length] ?? ''));
    await sleep(3 * EVERY_MS);
  }
  await Promise.all(visits);
  return times;
}

/** @returns the answers to the flood, by status, and what stops it. */
function startFlood(flood: Flood): {
  answers: () => Promise<Record<string, number>>;
  stop: () => Promise<void>;
} {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'flood-client.ts'), [
    JSON.stringify(flood),
  ]);
  return {
    answers: () =>
      new Promise((resolve) => {
        child.once('message', (answers) => resolve(answers as Record<string, number>));
        child.send('count');
      }),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Opens connections that send half of a request's headers each. */
function openSlowly(url: string): Socket[] {
  const port = Number(new URL(url).port);
  return Array.from({ length: SLOW_CONNECTIONS }, () => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: FLOODER });
    socket.on('error', () => {});
    socket.write('GET /v1/events HTTP/1.1\r\nHost: any\r\n');
    return socket;
  });
}

const summary = (times: number[]): Times => ({ p50: quantile(times, 0.5), p99: quantile(times, 0.99) });

type Times = { p50: number; p99: number };
type Beside = { alone: Times; beside: Times; floodAnswers?: Record<string, number> };
type Measured = { all: Record<string, Beside>; alone: Times };

/**
 * Measures alone and beside each flood in turns, so that what else the machine does tells in both. `alone`: of all times without a
 * flood together, since the p99 of one turn is that of five requests.
 */
async function measureAll(url: string, honest: Honest): Promise<Measured> {
  const all: Record<string, Beside> = {};
  const withoutFlood: number[] = [];
  const aloneNow = async () => {
    const times = await requestsFor(MEASURED_MS, honest);
    withoutFlood.push(...times);
    return summary(times);
  };
  const besideNow = async () => summary(await requestsFor(MEASURED_MS, honest));
  await requestsFor(WARM_UP_MS, honest);
  for (const [name, sent] of Object.entries(FLOODS)) {
    const alone = await aloneNow();
    const flood = startFlood({ origin: url, from: FLOODER, connections: CONNECTIONS, ...sent });
    await sleep(WARM_UP_MS);
    const beside = await besideNow();
    all[name] = { alone, beside, floodAnswers: await flood.answers() };
    await flood.stop();
    console.log(`${name}: ${JSON.stringify(all[name])}`);
    await sleep(PAUSE_MS);
  }
  const alone = await aloneNow();
  const sockets = openSlowly(url);
  all['slowConnections'] = { alone, beside: await besideNow() };
  for (const socket of sockets) socket.destroy();
  return { all, alone: summary(withoutFlood) };
}

async function measure(): Promise<Findings> {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-flood-'));
  const log = path.join(directory, 'log');
  const service = startServiceProcess({ ...ADMIN, DATA_DIR: directory, MAIL_FROM: '', LOG_FILE: log });
  try {
    const url = await service.ready;
    const client = apiClient(url);
    const { all, alone } = await measureAll(url, await prepare(client));
    client.close();
    const ratios = Object.fromEntries(
      Object.entries(all).map(([name, { beside }]) => [name, rounded(beside.p99 / alone.p99, 2)]),
    );
    const worst = Math.max(...Object.values(ratios));
    return {
      warmUp: `${WARM_UP_MS / 1000} s`,
      load: {
        people: PEOPLE,
        everyMs: EVERY_MS,
        connections: CONNECTIONS,
        slowConnections: SLOW_CONNECTIONS,
      },
      figures: { ms: all, alone },
      ratios: { p99: ratios },
      goals: [
        {
          id: 'beside-a-flood',
          met: worst <= GOAL_RATIO,
          figure: `p99 ${rounded(alone.p99)} ms alone, at most ${worst} times as long beside a flood`,
        },
      ],
      charts: {},
    };
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

export const flood: Measurement = {
  name: 'flood',
  about: 'honest requests beside a flood from one address, and beside slow connections',
  seconds: 210,
  measure,
};
