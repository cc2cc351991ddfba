/**
 * Measures the time from the answer to a cancellation until the next waiter knows of the promotion: by an open stream of
 * updates, and by looking as told. Simulates what waiting clients cost that look as told. The service runs in a process of
 * its own; this process is all clients.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, apiClient } from '../bin/local/api-client.ts';
import { openEvents } from '../bin/local/event-source.ts';
import { startServiceProcess } from '../bin/local/service-process.ts';
import { type Chance, chanceOf } from '../bin/soak/chance.ts';
import { JITTER } from '../web/src/api/look-pauses.ts';
import { type LineCost, measureLine } from './line-cost.ts';
import { type LooksCost, simulateLooks } from './looks.ts';
import type { Findings, Measurement, Settings, Verdict } from './measurement.ts';
import { quantile, rounded } from './statistics.ts';

const STREAMS = 1_000;
/** They make 100 requests a second, which leaves a busy machine time for the cancellations. */
const LOOKERS = 200;
const CANCELLATIONS = 100;
const PAUSE_MS = 50;
const CONNECTIONS = 32;
const AT_A_TIME = 8;
const GOAL_MS = 2_000;
const ADMIN = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'correct horse battery' };
/** Waitlists whose line clients read through a cache. */
const BY_LINE = [
  { waiting: 1_000, capacity: 100_000 },
  { waiting: 10_000, capacity: 100_000 },
];
const SIMULATED = [
  { waiting: 1_000, capacity: 100_000 },
  { waiting: 10_000, capacity: 100_000 },
  { waiting: 100_000, capacity: 100_000 },
  { waiting: 100_000, capacity: 10_000 },
];

/** `arrival` sorts as the waitlist does. */
type Guest = { path: string; token: string; arrival: string };
type Bench = { url: string; client: ApiClient; organizer: string; chance: Chance };

/** Runs `work` for each number up to `count`, a few at a time. @returns the results in no particular order. */
async function aFewAtATime<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) results.push(await work(n));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

/** Books one ticket for each of as many guests. @returns them in the order of the waitlist. */
async function book({ client }: Bench, eventId: string, count: number): Promise<Guest[]> {
  const guests = await aFewAtATime(count, async (n): Promise<Guest> => {
    const attendee = { firstName: 'Ada', lastName: 'Lovelace', email: `ada-${n}@example.com` };
    const booking = { quantity: 1, attendee };
    const { status, body } = await client.call({ path: `/v1/events/${eventId}/bookings`, body: booking });
    if (status !== 201 && status !== 202) throw new Error(`A booking was answered ${status}.`);
    return {
      path: `/v1/events/${eventId}/bookings/${body.id}`,
      token: body.manageToken,
      arrival: `${body.createdAt} ${body.id}`,
    };
  });
  return guests.sort((a, b) => (a.arrival < b.arrival ? -1 : 1));
}

/** @returns holders of all tickets of a new event, and its waiting guests in the order of the waitlist. */
async function soldOut(bench: Bench, waiting: number): Promise<{ holders: Guest[]; waiters: Guest[] }> {
  const { client, organizer } = bench;
  const capacity = CANCELLATIONS;
  const body = { name: 'Bench', startsAt: '2099-01-01T20:00:00Z', capacity, allowGuests: true };
  const { id } = (await client.call({ path: '/v1/events', token: organizer, body })).body;
  const holders = await book(bench, id, capacity);
  return { holders, waiters: await book(bench, id, waiting) };
}

/** Cancels one booking after another. @returns when each was answered, ms. */
async function cancelAll({ client, chance }: Bench, holders: Guest[]): Promise<number[]> {
  const answered: number[] = [];
  for (const { path: booking, token } of holders) {
    await sleep(PAUSE_MS * (0.5 + chance.next()));
    const answer = await client.call({ path: `${booking}/cancel`, token, body: {} });
    if (answer.status !== 200) throw new Error(`A cancellation was answered ${answer.status}.`);
    answered.push(performance.now());
  }
  return answered;
}

const delays = (answered: number[], known: Promise<number>[]) =>
  Promise.all(answered.map(async (at, n) => Math.max(0, ((await known[n]) ?? Number.NaN) - at)));

async function byStreams(bench: Bench): Promise<number[]> {
  const { holders, waiters } = await soldOut(bench, STREAMS);
  const opened = await aFewAtATime(STREAMS, async (n) => {
    const { path: booking = '', token = '' } = waiters[n] ?? {};
    const source = await openEvents({ url: `${bench.url}${booking}/updates`, token });
    if (source.status !== 200) throw new Error(`A stream was answered ${source.status}.`);
    await source.received(1);
    return { n, source };
  });
  const sources = opened.sort((one, other) => one.n - other.n).map(({ source }) => source);
  const known = sources.slice(0, CANCELLATIONS).map(async (source) => {
    const [, update] = await source.received(2);
    if (JSON.parse(update?.data ?? '{}').status !== 'confirmed') throw new Error('A wrong update was sent.');
    return performance.now();
  });
  const found = await delays(await cancelAll(bench, holders), known);
  for (const source of sources) source.close();
  return found;
}

/** @returns the delays, and how many requests a second the clients made. */
async function byLooks(bench: Bench): Promise<{ found: number[]; requestsPerSecond: number }> {
  const { holders, waiters } = await soldOut(bench, LOOKERS);
  let isOver = false;
  let requests = 0;
  const look = async ({ path: booking, token }: Guest): Promise<number> => {
    let etag = '';
    await sleep(bench.chance.next() * GOAL_MS);
    while (!isOver) {
      requests += 1;
      const headers = { 'if-none-match': etag };
      const answer = await bench.client.call({ path: `${booking}?position=omit`, token, headers });
      if (answer.status === 200 && answer.body.status === 'confirmed') return performance.now();
      etag = String(answer.headers['etag']);
      const told = Number(answer.headers['retry-after']) * 1000;
      await sleep(told * (1 - JITTER * bench.chance.next()));
    }
    return Number.NaN;
  };
  const began = performance.now();
  const known = waiters.map(look);
  await sleep(GOAL_MS);
  const found = await delays(await cancelAll(bench, holders), known);
  const requestsPerSecond = Math.round(requests / ((performance.now() - began) / 1000));
  isOver = true;
  await Promise.all(known);
  return { found, requestsPerSecond };
}

const summary = (found: number[]) => ({
  p50: rounded(quantile(found, 0.5)),
  p99: rounded(quantile(found, 0.99)),
  most: rounded(Math.max(...found)),
});

async function measureService(seed: number) {
  const directory = mkdtempSync(path.join(tmpdir(), 'boxoffice-updates-'));
  const service = startServiceProcess({ ...ADMIN, DATA_DIR: directory, MAIL_FROM: '', RATE_LIMITS: 'off' });
  try {
    const url = await service.ready;
    const client = apiClient(url, CONNECTIONS);
    const body = { email: ADMIN.ADMIN_EMAIL, password: ADMIN.ADMIN_PASSWORD };
    const organizer = (await client.call({ path: '/v1/auth/login', body })).body.accessToken;
    const bench: Bench = { url, client, organizer, chance: chanceOf(seed) };
    const streams = await byStreams(bench);
    console.log(`By ${STREAMS} streams: ${JSON.stringify(summary(streams))} ms`);
    const looks = await byLooks(bench);
    console.log(`By looking as told: ${JSON.stringify(summary(looks.found))} ms. Simulating …`);
    client.close();
    return { streams: summary(streams), looks: summary(looks.found), looked: looks.requestsPerSecond };
  } finally {
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureLines(seed: number): Promise<Record<string, LineCost>> {
  const costs: Record<string, LineCost> = {};
  for (const load of BY_LINE) {
    for (const isServing of [false, true]) {
      const name = `${load.waiting} waiting, ${load.capacity} tickets, ${isServing ? 'serving' : 'idle'}`;
      costs[name] = await measureLine({ ...load, isServing }, chanceOf(seed));
    }
  }
  return costs;
}

function judgeLines(costs: LineCost[]): Verdict {
  const dearest = Math.max(...costs.map(({ readUnitsPerSecond }) => readUnitsPerSecond));
  const answering = Math.max(...costs.map((one) => one.readUnitsPerSecond - one.makingUnitsPerSecond));
  const met = dearest <= 1;
  return {
    id: 'line-flat',
    met,
    figure: `${dearest} read units a second with any number of clients, of which ${rounded(answering, 2)} answer, and the rest makes the line`,
    ...(!met && {
      obstacle:
        'A making reads the front, a segment in its turn and what is behind the last one, each in every waitlist partition, at half a read unit at least.',
    }),
  };
}

async function measure({ seed }: Settings): Promise<Findings> {
  const { streams, looks, looked } = await measureService(seed);
  const costs: Record<string, LooksCost> = {};
  for (const load of SIMULATED) {
    for (const isServing of [false, true]) {
      const name = `${load.waiting} waiting, ${load.capacity} tickets, ${isServing ? 'serving' : 'idle'}`;
      costs[name] = await simulateLooks({ ...load, isServing }, chanceOf(seed));
    }
  }
  const lines = await measureLines(seed);
  const dearest = Math.max(...Object.values(costs).map(({ readUnitsPerSecond }) => readUnitsPerSecond));
  const busiest = Math.max(...Object.values(costs).map(({ requestsPerSecond }) => requestsPerSecond));
  return {
    load: { streams: STREAMS, lookers: LOOKERS, cancellations: CANCELLATIONS, pauseMs: PAUSE_MS },
    figures: {
      knownByStreamMs: streams,
      knownByLookMs: looks,
      looksPerSecond: looked,
      simulated: costs,
      byLine: lines,
    },
    ratios: { lookToStreamP50: rounded(looks.p50 / streams.p50, 1) },
    goals: [
      {
        id: 'known-in-two-seconds',
        met: Math.max(streams.p99, looks.p99) <= GOAL_MS,
        figure: `p99 ${streams.p99} ms by one of ${STREAMS} streams, ${looks.p99} ms by looking as told`,
      },
      {
        id: 'looks-bounded',
        met: busiest < 5_000 && dearest < 10_000,
        figure: `at most ${busiest} requests and ${dearest} read units a second, simulated`,
      },
      judgeLines(Object.values(lines)),
    ],
    charts: {},
  };
}

export const updates: Measurement = {
  name: 'updates',
  about: 'from a cancellation until the waiter knows, and what waiting clients cost',
  seconds: 150,
  measure,
};
